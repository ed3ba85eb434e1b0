import { readFileSync } from 'node:fs';
import { createDocumentLoader } from '../rdf/contexts.js';
import { rdfMediaTypeOfFile } from '../rdf/media-types.js';
import { quadToLine, type Line } from '../rdf/nquads.js';
import { parseRdf } from '../rdf/parse.js';
import { RecordAssembler } from './records.js';
import { genidBase } from './register-graphs.js';

/**
 * The lines of small files of terms or rules, whole in memory, blank nodes named.
 * @throws ProblemError `malformed-body`
 */
export async function readTerms(files: readonly string[], graph: string, baseUrl: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (const path of files) {
    const quads = await parseRdf(readFileSync(path), {
      mediaType: rdfMediaTypeOfFile(path) ?? 'text/turtle',
      baseIri: `${baseUrl}/`,
      documentLoader: createDocumentLoader(baseUrl),
    });
    const assembler = new RecordAssembler(genidBase(baseUrl));
    for (const records of [assembler.add(quads), assembler.end()])
      for (const record of records) lines.push(...record.quads.map((quad) => quadToLine(quad, graph)));
  }
  return lines;
}
