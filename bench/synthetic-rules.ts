import { randomSequence, SYNTHETIC_CLASSES, syntheticSquare } from './synthetic.js';

const ACROSS = 18;
const DOWN = 17;
const GROUNDS = ['terreindeel#Groenvlak', 'terreindeel#Trottoir', 'terreindeel#Wegberm', 'gebied#Park'];
const OBD = 'https://data.vlaanderen.be/ns/openbaardomein/';

/** Municipalities of the synthetic region: as many as Flanders has, some 300. */
export const MUNICIPALITIES = ACROSS * DOWN;

/** The square of the synthetic assets, cut into municipalities with an organisation each, in Turtle. */
export function municipalities(assets: number, baseUrl: string): string {
  const { west, south, width, height } = syntheticSquare(assets);
  const blocks: string[] = [];
  for (let index = 0; index < MUNICIPALITIES; index += 1) {
    const [left, right] = [index % ACROSS, (index % ACROSS) + 1].map((at) => west + (width * at) / ACROSS);
    const row = Math.floor(index / ACROSS);
    const [below, above] = [row, row + 1].map((at) => south + (height * at) / DOWN);
    const ring = [
      [left, below],
      [right, below],
      [right, above],
      [left, above],
      [left, below],
    ].map((corner) => corner.map((degrees) => (degrees ?? 0).toFixed(7)).join(' '));
    blocks.push(`<${municipality(index, baseUrl)}> a generiek:AdministratieveEenheid , dct:Location ;
      skos:prefLabel "Gemeente ${String(index)}"@nl ;
      adms:identifier [ a adms:Identifier ; skos:notation "${String(10_000 + index)}" ] ;
      locn:geometry [ a locn:Geometry ; geo:asWKT "POLYGON ((${ring.join(', ')}))"^^geo:wktLiteral ] .
    <${organisation(index, baseUrl)}> a org:Organization , m8g:PublicOrganisation , dct:Agent ;
      skos:prefLabel "Gemeente ${String(index)}"@nl ; dct:spatial <${municipality(index, baseUrl)}> ;
      schema:contactPoint [ a schema:ContactPoint ; schema:email "gemeente-${String(index)}@example.org" ] .`);
  }
  return [PREFIXES, ...blocks].join('\n');
}

function municipality(index: number, baseUrl: string): string {
  return `${baseUrl}/id/area/municipality-${String(index)}`;
}

function organisation(index: number, baseUrl: string): string {
  return `${baseUrl}/id/organisation/municipality-${String(index)}`;
}

/** What a synthetic rule set is made for. */
export interface SyntheticRules {
  readonly count: number;
  /** Assets in the register that it names things of. */
  readonly assets: number;
  /** Keys of the categories there are. */
  readonly categories: readonly string[];
  readonly baseUrl: string;
}

/**
 * A rule set in Turtle, with an example for each rule: of ten rules, six are about a class of things, two about all things
 * and one about a kind of ground, for one category in one municipality; and one is about one thing.
 */
export function syntheticRuleSet({ count, assets, categories, baseUrl }: SyntheticRules): string {
  const random = randomSequence(11);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const seen = new Set<string>();
  const rules: string[] = [];
  const classes = SYNTHETIC_CLASSES.map((name) => `${OBD}infrastructuur#${name}`);
  while (rules.length < count) {
    const area = `ww:area <${municipality(Math.floor(random() * MUNICIPALITIES), baseUrl)}>`;
    const category = `ww:category cat:${pick(categories)}`;
    const share = rules.length % 10;
    const asset = `id/asset/synthetic-${String(Math.floor(random() * assets)).padStart(7, '0')}`;
    const kinds = [
      ...(share < 9 ? [area] : [`ww:asset <${baseUrl}/${asset}>`]),
      ...(share < 6 ? [`ww:assetClass <${pick(classes)}>`] : []),
      ...(share === 8 ? [`ww:groundClass <${OBD}${pick(GROUNDS)}>`] : []),
      category,
    ].join(' ; ');
    if (seen.has(kinds)) continue;
    seen.add(kinds);
    const manager = `<${baseUrl}/id/organisation/manager-${String(rules.length % 50)}>`;
    const rule = `<${baseUrl}/id/rules/synthetic#rule-${String(rules.length)}>`;
    rules.push(`${rule} a ww:ResponsibilityRule ; dct:isPartOf <${baseUrl}/id/rules/synthetic> ;
      skos:prefLabel "regel ${String(rules.length)}"@nl , "rule ${String(rules.length)}"@en ; dct:source "proef"@nl ;
      ${kinds} ; ww:manager ${manager} ;
      ww:example [ a ww:Example ; ${kinds} ; ww:expects ${manager} ] .`);
  }
  return `${PREFIXES}
    <${baseUrl}/id/rules/synthetic> a ww:RuleSet ; dct:title "Proef"@nl , "Trial"@en ;
      owl:versionInfo "${String(count)}" ; dct:issued "2026-01-01"^^xsd:date ; schema:validFrom "2026-01-01"^^xsd:date ;
      dct:creator <${baseUrl}/id/organisation/municipality-0> ; skos:changeNote "Proef"@nl , "Trial"@en .
    ${rules.join('\n')}`;
}

const PREFIXES = `
  @prefix adms: <http://www.w3.org/ns/adms#> . @prefix cat: <https://w3id.org/wegwijzer/category/> .
  @prefix dct: <http://purl.org/dc/terms/> . @prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix m8g: <http://data.europa.eu/m8g/> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix schema: <http://schema.org/> .
  @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix ww: <https://w3id.org/wegwijzer#> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .`;
