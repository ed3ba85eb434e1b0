import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { ProblemError } from '../problem.js';
import { rdfMediaTypeOfFile, type RdfMediaType } from '../rdf/media-types.js';
import { REGISTER_FORMATS } from './format-names.js';
import { mappedFormatOfFile, type MappedFormat } from './mapping/read-mapped.js';

/** A file of a register. */
export interface SourceFile {
  readonly path: string;
  /** What the file is called where it came from; the path where not given. */
  readonly name?: string | undefined;
  /** Taken from the file's extension where not given. */
  readonly format?: RdfMediaType | MappedFormat | undefined;
}

/** Bytes at the start of a file that tell what it is. */
const HEAD = 16 * 1024;
/** RFC 1952, section 2.3.1. */
const GZIP = Buffer.from([0x1f, 0x8b]);
/** What GeoJSON says of itself (RFC 7946, sections 3.2 and 3.3). */
const FEATURES = /"type"\s*:\s*"Feature(?:Collection)?"/;

/**
 * The format of a file: the one given, or the one that its name suggests. `.json` may be GeoJSON, which is told by how it begins.
 * @throws ProblemError `invalid-register` where there is no such file, nothing tells its format, or it is compressed
 */
export function formatOf(file: SourceFile): NonNullable<SourceFile['format']> {
  const called = calling(file);
  sizeOf(file);
  const head = headOf(file.path);
  if (head.subarray(0, GZIP.length).equals(GZIP))
    throw refusal(
      called,
      'this is compressed with gzip. Unpack it with gunzip, and give the file that comes out.',
    );
  if (file.format) return file.format;
  const format = mappedFormatOfFile(called) ?? rdfMediaTypeOfFile(called);
  if (!format)
    throw refusal(
      called,
      `its name does not end in one that says what it is, such as .ttl. Name the format (--format), one of ${Object.keys(REGISTER_FORMATS).join(', ')}.`,
    );
  return format === 'application/ld+json' && isGeoJson(head) ? 'geojson' : format;
}

/** Bytes of a file. @throws ProblemError `invalid-register` where there is no such file, or it is none that can be read twice */
export function sizeOf(file: SourceFile): number {
  const stats = statSync(file.path, { throwIfNoEntry: false });
  if (!stats) throw refusal(calling(file), 'there is no such file.');
  if (!stats.isFile())
    throw refusal(
      calling(file),
      'this is not a regular file, but a folder or a pipe. Files are read more than once: save what it holds, and load that.',
    );
  return stats.size;
}

function calling({ path, name }: SourceFile): string {
  return name ?? path;
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    return head.subarray(0, readSync(file, head, 0, HEAD, 0));
  } finally {
    closeSync(file);
  }
}

/** Whether JSON is GeoJSON and nothing more: GeoJSON-LD has a context as well. */
function isGeoJson(head: Buffer): boolean {
  const text = head.toString('utf8');
  return FEATURES.test(text) && !text.includes('"@context"');
}

function refusal(called: string, reason: string): ProblemError {
  return new ProblemError('invalid-register', `${called}: ${reason}`);
}
