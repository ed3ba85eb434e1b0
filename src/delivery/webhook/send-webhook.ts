import { createHmac } from 'node:crypto';
import type { Outgoing } from '../../outgoing/index.js';
import type { OutboxEvent } from '../../reports/index.js';
import type { WebhookSettings } from '../channels/settings.js';
import type { Outcome } from '../model.js';
import { activityOf } from '../sending/activity.js';
import { outcomeOfStatus, passOver } from '../sending/outcome.js';
import type { SendTask } from '../sending/task.js';

const SECRET_PREFIX = 'whsec_';

/** POSTs what happened as JSON-LD, signed. */
export async function sendWebhook(
  outgoing: Outgoing,
  { id, event, timestamp }: SendTask,
  settings: WebhookSettings,
  baseUrl: string,
): Promise<Outcome> {
  const body = JSON.stringify(activityOf(event, baseUrl));
  const response = await outgoing.fetch(settings.url, {
    method: 'POST',
    followRedirects: false,
    statusFirst: true,
    headers: {
      'content-type': 'application/ld+json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(settings.secret, id, timestamp, body),
      'idempotency-key': id,
      ...cloudEventHeaders(event, id, baseUrl),
    },
    body,
  });
  await passOver(response);
  return outcomeOfStatus(response, new Date());
}

/**
 * The signature of Standard Webhooks 1.0 ("Signature scheme"): HMAC-SHA256 over id, time and body.
 * @param secret `whsec_` and the key in base64
 * @param timestamp Unix time in seconds
 */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${id}.${String(timestamp)}.${body}`)
    .digest('base64');
  return `v1,${signature}`;
}

/** The attributes of CloudEvents 1.0 as headers (HTTP Protocol Binding, section 3.1, binary mode). */
function cloudEventHeaders(event: OutboxEvent, id: string, baseUrl: string): Record<string, string> {
  return {
    'ce-specversion': '1.0',
    'ce-id': id,
    'ce-source': escaped(baseUrl),
    'ce-type': `org.w3id.wegwijzer.${event.kind}`,
    'ce-subject': escaped(event.report),
    'ce-time': event.time,
  };
}

/** What headers cannot hold is percent-encoded (section 3.1.3.2). */
function escaped(text: string): string {
  return text.replace(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent);
}
