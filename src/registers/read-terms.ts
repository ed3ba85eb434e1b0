import { readFileSync } from 'node:fs';
import { createDocumentLoader } from '../rdf/contexts.js';
import { rdfMediaTypeOfFile, type RdfMediaType } from '../rdf/media-types.js';
import { quadToLine, type Line } from '../rdf/nquads.js';
import { parseRdf } from '../rdf/parse.js';
import { RecordAssembler } from './records.js';
import { genidBase } from './register-graphs.js';

/**
 * The lines of small files of terms or rules, whole in memory, blank nodes named.
 * @throws ProblemError `malformed-body`
 */
export async function readTerms(files: readonly string[], graph: string, baseUrl: string): Promise<Line[]> {
  const parts: Line[][] = [];
  for (const path of files)
    parts.push(
      await parseTerms(readFileSync(path), rdfMediaTypeOfFile(path) ?? 'text/turtle', graph, baseUrl),
    );
  return parts.flat();
}

/**
 * The lines of a document of terms or rules, blank nodes named after what they hold.
 * @throws ProblemError `malformed-body`, `context-refused`
 */
export async function parseTerms(
  body: Uint8Array,
  mediaType: RdfMediaType,
  graph: string,
  baseUrl: string,
): Promise<Line[]> {
  const quads = await parseRdf(body, {
    mediaType,
    baseIri: `${baseUrl}/`,
    documentLoader: createDocumentLoader(baseUrl),
  });
  const assembler = new RecordAssembler(genidBase(baseUrl));
  return [assembler.add(quads), assembler.end()].flatMap((records) =>
    [...records].flatMap((record) => record.quads.map((quad) => quadToLine(quad, graph))),
  );
}
