import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { createDocumentLoader } from '../rdf/contexts.js';
import type { RdfMediaType } from '../rdf/media-types.js';
import { parseRdf } from '../rdf/parse.js';
import { parseTextStream } from '../rdf/parse-stream.js';
import { StrictRdfXmlParser } from '../rdf/rdf-xml.js';

/** Quads handed on at once, about. */
const BATCH = 2000;
/** Bytes read at once; parsing them takes some ten milliseconds. */
const CHUNK = 128 * 1024;
/** JSON-LD is read whole, since a context may come last; above this it must be converted first. Bytes. */
const LARGEST_JSON_LD = 200 * 1024 * 1024;

/** A file of RDF. */
export interface RdfFile {
  readonly path: string;
  /** What it is called in messages; the path where not given. */
  readonly name?: string | undefined;
  readonly mediaType: RdfMediaType;
}

/**
 * Reads a file of RDF in batches of quads; in memory that does not grow with it, JSON-LD excepted.
 * @param onBytes told how many bytes were read so far
 * @throws ProblemError `invalid-register` naming the file, with the line where the parser knows it
 */
export async function* readQuads(
  file: RdfFile,
  baseUrl: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Quad[]> {
  const name = file.name ?? file.path;
  const { mediaType } = file;
  try {
    if (mediaType === 'application/ld+json') yield* readWhole(file.path, baseUrl, onBytes);
    else yield* readStream(file.path, mediaType, baseUrl, onBytes);
  } catch (error) {
    const { message } = error as Error;
    const extra = error instanceof ProblemError ? error.extra : {};
    throw new ProblemError('invalid-register', `${name}: ${message}`, extra, { cause: error });
  }
}

async function* readWhole(
  path: string,
  baseUrl: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Quad[]> {
  const { size } = statSync(path);
  if (size > LARGEST_JSON_LD)
    throw new Error('this JSON-LD file is too large to be read at once; convert it to N-Quads first.');
  const documentLoader = createDocumentLoader(baseUrl);
  const quads = await parseRdf(readFileSync(path), {
    mediaType: 'application/ld+json',
    baseIri: `${baseUrl}/`,
    documentLoader,
  });
  onBytes(size);
  for (let start = 0; start < quads.length; start += BATCH) yield quads.slice(start, start + BATCH);
}

async function* readStream(
  path: string,
  mediaType: Exclude<RdfMediaType, 'application/ld+json'>,
  baseUrl: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Quad[]> {
  const source = createReadStream(path, { highWaterMark: CHUNK });
  const parsed =
    mediaType === 'application/rdf+xml'
      ? readXml(source, baseUrl)
      : parseTextStream(source, { mediaType, baseIri: `${baseUrl}/` });
  for await (const batch of parsed) {
    onBytes(source.bytesRead);
    yield batch;
  }
}

async function* readXml(source: Readable, baseUrl: string): AsyncGenerator<Quad[]> {
  // Errors of either reach the loop below, since a pipeline destroys both.
  const quads = pipeline(
    source,
    new StrictRdfXmlParser(`${baseUrl}/`),
    () => undefined,
  ) as AsyncIterable<Quad>;
  let batch: Quad[] = [];
  for await (const quad of quads) {
    batch.push(quad);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
