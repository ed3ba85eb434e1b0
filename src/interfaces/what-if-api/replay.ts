import { rdfMediaTypes } from '../../rdf/media-types.js';
import { replayDecision, replayToJson, replayToText } from '../../reports/index.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { WhatIfApiOptions } from './index.js';

const FORMATS = ['application/json', 'text/plain', ...rdfMediaTypes] as const;

/**
 * `GET /doc/decision/{id}/replay`: the decision made again as things were then, and whether its record is the same. As
 * RDF, the record that comes out now.
 * @throws ProblemError `not-found`, `not-acceptable`
 */
export async function answerReplay(
  { engine, baseUrl }: WhatIfApiOptions,
  { params, headers }: HttpRequest,
  { signal }: RequestContext,
): Promise<Reply> {
  const mediaType = requireMediaType(headers, FORMATS);
  // One at a time, as each takes a copy of the graph.
  const replay = await engine.turns.take('what-if', () => {
    signal.throwIfAborted();
    return replayDecision(
      { ...engine, baseUrl },
      `${baseUrl}/id/decision/${encodeURIComponent(params.id ?? '')}`,
    );
  });
  const reply = await inFormat(mediaType, replay);
  return { ...reply, headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-store' } };
}

function inFormat(
  mediaType: (typeof FORMATS)[number],
  replay: Awaited<ReturnType<typeof replayDecision>>,
): Promise<Reply> | Reply {
  if (mediaType === 'application/json') return jsonReply(replayToJson(replay));
  if (mediaType === 'text/plain')
    return {
      status: 200,
      headers: { 'content-type': `${mediaType}; charset=utf-8` },
      body: replayToText(replayToJson(replay)),
    };
  return rdfReply(replay.record, mediaType);
}
