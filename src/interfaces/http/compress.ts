import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';
import type { RequestHandler } from 'express';
import { rdfMediaType } from '../../rdf/media-types.js';
import { tagWithCoding } from './etag.js';

const compress: RequestHandler = compression({
  // The library does not know N-Triples, N-Quads and TriG for text.
  filter: (request, response) =>
    rdfMediaType(String(response.getHeader('content-type'))) !== undefined ||
    compression.filter(request, response),
});

/** Prepares an answer to be compressed. This costs something also where it does nothing in the end. */
export function compressIfAsked(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['accept-encoding'] === undefined) return;
  nameCodingInTag(response);
  // The library uses nothing of Express.
  compress(
    request as Parameters<RequestHandler>[0],
    response as Parameters<RequestHandler>[1],
    () => undefined,
  );
}

/**
 * Puts the coding into the entity tag of an answer that is compressed in the end. What is compressed is told from what is
 * to be sent, so this comes before the compression, which then comes before this when the head is written.
 */
function nameCodingInTag(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...head: readonly unknown[]) => ServerResponse;
  response.writeHead = (...head: readonly unknown[]): ServerResponse => {
    const [tag, coding] = [response.getHeader('etag'), response.getHeader('content-encoding')];
    if (typeof tag === 'string' && typeof coding === 'string')
      response.setHeader('etag', tagWithCoding(tag, coding));
    return writeHead(...head);
  };
}
