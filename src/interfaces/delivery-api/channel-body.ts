import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ChannelSettings } from '../../delivery/index.js';
import { webAddress, webhookSecret } from '../http/webhook-fields.js';

const SECRET_BYTES = 24;

const events = z
  .array(z.string().regex(/^report\.[a-z-]+$/, 'must be such as "report.file"'))
  .min(1)
  .optional()
  .meta({ description: 'Only these events, such as "report.file"; all where left out.' });

/** The body of `PUT /channels/{name}`. */
export const channelBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('webhook'),
      url: webAddress,
      secret: webhookSecret
        .optional()
        .meta({ description: 'Made where left out, and then shown this once.' }),
      events,
    }),
    z
      .strictObject({
        kind: z.literal('ldn'),
        inbox: webAddress.optional().meta({ description: 'The inbox itself.' }),
        target: webAddress.optional().meta({
          description: 'What names its inbox by Link or ldp:inbox; looked up when something is sent.',
        }),
        events,
      })
      .refine(({ inbox, target }) => (inbox === undefined) !== (target === undefined), {
        message: 'must have either "inbox" or "target"',
      }),
    z.strictObject({
      kind: z.literal('open311'),
      endpoint: webAddress.meta({ description: 'The address below which requests.json is.' }),
      apiKey: z.string().min(1).max(500).optional(),
      jurisdiction: z.string().min(1).max(200).optional(),
      services: z
        .record(z.string(), z.string().min(1).max(200))
        .optional()
        .meta({ description: 'Key of a category → service_code.' }),
      defaultService: z.string().min(1).max(200).optional(),
    }),
    z.strictObject({
      kind: z.literal('email'),
      to: z.email(),
      language: z.enum(['nl', 'en']).default('nl'),
    }),
  ])
  .meta({ id: 'Channel' });

/** The body of `POST /channels/{name}/replay`. */
export const replayBody = z.strictObject({
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Also all that happened since then, though it was delivered.' }),
});

/** The body of `POST /notices/replay`. */
export const noticesReplayBody = z.strictObject({
  report: z.url().optional().meta({ description: 'Only about this report; about all where left out.' }),
});

/** The body of `POST /channels/{name}/pause`. */
export const pauseBody = z.strictObject({ reason: z.string().trim().min(1).max(500).optional() });
export const resumeBody = z.strictObject({});

/** The settings that a body asks for; a secret that it leaves out stays, or is made. */
export function settingsFrom(
  body: z.output<typeof channelBody>,
  before: ChannelSettings | undefined,
): { readonly settings: ChannelSettings; readonly newSecret: string | undefined } {
  if (body.kind === 'webhook') {
    const kept = before?.kind === 'webhook' && before.secret !== '' ? before.secret : undefined;
    const secret = body.secret ?? kept ?? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    return {
      settings: { ...body, secret },
      newSecret: body.secret === undefined && kept === undefined ? secret : undefined,
    };
  }
  if (body.kind !== 'open311') return { settings: body, newSecret: undefined };
  const apiKey = body.apiKey ?? (before?.kind === 'open311' ? before.apiKey : undefined);
  return { settings: { ...body, apiKey }, newSecret: undefined };
}

/** The addresses that a channel sends to. */
export function addressesOf(settings: ChannelSettings): string[] {
  const found =
    settings.kind === 'webhook'
      ? settings.url
      : settings.kind === 'open311'
        ? settings.endpoint
        : settings.kind === 'ldn'
          ? (settings.inbox ?? settings.target)
          : undefined;
  return found === undefined ? [] : [found];
}
