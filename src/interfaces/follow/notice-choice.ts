import { z } from 'zod';
import { ProblemError } from '../../problem.js';
import type { NoticeChoice, NoticeMeans } from '../../reports/index.js';
import { webAddress, webhookSecret } from '../http/webhook-fields.js';

/** How someone wants to hear of a report, as programs say it. */
export const noticeChoiceBody = z
  .discriminatedUnion('notify', [
    z.strictObject({
      notify: z.literal('email'),
      email: z.email().max(254),
      language: z.enum(['nl', 'en']).default('nl'),
    }),
    z.strictObject({ notify: z.literal('webhook'), webhook: webAddress, webhookSecret }),
  ])
  .meta({ id: 'NoticeChoice' });

/**
 * The choice that a body makes.
 * @throws ProblemError `invalid-parameter` where this service cannot tell anyone in that way
 */
export function choiceFrom(body: z.output<typeof noticeChoiceBody>, means: NoticeMeans): NoticeChoice {
  if (body.notify === 'email') {
    if (means.email) return { by: 'email', address: body.email, language: body.language };
    throw new ProblemError(
      'invalid-parameter',
      'This service sends no mail: an operator sets smtpUrl and mailFrom.',
      { parameter: 'notify' },
    );
  }
  if (means.webhook(body.webhook)) return { by: 'webhook', url: body.webhook, secret: body.webhookSecret };
  throw new ProblemError(
    'invalid-parameter',
    'This service sends nothing to this address: an operator allows addresses with deliveryTargets.',
    { parameter: 'webhook' },
  );
}

/** A choice as it is shown to the one who made it, without its secret. */
export function shownChoice(choice: NoticeChoice | undefined): object {
  if (!choice) return { notify: null };
  return choice.by === 'email'
    ? { notify: 'email', email: choice.address, language: choice.language }
    : { notify: 'webhook', webhook: choice.url };
}
