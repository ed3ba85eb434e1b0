import { decisionToJson, swappedHint } from '../../responsibility/index.js';
import { requireMediaType } from '../http/media.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { ReportsApiOptions } from './index.js';
import { readQuestion } from './question.js';

/** The same decision that a report would get, without filing one. */
export async function askResponsible(
  options: ReportsApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { responsibility, baseUrl } = options;
  const mediaType = requireMediaType(request.headers, [
    'application/ld+json',
    'application/json',
    'text/html',
  ]);
  const decision = await responsibility.decide(await readQuestion(request.query, responsibility));
  if (mediaType === 'text/html') return options.answerPage(request, context, decision);
  const hint = await swappedHint(responsibility, decision);
  const document = {
    '@context': `${baseUrl}/context/report.jsonld`,
    ...decisionToJson(decision),
    ...(hint === undefined ? {} : { hint }),
  };
  const reply = jsonReply(document, { mediaType });
  return { ...reply, headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-cache' } };
}
