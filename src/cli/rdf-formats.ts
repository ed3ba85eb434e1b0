/** Forms of RDF that commands write, by name on the command line. */
export const RDF_FORMATS = {
  turtle: 'text/turtle',
  'n-triples': 'application/n-triples',
  'json-ld': 'application/ld+json',
} as const;

/** Every form in which commands tell what they found, by name on the command line, as a service knows it. */
export const ANSWER_FORMATS: Readonly<Record<string, string>> = {
  table: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  geojson: 'application/geo+json',
  ...RDF_FORMATS,
};
