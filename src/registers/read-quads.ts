import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { StreamParser } from 'n3';
import type { Quad } from '@rdfjs/types';
import { RdfXmlParser } from 'rdfxml-streaming-parser';
import { DataFactory } from 'n3';
import { ProblemError } from '../problem.js';
import { createDocumentLoader } from '../rdf/contexts.js';
import { rdfMediaTypeOfFile, rdfMediaTypes, type RdfMediaType } from '../rdf/media-types.js';
import { parseRdf } from '../rdf/parse.js';

/** Quads handed on at once. */
const BATCH = 2000;
/** JSON-LD is read whole, since a context may come last; above this it must be converted first. Bytes. */
const LARGEST_JSON_LD = 200 * 1024 * 1024;

/** A file of RDF. */
export interface RdfFile {
  readonly path: string;
  /** Taken from the file's extension where not given. */
  readonly mediaType?: RdfMediaType | undefined;
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
  const mediaType = file.mediaType ?? rdfMediaTypeOfFile(file.path);
  if (!mediaType)
    throw new ProblemError(
      'invalid-register',
      `${file.path}: the extension does not say which RDF this is. Name the format, one of ${rdfMediaTypes.join(', ')}.`,
    );
  try {
    if (mediaType === 'application/ld+json') yield await readWhole(file.path, baseUrl, onBytes);
    else yield* readStream(file.path, mediaType, baseUrl, onBytes);
  } catch (error) {
    const { message } = error as Error;
    const extra = error instanceof ProblemError ? error.extra : {};
    throw new ProblemError('invalid-register', `${file.path}: ${message}`, extra, { cause: error });
  }
}

async function readWhole(path: string, baseUrl: string, onBytes: (bytes: number) => void): Promise<Quad[]> {
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
  return quads;
}

async function* readStream(
  path: string,
  mediaType: RdfMediaType,
  baseUrl: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Quad[]> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const baseIRI = `${baseUrl}/`;
  const parser =
    mediaType === 'application/rdf+xml'
      ? new RdfXmlParser({ baseIRI, dataFactory: DataFactory, trackPosition: true })
      : new StreamParser({ baseIRI, format: mediaType });
  // Errors of either reach the loop below, since a pipeline destroys both.
  const quads = pipeline(source, parser, () => undefined) as AsyncIterable<Quad>;
  let batch: Quad[] = [];
  for await (const quad of quads) {
    batch.push(quad);
    if (batch.length < BATCH) continue;
    onBytes(source.bytesRead);
    yield batch;
    batch = [];
  }
  onBytes(source.bytesRead);
  yield batch;
}
