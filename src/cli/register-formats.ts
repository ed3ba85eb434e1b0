import type { MappedFormat } from '../registers/index.js';
import { rdfMediaTypeOfFile, type RdfMediaType } from '../rdf/media-types.js';

/** Names of formats on the command line. */
export const REGISTER_FORMATS: Readonly<Record<string, RdfMediaType | MappedFormat>> = {
  turtle: 'text/turtle',
  trig: 'application/trig',
  nquads: 'application/n-quads',
  ntriples: 'application/n-triples',
  jsonld: 'application/ld+json',
  rdfxml: 'application/rdf+xml',
  geojson: 'geojson',
  csv: 'csv',
};

const TABLES: Readonly<Record<MappedFormat, string>> = { csv: 'text/csv', geojson: 'application/geo+json' };

/**
 * The media type of a register's file.
 * @param format its name on the command line; told by the name of the file where not given
 */
export async function registerMediaType(file: string, format?: string): Promise<string | undefined> {
  const { mappedFormatOfFile } = await import('../registers/index.js');
  const known =
    format === undefined ? (mappedFormatOfFile(file) ?? rdfMediaTypeOfFile(file)) : REGISTER_FORMATS[format];
  return known === 'csv' || known === 'geojson' ? TABLES[known] : known;
}
