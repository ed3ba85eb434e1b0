import { createHmac } from 'node:crypto';
import { ProblemError } from '../../problem.js';
import { partsBelow } from '../../reports/index.js';
import { checkedBody } from '../http/json-body.js';
import { fieldOf, isForm, readFormFields } from '../http/form-fields.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import { commandBodies, FOLLOWER_COMMANDS } from '../reports-api/command-bodies.js';
import { performCommand, performNamed } from '../reports-api/commands.js';
import type { FollowOptions } from './follow-page.js';
import { followerAt } from './follower.js';
import { backToPage } from './page-href.js';

/**
 * A command of the reporter: `POST /follow/{token}/{command}`, as JSON, or as the form of the page. A form that is sent
 * twice, as with two presses of its button, does once what it says, and leads to the page both times.
 */
export async function followerCommand(
  options: FollowOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { command: name = '', token = '' } = request.params;
  const { report } = followerAt(options, request);
  if (!FOLLOWER_COMMANDS.some((known) => known === name))
    throw new ProblemError(
      'not-found',
      `With a follow link there is no command "${name}"; there are ${FOLLOWER_COMMANDS.join(', ')}.`,
    );
  const about = { report, credential: token };
  if (!isForm(request)) return performCommand(options, request, context, about);
  const fields = await readFormFields(request);
  await performNamed(options, request, context, {
    credential: token,
    report: partIn(options, report, fieldOf(fields, 'part')),
    name,
    body: (known) => Promise.resolve(checkedBody<object>(bodyOf(fields), commandBodies[known])),
    once: sendingOf(fields),
  });
  return backToPage(options, request, name);
}

/** What a form is about: the report, or one of its parts. @throws ProblemError `invalid-parameter` for another report */
function partIn({ life }: FollowOptions, report: string, part: string | undefined): string {
  if (part === undefined) return report;
  const whole = life.read(report);
  if (whole && partsBelow(whole, (iri) => life.read(iri)).some(({ iri }) => iri === part)) return part;
  throw new ProblemError('invalid-parameter', `<${part}> is no part of the report of this link.`, {
    parameter: 'part',
  });
}

/** The same for the same fields out of one showing of a form; its key is not kept, so that nobody can try what they say. */
function sendingOf(fields: URLSearchParams): string | undefined {
  const key = fieldOf(fields, 'key');
  return key === undefined ? undefined : createHmac('sha256', key).update(fields.toString()).digest('base64');
}

/** What the fields of a form say, as the JSON that programs send. */
function bodyOf(fields: URLSearchParams): object {
  const text = fieldOf(fields, 'text');
  const choice = fieldOf(fields, 'choice');
  const rating = fieldOf(fields, 'rating');
  return {
    ...(text === undefined ? {} : { text }),
    ...(choice === undefined ? {} : { choice }),
    ...(rating === undefined ? {} : { rating: Number(rating) }),
    ...(fields.has('reopen') ? { reopen: true } : {}),
  };
}
