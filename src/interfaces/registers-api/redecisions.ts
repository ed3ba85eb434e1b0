import { z } from 'zod';
import { ProblemError } from '../../problem.js';
import { redecisionIri, type Redecision } from '../../redecide/index.js';
import { absoluteIri } from '../http/json-body.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { RegistersApiOptions } from './index.js';
import { readLimit, readNumber } from './read-numbers.js';

const iris = z.array(absoluteIri).min(1);
/** The body of `POST /redecide`. */
export const redecisionReview = z.union([
  z.strictObject({ apply: z.union([z.literal('all'), iris]) }),
  z.strictObject({ dismiss: iris }),
]);

/** The open reports whose answer would be another one now; `limit` and `offset` page through them. */
export async function listRedecisions(
  { engine, baseUrl }: RegistersApiOptions,
  { query }: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  await context.authorise('redecide.list');
  const [limit, offset] = [readLimit(query), readNumber(query, 'offset', 0)];
  const all = engine.redecide.list();
  const scan = engine.redecide.progress();
  return jsonReply({
    total: all.length,
    waiting: all.filter(({ state }) => state === 'waiting').length,
    ...(scan ? { scan } : {}),
    items: all.slice(offset, offset + limit).map((one) => toJson(one, baseUrl)),
  });
}

function toJson(redecision: Redecision, baseUrl: string): object {
  return { id: redecisionIri(baseUrl, redecision.report), ...redecision };
}

/** Decides reports again, or lets their decisions stay: `{"apply": "all"}`, `{"apply": […]}` or `{"dismiss": […]}`. */
export async function reviewRedecisions(
  { engine }: RegistersApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('redecide.apply');
  const asked = readReview(await request.body());
  if ('dismiss' in asked)
    return jsonReply({
      dismissed: await engine.redecide.dismiss({ agent: client.id, reports: asked.dismiss }),
    });
  const reports = asked.apply === 'all' ? undefined : asked.apply;
  return jsonReply(await engine.redecide.apply({ client, requestId: context.requestId, reports }));
}

function readReview(body: Buffer): z.output<typeof redecisionReview> {
  let document: unknown;
  try {
    document = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ProblemError('malformed-body', `This is not JSON: ${(error as Error).message}`);
  }
  const parsed = redecisionReview.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new ProblemError(
    'malformed-body',
    'Send {"apply": "all"}, {"apply": [IRIs of reports]} or {"dismiss": [IRIs of reports]}.',
  );
}
