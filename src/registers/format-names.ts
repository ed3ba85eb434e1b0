import type { RdfMediaType } from '../rdf/media-types.js';
import type { MappedFormat } from './mapping/read-mapped.js';

/** The formats of a register's files, by what people call them on the command line. */
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
