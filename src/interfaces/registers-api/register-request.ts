import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../problem.js';
import { rdfMediaType, rdfMediaTypes } from '../../rdf/media-types.js';
import { parseFailureLimit, type SourceFile } from '../../registers/index.js';
import { readYes } from '../http/read-yes.js';
import type { HttpRequest } from '../http/reply.js';
import type { RegisterRequest } from './index.js';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
const TABLES: Readonly<Record<string, 'csv' | 'geojson'>> = {
  'text/csv': 'csv',
  'application/geo+json': 'geojson',
};

/** JSON-LD is read whole, in one go: some seconds in which nobody else is answered. Bytes. */
const LARGEST_JSON_LD = 16 * 1024 * 1024;

/** What a query asks for about a register, beside the body. */
export type AskedOfRegister = Pick<
  RegisterRequest,
  'asOf' | 'title' | 'crs' | 'delta' | 'mapping' | 'failureLimit'
>;

/** A name that a register may have. @throws ProblemError `invalid-parameter` */
export function registerName(name: string): string {
  if (NAME.test(name)) return name;
  throw wrong('name', 'A register is named with letters, digits, dots and dashes.', 'roads');
}

/** The format of a register by a `Content-Type`. @throws ProblemError `unsupported-media-type` */
export function registerFormat(contentType = ''): NonNullable<SourceFile['format']> {
  const table = TABLES[contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  const format = table ?? rdfMediaType(contentType);
  if (format) return format;
  const supported = [...rdfMediaTypes, ...Object.keys(TABLES)];
  throw new ProblemError(
    'unsupported-media-type',
    `A register is sent as ${supported.join(', ')}; the Content-Type says "${contentType}".`,
    { supported },
  );
}

/**
 * The body of a request that is a register.
 * @param limit bytes; JSON-LD has a lower one of its own
 * @throws ProblemError `body-too-large`, which says for JSON-LD how else it can be sent; `unsupported-media-type`
 */
export async function* registerPieces(request: HttpRequest, limit: number): AsyncGenerator<Buffer> {
  const isJsonLd = rdfMediaType(request.headers['content-type'] ?? '') === 'application/ld+json';
  if (!isJsonLd || limit <= LARGEST_JSON_LD) {
    yield* request.pieces(limit);
    return;
  }
  try {
    yield* request.pieces(LARGEST_JSON_LD);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.type !== 'body-too-large') throw error;
    throw new ProblemError(
      'body-too-large',
      `JSON-LD is read whole, so that it may have at most ${String(LARGEST_JSON_LD)} bytes here. Convert it to N-Quads, Turtle or TriG, or load it with the command "wegwijzer load" while the service is stopped.`,
      { ...error.extra, readWhole: 'application/ld+json' },
      { cause: error },
    );
  }
}

/**
 * Reads `asOf`, `title`, `crs`, `delta`, `mapping` and `maxFailures`.
 * @throws ProblemError `invalid-parameter`
 */
export function readAskedOfRegister(query: URLSearchParams, mappingsDirectory: string): AskedOfRegister {
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  const failures = text('maxFailures');
  return {
    asOf: text('asOf'),
    title: text('title'),
    crs: text('crs'),
    delta: readYes(query, 'delta'),
    mapping: mappingPath(text('mapping'), mappingsDirectory),
    failureLimit: failures === undefined ? undefined : parseFailureLimit(failures),
  };
}

/** Only by name, so that a client reaches no other file. */
function mappingPath(name: string | undefined, directory: string): string | undefined {
  if (name === undefined) return undefined;
  const path = NAME.test(name) ? join(directory, `${name}.yaml`) : undefined;
  if (path !== undefined && existsSync(path)) return path;
  throw wrong(
    'mapping',
    `There is no mapping "${name}" among those that the operator has put ready.`,
    'roads',
  );
}

function wrong(parameter: string, detail: string, example: string): ProblemError {
  return new ProblemError('invalid-parameter', detail, { parameter, example });
}
