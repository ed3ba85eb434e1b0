import type { OutboxEvent } from '../../reports/index.js';
import type { KeptRecord } from '../../store/graph-store.js';
import { createAnswerLink } from '../email/answer-links.js';
import type { Delivery, Outcome, Send } from '../model.js';
import { awaitedRecord, type Receipt } from '../open311/awaited.js';
import type { ReportFacts, SendTask } from '../sending/task.js';
import { NO_KEY } from './channel-records.js';
import type { Channels } from './channels.js';

/** What sending through channels takes. */
export interface SenderParts {
  readonly channels: Channels;
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly facts: (report: string) => Promise<ReportFacts | undefined>;
  /** Writes down a link before it is sent, or what an endpoint gave to ask by. */
  readonly keep: (record: KeptRecord, reason: string) => Promise<void>;
  /** Milliseconds after which an endpoint of Open311 is first asked what became of a request. */
  readonly statusInterval: number;
  readonly send: (task: SendTask) => Promise<Outcome>;
}

/** Kinds of channels that organisations may set. */
export const CHANNEL_KINDS = ['webhook', 'ldn', 'open311', 'email'] as const;

/** States in which a report can be accepted or refused. */
const ANSWERABLE = ['offered', 'reopened'];

/** Sends through the channel that a delivery is for, as it is set now. */
export function channelSender(parts: SenderParts): Send {
  return async (delivery) => {
    const channel = parts.channels.byTarget(delivery.target);
    // What was on its way when the channel was removed, or became one of another kind, is dropped like all that waited.
    if (channel?.settings.kind !== delivery.kind) return { kind: 'done' };
    const event = delivery.body as OutboxEvent;
    const { settings, organisation } = channel;
    const { kind } = settings;
    if (kind === 'webhook' && settings.secret === '') return { kind: 'pause', fault: NO_KEY };
    const bringsReport = kind === 'open311' || kind === 'email';
    const facts = bringsReport ? await parts.facts(event.report) : undefined;
    const answerable = kind === 'email' && ANSWERABLE.includes(event.state);
    const outcome = await parts.send({
      id: delivery.id,
      event,
      settings,
      timestamp: Math.floor(parts.now().getTime() / 1000),
      ...(facts ? { facts } : {}),
      ...(answerable ? { answerLink: await linkFor(parts, event, organisation) } : {}),
    });
    if (outcome.kind === 'done' && outcome.receipt) await awaitStatus(parts, delivery, outcome.receipt);
    // A channel has one address: what is wrong with that is wrong with the target.
    return outcome.kind === 'again' ? { ...outcome, alone: false } : outcome;
  };
}

async function linkFor(
  { baseUrl, now, keep }: SenderParts,
  { report, organisation }: OutboxEvent,
  owner: string,
): Promise<string> {
  const { token, record } = createAnswerLink({ report, organisation: organisation ?? owner }, now());
  await keep(record, 'Link sent by e-mail');
  return `${baseUrl}/answer/${token}`;
}

/** Writes down what an endpoint took, so that it is asked what becomes of it. */
async function awaitStatus(
  { now, keep, statusInterval: wait }: SenderParts,
  { target, body }: Delivery,
  receipt: Receipt,
): Promise<void> {
  const { report, organisation } = body as OutboxEvent;
  if (organisation === null) return;
  const time = now().getTime();
  const awaited = {
    ...{ report, organisation, receipt, wait },
    since: new Date(time).toISOString(),
    due: new Date(time + wait).toISOString(),
  };
  await keep(awaitedRecord(target, awaited), 'Taken by an endpoint of Open311');
}
