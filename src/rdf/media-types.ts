import { extname } from 'node:path';

/** The serialisations of RDF that are read and written, with their file extensions; the usual one first. */
const RDF_MEDIA_TYPES = {
  'application/ld+json': ['.jsonld', '.json'],
  'text/turtle': ['.ttl'],
  'application/n-quads': ['.nq'],
  'application/n-triples': ['.nt'],
  'application/trig': ['.trig'],
  'application/rdf+xml': ['.rdf', '.owl', '.xml'],
} as const satisfies Record<string, readonly string[]>;

/** A media type of RDF that is read and written. */
export type RdfMediaType = keyof typeof RDF_MEDIA_TYPES;

/** All of them, in the order in which they are offered. */
export const rdfMediaTypes = Object.keys(RDF_MEDIA_TYPES) as RdfMediaType[];

/** The media type that a Content-Type header names, whatever its parameters; `undefined` where it is no RDF we read. */
export function rdfMediaType(contentType: string): RdfMediaType | undefined {
  const name = contentType.split(';', 1)[0]?.trim().toLowerCase();
  return rdfMediaTypes.find((mediaType) => mediaType === name);
}

/** The media type that a file name suggests. */
export function rdfMediaTypeOfFile(path: string): RdfMediaType | undefined {
  const extension = extname(path).toLowerCase();
  return rdfMediaTypes.find((mediaType) =>
    (RDF_MEDIA_TYPES[mediaType] as readonly string[]).includes(extension),
  );
}
