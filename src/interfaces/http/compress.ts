import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';
import type { RequestHandler } from 'express';
import { rdfMediaType } from '../../rdf/media-types.js';

const compress: RequestHandler = compression({
  // The library does not know N-Triples, N-Quads and TriG for text.
  filter: (request, response) =>
    rdfMediaType(String(response.getHeader('content-type'))) !== undefined ||
    compression.filter(request, response),
});

/** Prepares an answer to be compressed. This costs something also where it does nothing in the end. */
export function compressIfAsked(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['accept-encoding'] === undefined) return;
  // The library uses nothing of Express.
  compress(
    request as Parameters<RequestHandler>[0],
    response as Parameters<RequestHandler>[1],
    () => undefined,
  );
}
