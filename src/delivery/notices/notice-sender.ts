import type { OutboxEvent } from '../../reports/index.js';
import type { Outcome, Send } from '../model.js';
import type { MailTask, SendTask } from '../sending/task.js';
import type { NoticeFacts } from './notice-facts.js';
import { noticeMail } from './notice-mail.js';

/** What telling reporters takes. */
export interface NoticeParts {
  readonly baseUrl: string;
  readonly now: () => Date;
  /** @param to key of the subscription of who is told, where it is not the reporter */
  readonly facts: (event: OutboxEvent, to: string | undefined) => Promise<NoticeFacts | undefined>;
  readonly send: (task: SendTask | MailTask) => Promise<Outcome>;
  /** Ends the notices of a report to someone whose server wants no more of them. */
  readonly end: (report: string, to: string | undefined) => Promise<void>;
}

/**
 * Tells a reporter, or one who follows a report. Who that is, is read when it is sent and kept in no queue, so that nothing of it waits anywhere when
 * it is erased; then there is nobody to tell, and the delivery is done.
 */
export function noticeSender(parts: NoticeParts): Send {
  return async (delivery) => {
    const event = delivery.body as OutboxEvent;
    const { to } = delivery;
    const facts = await parts.facts(event, to);
    if (!facts) return { kind: 'done' };
    const { choice } = facts;
    const { id } = delivery;
    if (choice.by === 'email') return parts.send({ id, mail: noticeMail(event, facts, parts.baseUrl) });
    const outcome = await parts.send({
      id,
      event,
      settings: { kind: 'webhook', url: choice.url, secret: choice.secret },
      timestamp: Math.floor(parts.now().getTime() / 1000),
    });
    if (outcome.kind !== 'pause') return withoutAddress(outcome);
    await parts.end(event.report, to);
    return { kind: 'done' };
  };
}

/** Faults are kept with the delivery, where nothing may say who the reporter is. */
function withoutAddress(outcome: Outcome): Outcome {
  if (outcome.kind === 'done' || /^It answers \d{3}\.$/.test(outcome.fault)) return outcome;
  const fault =
    outcome.kind === 'dead' ? 'Nothing may be sent to this address.' : 'There was no answer in time.';
  return { ...outcome, fault };
}
