import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDocumentLoader } from '../rdf/contexts.js';
import { rdfMediaTypeOfFile, type RdfMediaType } from '../rdf/media-types.js';
import type { Line } from '../rdf/nquads.js';
import { sentLine } from '../rdf/sent-line.js';
import { parseRdf } from '../rdf/parse.js';
import { RecordAssembler } from './records.js';
import { genidBase } from './register-graphs.js';

/** Lines that are made before other work has its turn: some 10 ms. */
const PORTION = 5000;

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
  const lines: Line[] = [];
  let pause = PORTION;
  for (const records of [assembler.add(quads), assembler.end()])
    for (const record of records) {
      for (const quad of record.quads) lines.push(sentLine(quad, graph));
      if (lines.length < pause) continue;
      pause = lines.length + PORTION;
      await nextTurn();
    }
  return lines;
}
