/** Event streams of others that registers follow, for the description of the interface. */
import { z } from 'zod';
import { count, dateTime, iri, jsonAnswer, type Operations } from '../openapi/operation.js';
import { quarantineRequest } from './index.js';

const follow = z
  .object({
    name: z.string(),
    url: iri,
    stream: iri.optional(),
    counts: z.object({ pages: count, applied: count, deleted: count, outdated: count, late: count }),
    changed: dateTime.optional(),
    latest: dateTime.optional(),
    problem: z.string().optional(),
    refused: count.meta({ description: 'Members in quarantine.' }),
    pageProblems: z
      .array(z.object({ url: iri, problem: z.string() }))
      .meta({ description: 'Pages that could not be read, a hundred at most.' }),
    phase: z.enum(['reading', 'waiting', 'failing', 'stopped']).optional(),
    failures: count.optional(),
    upToDate: dateTime.optional(),
    next: dateTime.optional(),
    notices: z.array(z.string()).optional(),
  })
  .meta({ id: 'Follow' });
const refused = z
  .object({
    member: iri,
    thing: iri.optional(),
    order: z
      .object({ time: z.number().optional(), sequence: z.union([z.number(), z.string()]).optional() })
      .optional()
      .meta({
        description: 'Where it stands among the versions of its thing; the time in milliseconds since 1970.',
      }),
    page: iri,
    time: dateTime,
    reasons: z.array(z.unknown()),
    content: z.string().optional(),
  })
  .meta({ id: 'RefusedMember' });
const reviewed = z.union([
  z.object({ taken: z.array(iri), refused: z.array(iri) }),
  z.object({ dropped: z.array(iri) }),
]);
const path = { name: 'The name of the register.' };

/** Followed streams by method and address. */
export const followingDescribed: Operations = {
  'GET /follows': {
    summary: 'The streams that registers follow',
    answers: {
      200: jsonAnswer('How each of them stands.', z.object({ follows: z.array(follow) })),
    },
    action: 'register.load',
  },
  'DELETE /follows/:name': {
    summary: 'Forget how far a stream was followed; what the register holds stays',
    path,
    answers: { 204: { description: 'Forgotten.' } },
    problems: ['not-found', 'invalid-parameter', 'storage-unavailable'],
    action: 'register.load',
  },
  'GET /follows/:name/quarantine': {
    summary: 'Members that a register did not take',
    path,
    answers: { 200: jsonAnswer('Each with what is wrong.', z.object({ members: z.array(refused) })) },
    problems: ['not-found'],
    action: 'register.load',
  },
  'POST /follows/:name/quarantine': {
    summary: 'Try members again, or forget them',
    path,
    body: { 'application/json': quarantineRequest },
    answers: { 200: jsonAnswer('What became of them.', reviewed) },
    problems: ['malformed-body', 'invalid-body', 'not-found', 'storage-unavailable'],
    action: 'register.load',
  },
};
