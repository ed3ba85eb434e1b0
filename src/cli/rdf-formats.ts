/** Forms of RDF that commands write, by name on the command line. */
export const RDF_FORMATS = {
  turtle: 'text/turtle',
  'n-triples': 'application/n-triples',
  'json-ld': 'application/ld+json',
} as const;
