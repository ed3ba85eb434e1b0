import { ProblemError } from '../problem.js';
import { geo } from '../rdf/namespaces.js';
import { literal, quad } from '../rdf/terms.js';
import type { Quad } from '@rdfjs/types';
import { withCrs, wktPrefix } from './mapping/geojson-wkt.js';
import { readMapped, type MappedBatch } from './mapping/read-mapped.js';
import type { Mapping } from './mapping/read-mapping.js';
import { readQuads } from './read-quads.js';
import { formatOf, type SourceFile } from './source-file.js';

/** How files are read. */
export interface SourceOptions {
  readonly baseUrl: string;
  /** Turns tables and feature collections into RDF. */
  readonly mapping?: Mapping | undefined;
  /** Reference system of coordinates that name none, such as `EPSG:31370`. */
  readonly crs?: string | undefined;
  readonly now: string;
}

const AS_WKT = geo('asWKT');
const NOWHERE: MappedBatch['places'] = new Map();

/**
 * Reads a file of a register as RDF, in batches; in memory that does not grow with it, JSON-LD excepted.
 * @throws ProblemError `invalid-register` naming the file, with the line where the parser knows it
 */
export async function* readSource(file: SourceFile, options: SourceOptions): AsyncGenerator<MappedBatch> {
  const format = formatOf(file);
  if (format === 'csv' || format === 'geojson') {
    const called = file.name ?? file.path;
    yield* named(file, readMapped(file.path, requireMapping(file, options), { ...options, called, format }));
    return;
  }
  let bytes = 0;
  const rdfFile = { path: file.path, name: file.name, mediaType: format };
  for await (const quads of readQuads(rdfFile, options.baseUrl, (read) => (bytes = read)))
    yield { quads: nameCrs(quads, options.crs), failures: [], places: NOWHERE, bytes };
}

function requireMapping({ path, name }: SourceFile, { mapping }: SourceOptions): Mapping {
  if (mapping) return mapping;
  throw new ProblemError(
    'invalid-register',
    `${name ?? path}: GeoJSON and CSV need a mapping that says what a record is. Give one (docs/registers.md, "Mappings").`,
  );
}

async function* named(
  { path, name }: SourceFile,
  batches: AsyncGenerator<MappedBatch>,
): AsyncGenerator<MappedBatch> {
  try {
    yield* batches;
  } catch (error) {
    const extra = error instanceof ProblemError ? error.extra : {};
    throw new ProblemError('invalid-register', `${name ?? path}: ${(error as Error).message}`, extra, {
      cause: error,
    });
  }
}

/** Names the reference system before each WKT text that names none. */
function nameCrs(quads: Quad[], crs: string | undefined): Quad[] {
  if (wktPrefix(crs) === '') return quads;
  return quads.map((item) => {
    const { subject, predicate, object } = item;
    if (predicate.value !== AS_WKT || object.termType !== 'Literal') return item;
    return quad(subject, predicate, literal(withCrs(object.value, crs), object.datatype));
  });
}
