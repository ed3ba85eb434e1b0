/** Writing Turtle: features and organisations as blocks of `predicate object` lines, with the prefixes they use. */

const PREFIXES = {
  adms: 'http://www.w3.org/ns/adms#',
  cat: 'https://w3id.org/wegwijzer/category/',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  gebied: 'https://data.vlaanderen.be/ns/openbaardomein/gebied#',
  generiek: 'https://data.vlaanderen.be/ns/generiek#',
  geo: 'http://www.opengis.net/ont/geosparql#',
  infra: 'https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#',
  locn: 'http://www.w3.org/ns/locn#',
  m8g: 'http://data.europa.eu/m8g/',
  obd: 'https://data.vlaanderen.be/ns/openbaardomein#',
  org: 'http://www.w3.org/ns/org#',
  owl: 'http://www.w3.org/2002/07/owl#',
  schema: 'http://schema.org/',
  sh: 'http://www.w3.org/ns/shacl#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  terrein: 'https://data.vlaanderen.be/ns/openbaardomein/terreindeel#',
  veg: 'https://data.vlaanderen.be/ns/openbaardomein/vegetatie#',
  water: 'https://data.vlaanderen.be/ns/openbaardomein/waterdeel#',
  weg: 'https://data.vlaanderen.be/ns/weg#',
  ww: 'https://w3id.org/wegwijzer#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

export const iri = (value) => `<${value}>`;
export const text = (value, language) => JSON.stringify(value) + (language ? `@${language}` : '');
export const labels = ({ nl, en }) => [
  'skos:prefLabel',
  [text(nl, 'nl'), ...(en ? [text(en, 'en')] : [])].join(', '),
];
export const geometry = (wkt) => [
  'locn:geometry',
  `[ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ]`,
];

/** One subject: `lines` are [predicate, object] pairs; a pair that is undefined or false is left out. */
export function block(subject, types, lines) {
  const pairs = [['a', types], ...lines.filter(Boolean)];
  return `${iri(subject)}\n${pairs.map(([p, o]) => `  ${p} ${o}`).join(' ;\n')} .\n`;
}

/** A whole file: what it is, the prefixes it needs, its blocks. */
export function document(comments, blocks) {
  const body = blocks.join('\n');
  const used = Object.entries(PREFIXES).filter(([prefix]) =>
    new RegExp(`(^|[\\s^])${prefix}:`, 'm').test(body),
  );
  return [
    ...['Written by demo/generate.mjs: change the generator, not this file.', ...comments].map(
      (c) => `# ${c}`,
    ),
    '',
    ...used.map(([prefix, base]) => `@prefix ${prefix}: <${base}> .`),
    '',
    body,
  ].join('\n');
}
