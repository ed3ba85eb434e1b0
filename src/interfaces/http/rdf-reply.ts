import type { Quad } from '@rdfjs/types';
import type { RdfMediaType } from '../../rdf/media-types.js';
import type { Line } from '../../rdf/nquads.js';
import { serialise } from '../../rdf/serialise.js';
import type { Reply } from './reply.js';

/** Lines or quads as an answer in a media type of RDF. @throws ProblemError `not-acceptable` (see `serialise`) */
export async function rdfReply(
  content: readonly Line[] | readonly Quad[],
  mediaType: RdfMediaType,
): Promise<Reply> {
  return {
    status: 200,
    headers: { 'content-type': mediaType, vary: 'Accept' },
    body: await serialise(content, { mediaType }),
  };
}
