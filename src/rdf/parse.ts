import { setImmediate as nextTurn } from 'node:timers/promises';
import jsonld from 'jsonld';
import { Parser } from 'n3';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import type { DocumentLoader } from './contexts.js';
import { findJsonFault } from './json-fault.js';
import { prepareJsonLd } from './jsonld-document.js';
import { quadsOfExpanded } from './jsonld-quads.js';
import type { RdfMediaType } from './media-types.js';
import { parseTextStream, type TextMediaType } from './parse-stream.js';
import { StrictRdfXmlParser } from './rdf-xml.js';

export type { DocumentLoader } from './contexts.js';

/** Bytes that are parsed before other work has its turn: some 10 ms. */
const PIECE = 100_000;
/** How deep JSON may be nested; a report needs some six levels. */
const DEEPEST_JSON = 200;

export interface ParseOptions {
  readonly mediaType: RdfMediaType;
  /** What relative IRIs are resolved against. */
  readonly baseIri: string;
  readonly documentLoader: DocumentLoader;
  /** How many values JSON-LD may hold, where it comes from anyone: some is slow to read for its size. */
  readonly mostValues?: number;
}

/**
 * Reads a document into quads. Remote contexts come from the loader only; nothing is ever fetched.
 * @throws ProblemError `malformed-body` with `line` and `column` where the parser knows them, `context-refused`,
 *   `body-too-large` where it holds more than `mostValues`
 */
export async function parseRdf(body: string | Uint8Array, options: ParseOptions): Promise<Quad[]> {
  const text = typeof body === 'string' ? body.replace(/^\ufeff/, '') : decodeUtf8(body);
  if (text.trim() === '') throw malformed('The body is empty. Send a report.');
  const nul = text.indexOf('\0');
  if (nul >= 0)
    throw malformed('The body holds a NUL character, which no RDF syntax allows.', positionAt(text, nul));
  if (options.mediaType === 'application/ld+json') return parseJsonLd(text, options);
  if (options.mediaType === 'application/rdf+xml') return parseRdfXml(text, options);
  return parseTurtleFamily(text, { mediaType: options.mediaType, baseIri: options.baseIri });
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8 text. Send it in UTF-8.');
  }
}

/** What reading Turtle and its family takes. */
interface TextOptions {
  readonly mediaType: TextMediaType;
  readonly baseIri: string;
}

/** Where something is, counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

function malformed(detail: string, position?: Partial<Position>): ProblemError {
  return new ProblemError('malformed-body', detail, { ...position });
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

async function parseTurtleFamily(text: string, options: TextOptions): Promise<Quad[]> {
  if (text.length <= PIECE) return parseWhole(text, options);
  // The whole text tells best where a fault is.
  return parseInPieces(text, options).catch(() => parseWhole(text, options));
}

/** So that other work has its turn in between. */
async function parseInPieces(text: string, options: TextOptions): Promise<Quad[]> {
  const quads: Quad[] = [];
  for await (const batch of parseTextStream(piecesOf(text), options))
    for (const quad of batch) quads.push(quad);
  return quads;
}

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += PIECE) {
    await nextTurn();
    yield bytes.subarray(start, start + PIECE);
  }
}

function parseWhole(text: string, { mediaType, baseIri }: TextOptions): Quad[] {
  try {
    return new Parser({ baseIRI: baseIri, format: mediaType }).parse(text);
  } catch (error) {
    const { message, context } = error as Error & {
      context?: { line?: number; token?: { start?: number } };
    };
    const line = context?.line ?? Number(/on line (\d+)/.exec(message)?.[1]);
    const start = context?.token?.start;
    throw malformed(`${message.replace(/\.$/, '')}.`, {
      ...(Number.isFinite(line) ? { line } : {}),
      ...(start === undefined ? {} : { column: start + 1 }),
    });
  }
}

async function parseJsonLd(
  text: string,
  { baseIri, documentLoader, mostValues }: ParseOptions,
): Promise<Quad[]> {
  const document = parseJson(text);
  await prepareJsonLd(document, { documentLoader, ...(mostValues === undefined ? {} : { mostValues }) });
  let refused: unknown;
  const noting: DocumentLoader = (url) =>
    documentLoader(url).catch((error: unknown) => {
      refused = error;
      throw error;
    });
  try {
    return quadsOfExpanded(
      await jsonld.expand(document, { base: baseIri, documentLoader: noting, safe: false }),
    );
  } catch (error) {
    if (refused instanceof ProblemError) throw refused;
    throw malformed(`This is JSON, but not JSON-LD: ${reasonOf(error)}`);
  }
}

/** What jsonld.js says was wrong; it hides the reason in `details`. */
function reasonOf(error: unknown): string {
  const { message, details } = error as Error & { details?: { cause?: { message?: string } } };
  return details?.cause?.message ?? message;
}

/** Reads a JSON object or array. @throws ProblemError `malformed-body` with `line` and `column` */
export function parseJson(body: string | Uint8Array): object {
  const text = typeof body === 'string' ? body : decodeUtf8(body);
  checkDepth(text);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    const { offset, expected } = findJsonFault(text);
    const position = positionAt(text, offset);
    const where = `line ${String(position.line)}, column ${String(position.column)}`;
    throw malformed(
      offset < text.length
        ? `The JSON goes wrong at ${where}: ${expected} is expected there.`
        : `The JSON breaks off at ${where}: ${expected} is expected there.`,
      position,
    );
  }
  if (typeof document !== 'object' || document === null)
    throw malformed('The body must be a JSON object or array, and is neither.');
  return document;
}

/** Deep nesting exhausts the stack of recursive processors, so it is counted before anything recurses. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > DEEPEST_JSON)
        throw malformed(
          `The JSON is nested more than ${String(DEEPEST_JSON)} levels deep.`,
          positionAt(text, index),
        );
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
}

function parseRdfXml(text: string, { baseIri }: ParseOptions): Promise<Quad[]> {
  return new Promise((resolve, reject) => {
    const quads: Quad[] = [];
    const parser = new StrictRdfXmlParser(baseIri);
    parser.on('data', (quad: Quad) => quads.push(quad));
    parser.on('error', (error: Error) => {
      const [, line, column] = /^(?:Line )?(\d+)(?:: ?| column )(\d+)/.exec(error.message) ?? [];
      const position = line === undefined ? {} : { line: Number(line), column: Number(column) };
      reject(malformed(`The XML cannot be read as RDF: ${error.message}`, position));
    });
    parser.on('end', () => {
      resolve(quads);
    });
    parser.end(text);
  });
}
