import type { OutboxEvent } from '../../reports/index.js';
import type { KeptRecord } from '../../store/graph-store.js';
import { createAnswerLink } from '../email/answer-links.js';
import type { Outcome, Send } from '../model.js';
import type { ReportFacts, SendTask } from '../sending/task.js';
import { NO_KEY } from './channel-records.js';
import type { Channels } from './channels.js';

/** What sending through channels takes. */
export interface SenderParts {
  readonly channels: Channels;
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly facts: (report: string) => Promise<ReportFacts | undefined>;
  /** Writes down a link before it is sent. */
  readonly keep: (record: KeptRecord) => Promise<void>;
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
    if (!channel) return { kind: 'dead', fault: 'The channel was removed.' };
    const event = delivery.body as OutboxEvent;
    const { settings, organisation } = channel;
    const { kind } = settings;
    if (kind === 'webhook' && settings.secret === '') return { kind: 'pause', fault: NO_KEY };
    const bringsReport = kind === 'open311' || kind === 'email';
    const facts = bringsReport ? await parts.facts(event.report) : undefined;
    const answerable = kind === 'email' && ANSWERABLE.includes(event.state);
    return parts.send({
      id: delivery.id,
      event,
      settings,
      timestamp: Math.floor(parts.now().getTime() / 1000),
      ...(facts ? { facts } : {}),
      ...(answerable ? { answerLink: await linkFor(parts, event, organisation) } : {}),
    });
  };
}

async function linkFor(
  { baseUrl, now, keep }: SenderParts,
  { report, organisation }: OutboxEvent,
  owner: string,
): Promise<string> {
  const { token, record } = createAnswerLink({ report, organisation: organisation ?? owner }, now());
  await keep(record);
  return `${baseUrl}/answer/${token}`;
}
