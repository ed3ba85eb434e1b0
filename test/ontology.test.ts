/* eslint max-lines: ['off'] -- every shape file has its table of single mistakes here */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DataFactory, Parser, Store, Writer, type Literal, type NamedNode, type Quad, type Term } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { describe, expect, it } from 'vitest';

// jsonld ships no types; `require` keeps this test independent of whoever declares them.
const jsonld = createRequire(import.meta.url)('jsonld') as {
  canonize: (input: object | string, options: object) => Promise<string>;
  compact: (document: object, context: object, options: object) => Promise<object>;
};

const root = new URL('../', import.meta.url);
const namedNode = (iri: string): NamedNode => DataFactory.namedNode(iri);
const literal = (value: string): Literal => DataFactory.literal(value);

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const WW = 'https://w3id.org/wegwijzer#';
const CAT = 'https://w3id.org/wegwijzer/category/';
const SCHEME = 'https://w3id.org/wegwijzer/category';
const SKOS = 'http://www.w3.org/2004/02/skos/core#';
const SH = 'http://www.w3.org/ns/shacl#';
const RDFS = 'http://www.w3.org/2000/01/rdf-schema#';

const prefixes = `
  @prefix as: <https://www.w3.org/ns/activitystreams#> .
  @prefix cat: <${CAT}> . @prefix ww: <${WW}> . @prefix skos: <${SKOS}> .
  @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix m: <https://data.vlaanderen.be/ns/melding#> . @prefix oa: <http://www.w3.org/ns/oa#> .
  @prefix m8g: <http://data.europa.eu/m8g/> . @prefix org: <http://www.w3.org/ns/org#> .
  @prefix schema: <http://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
  @prefix sh: <${SH}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  @prefix weg: <https://data.vlaanderen.be/ns/weg#> .
  @prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
  @prefix : <https://example.org/> .`;

function text(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function turtle(source: string): Store {
  return new Store(new Parser().parse(source));
}

function filesIn(folder: string, extension: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => `${folder}/${name}`)
    .sort();
}

const ontologyFiles = filesIn('ontology', '.ttl').filter((path) => !path.includes('/contexts/'));
const shapeFiles = filesIn('shapes', '.ttl');

const vocabulary = turtle(text('ontology/wegwijzer.ttl'));
const classes = turtle(text('ontology/oslo-classes.ttl'));
const codelists = turtle(text('ontology/codelists.ttl'));
const categories = turtle(text('ontology/categories.ttl'));
const flanders = turtle(text('ontology/rules/flanders.ttl'));

function subjects(store: Store, predicate: string, object: string): string[] {
  return store.getSubjects(namedNode(predicate), namedNode(object), null).map((term) => term.value);
}

function objects(store: Store, subject: string, predicate: string): Term[] {
  return store.getObjects(namedNode(subject), namedNode(predicate), null);
}

function languages(store: Store, subject: Term, predicate: string): string[] {
  return store
    .getObjects(subject as Quad['subject'], namedNode(predicate), null)
    .map((term) => (term.termType === 'Literal' ? term.language : ''))
    .sort();
}

describe('ontology files', () => {
  it.each([...ontologyFiles, ...shapeFiles])('%s parses', (path) => {
    expect(turtle(text(path)).size).toBeGreaterThan(0);
  });

  it('define every ww: term that they, the shapes and the contexts use', () => {
    const defined = new Set(
      vocabulary
        .getSubjects(namedNode(RDF_TYPE), null, null)
        .map((term) => term.value)
        .filter((iri) => iri.startsWith(WW) && iri !== WW),
    );
    const used = new Set<string>();
    for (const path of [...ontologyFiles, ...shapeFiles]) {
      for (const quad of turtle(text(path))) {
        for (const term of [quad.subject, quad.predicate, quad.object]) {
          if (term.termType === 'NamedNode' && term.value.startsWith(WW) && term.value !== WW) {
            used.add(term.value);
          }
        }
      }
    }
    for (const path of filesIn('ontology/contexts', '.jsonld')) {
      for (const match of text(path).matchAll(/"ww:(\w+)"/g)) used.add(`${WW}${match[1] ?? ''}`);
    }
    expect([...used].filter((iri) => !defined.has(iri))).toEqual([]);
  });

  it('give every ww: term a label and a definition in Dutch and English', () => {
    for (const term of vocabulary.getSubjects(namedNode(RDF_TYPE), null, null)) {
      if (term.value === WW) continue;
      expect(languages(vocabulary, term, `${RDFS}label`), term.value).toEqual(['en', 'nl']);
      expect(languages(vocabulary, term, `${SKOS}definition`), term.value).toEqual(['en', 'nl']);
    }
  });
});

describe('OSLO classes', () => {
  const declared = subjects(classes, RDF_TYPE, 'http://www.w3.org/2002/07/owl#Class');

  it('have a label in Dutch and English and a declared parent', () => {
    for (const iri of declared) {
      expect(languages(classes, namedNode(iri), `${RDFS}label`), iri).toEqual(['en', 'nl']);
      for (const parent of objects(classes, iri, `${RDFS}subClassOf`))
        expect(declared).toContain(parent.value);
    }
  });

  it('climb without a cycle to one of the four roots', () => {
    const roots = [
      'https://data.vlaanderen.be/ns/openbaardomein#FysiekObject',
      'https://data.vlaanderen.be/ns/openbaardomein/gebied#Gebied',
      'https://data.vlaanderen.be/ns/weg#Wegsegment',
      'https://data.vlaanderen.be/ns/generiek#AdministratieveEenheid',
    ];
    for (const iri of declared) {
      let current = iri;
      for (let depth = 0; depth < 12 && !roots.includes(current); depth++) {
        current = objects(classes, current, `${RDFS}subClassOf`)[0]?.value ?? 'none';
      }
      expect(roots, iri).toContain(current);
    }
  });
});

describe('code lists', () => {
  it.each([
    ['Nutsvoorzieningscodes', 10],
    ['Rioleringscode', 4],
    ['MeldingStatuswaarde', 11],
  ])('%s has %i labelled concepts whose IRI ends in their notation', (name, count) => {
    const scheme = `https://data.vlaanderen.be/id/conceptscheme/${name}`;
    const concepts = subjects(codelists, `${SKOS}inScheme`, scheme);
    expect(concepts).toHaveLength(count);
    for (const iri of concepts) {
      const notation = objects(codelists, iri, `${SKOS}notation`).map((term) => term.value);
      expect(iri).toBe(`https://data.vlaanderen.be/id/concept/${name}/${notation[0] ?? ''}`);
      expect(languages(codelists, namedNode(iri), `${SKOS}prefLabel`), iri).toEqual(['en', 'nl']);
    }
  });
});

describe('categories', () => {
  const concepts = subjects(categories, `${SKOS}inScheme`, SCHEME);
  const tops = subjects(categories, `${SKOS}topConceptOf`, SCHEME);

  it('are five at the top and about forty below', () => {
    expect(tops).toHaveLength(5);
    expect(objects(categories, SCHEME, `${SKOS}hasTopConcept`).map((term) => term.value)).toEqual(tops);
    const leaves = concepts.filter((iri) => !tops.includes(iri));
    expect(leaves.length).toBeGreaterThanOrEqual(38);
    expect(leaves.length).toBeLessThanOrEqual(48);
    for (const leaf of leaves) {
      const broader = objects(categories, leaf, `${SKOS}broader`).map((term) => term.value);
      expect(broader, leaf).toHaveLength(1);
      expect(tops, leaf).toContain(broader[0]);
    }
  });

  it('are told apart by their key and explained in Dutch and English', () => {
    for (const iri of concepts) {
      expect(objects(categories, iri, `${SKOS}notation`)).toEqual([literal(iri.slice(CAT.length))]);
      expect(languages(categories, namedNode(iri), `${SKOS}prefLabel`), iri).toEqual(['en', 'nl']);
      expect(languages(categories, namedNode(iri), `${SKOS}scopeNote`), iri).toEqual(['en', 'nl']);
    }
  });

  it('concern only classes of the hierarchy', () => {
    const concerned = categories.getObjects(null, namedNode(`${WW}concerns`), null);
    expect(concerned.length).toBeGreaterThan(20);
    for (const term of concerned) {
      expect(
        classes.getQuads(term as Quad['subject'], namedNode(RDF_TYPE), null, null),
        term.value,
      ).toHaveLength(1);
    }
  });
});

describe('rules for Flanders', () => {
  const rules = subjects(flanders, RDF_TYPE, `${WW}ResponsibilityRule`);
  const conditions = ['asset', 'assetClass', 'groundClass', 'category', 'area'];

  it('speak only of classes and categories that exist', () => {
    for (const name of ['assetClass', 'groundClass']) {
      for (const term of flanders.getObjects(null, namedNode(WW + name), null)) {
        expect(classes.countQuads(term as Quad['subject'], null, null, null), term.value).toBeGreaterThan(0);
      }
    }
    for (const term of flanders.getObjects(null, namedNode(`${WW}category`), null)) {
      expect(categories.countQuads(term as Quad['subject'], null, null, null), term.value).toBeGreaterThan(0);
    }
  });

  it('never have the same conditions twice', () => {
    const keys = rules.map((rule) =>
      conditions.map((name) => objects(flanders, rule, WW + name)[0]?.value ?? '-').join(' '),
    );
    expect(new Set(keys).size).toBe(rules.length);
  });

  it('outrank every rule about a place or a thing for animals and civil affairs', () => {
    for (const rule of rules) {
      if (objects(flanders, rule, `${WW}category`).length > 0) continue;
      for (const key of ['overlast-dieren', 'burgerzaken']) {
        const answer = rules.find(
          (other) =>
            objects(flanders, other, `${WW}category`)[0]?.value === CAT + key &&
            ['assetClass', 'groundClass'].every(
              (name) =>
                objects(flanders, other, WW + name)[0]?.value ===
                objects(flanders, rule, WW + name)[0]?.value,
            ),
        );
        expect(answer, `${key} against ${rule}`).toBeDefined();
        expect(objects(flanders, answer ?? '', `${WW}managerOf`)[0]?.value).toBe(`${WW}Area`);
      }
    }
  });

  it('are valid without a warning', async () => {
    expect(await findings('rule', flanders)).toEqual([]);
  });
});

/** One line per finding: severity, path (or `-` where it is not one property) and the constraint. */
async function findings(shape: string, data: Store): Promise<string[]> {
  const report = await new SHACLValidator(turtle(text(`shapes/${shape}.ttl`))).validate(data);
  const short = (term: { value: string; termType: string } | null): string =>
    term?.termType === 'NamedNode' ? term.value.replace(/^.*[#/]/, '') : '-';
  return report.results
    .map((result) => {
      expect(result.message.map((term) => ('language' in term ? term.language : '')).sort()).toEqual([
        'en',
        'nl',
      ]);
      const constraint = short(result.sourceConstraintComponent).replace('ConstraintComponent', '');
      return `${short(result.severity)} ${short(result.path)} ${constraint}`;
    })
    .sort();
}

function check(shape: string, data: string): Promise<string[]> {
  return findings(shape, turtle(prefixes + data));
}

/** A sound example with one part replaced; a part that is not there is a fault in the test. */
function change(source: string, from: string, to: string): string {
  expect(source).toContain(from);
  return source.replace(from, to);
}

describe('shapes', () => {
  it.each(shapeFiles)('%s uses SHACL Core only', (path) => {
    expect(text(path)).not.toMatch(/sh:(sparql|js|rule|target|ConstraintComponent)\b/);
  });

  it.each(shapeFiles)('%s names every property and says in two languages what is wrong', (path) => {
    const shapes = turtle(text(path));
    const properties = new Set([
      ...shapes.getObjects(null, namedNode(`${SH}property`), null),
      ...shapes.getSubjects(namedNode(RDF_TYPE), namedNode(`${SH}PropertyShape`), null),
    ]);
    expect(properties.size).toBeGreaterThan(0);
    for (const property of properties) {
      expect(shapes.countQuads(property as Quad['subject'], namedNode(`${SH}path`), null, null)).toBe(1);
      expect(shapes.countQuads(property as Quad['subject'], namedNode(`${SH}severity`), null, null)).toBe(1);
      expect(languages(shapes, property, `${SH}name`)).toEqual(['en', 'nl']);
      expect(languages(shapes, property, `${SH}message`)).toEqual(['en', 'nl']);
    }
  });
});

describe('report shape', () => {
  const good = `
    cat:zitbank-beschadigd a skos:Concept ; skos:inScheme <${SCHEME}> .
    :r a m:Melding ; dct:type cat:zitbank-beschadigd ; dct:title "Bank stuk" ; oa:hasTarget :bench ;
      oa:hasBody :body ; oa:hasState :state ; m:indiener :person ; m:meldingsapplicatie :app .
    :body a m:MeldingBody ; dct:description "Er is een plank af." ; locn:geometry :geometry .
    :geometry a locn:Geometry ; geo:asWKT "POINT (3.72 51.05)"^^geo:wktLiteral ;
      geo:hasMetricSpatialAccuracy "5.0E0"^^xsd:double .
    :state a oa:TimeState ; oa:sourceDate "2026-05-01T09:30:00Z"^^xsd:dateTime .
    :app a m:Applicatie ; dct:title "Een app" .
    :person a dct:Agent ; foaf:name "An" ; schema:email "an@example.org" ; schema:telephone "+32 9 123 45 67" .`;

  it.each([
    ['a complete report', '', ''],
    ['an asset and no location', 'locn:geometry :geometry', ''],
    ['a location and no asset', 'oa:hasTarget :bench ;', ''],
    [
      'a point with its reference system',
      '"POINT (',
      '"<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(',
    ],
  ])('accepts %s', async (_name, from, to) => {
    expect(await check('report', change(good, from, to))).toEqual([]);
  });

  it.each([
    ['no category', 'dct:type cat:zitbank-beschadigd ;', '', ['Violation type MinCount']],
    [
      'two categories',
      'dct:type cat:zitbank-beschadigd ;',
      'dct:type cat:zitbank-beschadigd , cat:ratten ; ww:x cat:ratten .\n cat:ratten skos:inScheme ' +
        `<${SCHEME}> . :r `,
      ['Violation type MaxCount'],
    ],
    [
      'an unknown category',
      'dct:type cat:zitbank-beschadigd',
      'dct:type cat:onbekend',
      ['Violation type Node'],
    ],
    [
      'a category as text',
      'dct:type cat:zitbank-beschadigd',
      'dct:type "bank"',
      ['Violation type Node', 'Violation type NodeKind'],
    ],
    ['a long title', '"Bank stuk"', `"${'x'.repeat(201)}"`, ['Violation title MaxLength']],
    [
      'two bodies',
      'oa:hasBody :body',
      'oa:hasBody :body , :app',
      ['Violation hasBody Class', 'Violation hasBody MaxCount'],
    ],
    ['no body', 'oa:hasBody :body ;', '', ['Violation hasBody MinCount']],
    ['two assets', 'oa:hasTarget :bench', 'oa:hasTarget :bench , :tree', ['Violation hasTarget MaxCount']],
    ['an asset as text', 'oa:hasTarget :bench', 'oa:hasTarget "bench"', ['Violation hasTarget NodeKind']],
    ['no description', 'dct:description "Er is een plank af." ;', '', ['Warning description MinCount']],
    ['a long description', 'Er is een plank af.', 'x'.repeat(5001), ['Violation description MaxLength']],
    ['two descriptions', 'af."', 'af." , "En nog."', ['Violation description MaxCount']],
    ['a description in a language', 'af."', 'af."@nl', ['Violation description Datatype']],
    [
      'two locations',
      ':geometry .',
      ':geometry , :app .',
      ['Violation geometry Class', 'Violation geometry MaxCount'],
    ],
    ['a line for a point', 'POINT (3.72 51.05)', 'LINESTRING (3 51, 4 51)', ['Violation asWKT Pattern']],
    ['an empty point', 'POINT (3.72 51.05)', 'POINT EMPTY', ['Violation asWKT Pattern']],
    ['a plain text as WKT', '^^geo:wktLiteral', '', ['Violation asWKT Datatype']],
    ['a negative accuracy', '"5.0E0"', '"-1"', ['Violation hasMetricSpatialAccuracy MinInclusive']],
    ['a huge accuracy', '"5.0E0"', '"10001"', ['Violation hasMetricSpatialAccuracy MaxInclusive']],
    ['a date that is none', '2026-05-01T09:30:00Z', 'gisteren', ['Violation sourceDate Datatype']],
    ['two reporters', 'm:indiener :person', 'm:indiener :person , :app', ['Violation indiener MaxCount']],
    ['a bad e-mail address', 'an@example.org', 'an at example', ['Violation email Pattern']],
    ['a bad telephone number', '+32 9 123 45 67', 'bel mij', ['Violation telephone Pattern']],
    ['a long name', '"An"', `"${'n'.repeat(201)}"`, ['Violation name MaxLength']],
    [
      'long given and family names',
      'foaf:name "An"',
      `foaf:givenName "${'n'.repeat(101)}" ; foaf:familyName "${'n'.repeat(101)}"`,
      ['Violation familyName MaxLength', 'Violation givenName MaxLength'],
    ],
    [
      'two mailboxes',
      'foaf:name "An"',
      'foaf:mbox <mailto:a@x.be> , <mailto:b@x.be>',
      ['Violation mbox MaxCount'],
    ],
    ['a long name of the app', '"Een app"', `"${'n'.repeat(201)}"`, ['Violation title MaxLength']],
    [
      'a long IRI of the app',
      'dct:title "Een app"',
      `dct:source <urn:${'n'.repeat(2000)}>`,
      ['Violation source MaxLength'],
    ],
    ['a long IRI of an asset', ':bench ;', `<urn:${'n'.repeat(2000)}> ;`, ['Violation hasTarget MaxLength']],
    [
      'a long summary',
      'oa:hasState',
      `as:summary "${'n'.repeat(1001)}" ; oa:hasState`,
      ['Violation summary MaxLength'],
    ],
    [
      'six sources',
      'oa:hasState',
      'dct:source 1, 2, 3, 4, 5, 6 ; oa:hasState',
      ['Violation source MaxCount'],
    ],
    [
      'a long address of an attachment',
      'dct:description "',
      `as:attachment "${'n'.repeat(2001)}" ; dct:description "`,
      ['Violation attachment MaxLength'],
    ],
  ])('says so of %s', async (_name, from, to, expected) => {
    expect(await check('report', change(good, from, to))).toEqual(expected);
  });

  it('asks for a place when there is neither a location nor an asset', async () => {
    const lost = change(change(good, 'locn:geometry :geometry', ''), 'oa:hasTarget :bench ;', '');
    expect(await check('report', lost)).toEqual(['Violation - MinCount']);
  });
});

describe('asset shape', () => {
  const good = `
    :b a infra:Zitbank ; obd:beheerder :green ; locn:geometry :bg .
    :bg a locn:Geometry ; geo:asWKT "POINT (3.72 51.05)"^^geo:wktLiteral .
    :w a weg:Wegsegment ; weg:linkerwegbeheerder :city ; weg:rechterwegbeheerder :city ; locn:geometry :wg .
    :wg a locn:Geometry ; geo:asWKT "LINESTRING (3.72 51.05, 3.73 51.05)"^^geo:wktLiteral .
    :a a generiek:AdministratieveEenheid ; locn:geometry :ag .
    :ag a locn:Geometry ; geo:asWKT "MULTIPOLYGON (((3 51, 4 51, 4 52, 3 51)))"^^geo:wktLiteral .`;

  it('accepts a thing, a road and an area', async () => {
    expect(await check('asset', good)).toEqual([]);
  });

  it('lists every class of thing and ground that the hierarchy has', () => {
    const listed = objects(
      turtle(text('shapes/asset.ttl')),
      'https://w3id.org/wegwijzer/shapes/asset#Thing',
      `${SH}targetClass`,
    ).map((term) => term.value);
    const other = ['FysiekObject', 'Wegsegment', 'AdministratieveEenheid'];
    const known = subjects(classes, RDF_TYPE, 'http://www.w3.org/2002/07/owl#Class');
    expect(listed.sort()).toEqual(known.filter((iri) => !other.includes(iri.replace(/^.*#/, ''))).sort());
  });

  it.each([
    ['a road without geometry', '; locn:geometry :wg', '', ['Violation geometry MinCount']],
    [
      'neither a manager nor a geometry',
      ':b a infra:Zitbank ; obd:beheerder :green ; locn:geometry :bg',
      ':b a infra:Zitbank',
      ['Violation geometry MinCount', 'Warning beheerder MinCount'],
    ],
    ['no class', ':b a infra:Zitbank ; obd', ':b obd', ['Violation type MinCount']],
    [
      'no geometry',
      'obd:beheerder :green ; locn:geometry :bg',
      'obd:beheerder :green',
      ['Violation geometry MinCount'],
    ],
    ['two geometries', 'locn:geometry :bg', 'locn:geometry :bg , :wg', ['Violation geometry MaxCount']],
    ['no WKT', 'geo:asWKT "POINT (3.72 51.05)"^^geo:wktLiteral', '', ['Violation asWKT MinCount']],
    ['WKT of another kind', 'POINT (', 'CIRCLE (', ['Violation asWKT Pattern']],
    [
      'two managers',
      'obd:beheerder :green',
      'obd:beheerder :green , :city',
      ['Violation beheerder MaxCount'],
    ],
    ['a manager as text', 'obd:beheerder :green', 'obd:beheerder "green"', ['Violation beheerder NodeKind']],
    ['no manager', 'obd:beheerder :green ;', '', ['Warning beheerder MinCount']],
    [
      'a road without managers',
      'weg:linkerwegbeheerder :city ; weg:rechterwegbeheerder :city ;',
      '',
      ['Warning - MinCount'],
    ],
    [
      'two managers on the left',
      'weg:linkerwegbeheerder :city',
      'weg:linkerwegbeheerder :city , :green',
      ['Violation linkerwegbeheerder MaxCount'],
    ],
    [
      'a manager on the right as text',
      'weg:rechterwegbeheerder :city',
      'weg:rechterwegbeheerder "city"',
      ['Violation rechterwegbeheerder NodeKind'],
    ],
  ])('says so of %s', async (_name, from, to, expected) => {
    expect(await check('asset', change(good, from, to))).toEqual(expected);
  });
});

describe('area shape', () => {
  const good = `
    :a a generiek:AdministratieveEenheid ; skos:prefLabel "Stad"@nl ; locn:geometry :g .
    :g a locn:Geometry ; geo:asWKT "MULTIPOLYGON (((3 51, 4 51, 4 52, 3 51)))"^^geo:wktLiteral .`;

  it('accepts an area', async () => {
    expect(await check('area', good)).toEqual([]);
  });

  it.each([
    ['no name', 'skos:prefLabel "Stad"@nl ;', '', ['Violation prefLabel MinCount']],
    ['no outline', '; locn:geometry :g', '', ['Violation - MinCount', 'Violation geometry MinCount']],
    ['two outlines', 'locn:geometry :g', 'locn:geometry :g , :h', ['Violation geometry MaxCount']],
    ['a point', 'MULTIPOLYGON (((3 51, 4 51, 4 52, 3 51)))', 'POINT (3 51)', ['Violation - Pattern']],
  ])('says so of %s', async (_name, from, to, expected) => {
    expect(await check('area', change(good, from, to))).toEqual(expected);
  });
});

describe('organisation shape', () => {
  const good = `
    :city a org:Organization , m8g:PublicOrganisation ; skos:prefLabel "Stad"@nl , "City"@en ;
      dct:spatial :area ; schema:contactPoint :desk .
    :green a org:OrganizationalUnit ; skos:prefLabel "Groendienst"@nl ; org:unitOf :city ; schema:contactPoint :desk .
    :desk a schema:ContactPoint ; schema:email "meldpunt@example.org" .`;

  it('accepts an organisation and its unit', async () => {
    expect(await check('organisation', good)).toEqual([]);
  });

  it.each([
    ['no name', 'skos:prefLabel "Groendienst"@nl ;', '', ['Violation prefLabel MinCount']],
    [
      'no contact point',
      'org:unitOf :city ; schema:contactPoint :desk',
      'org:unitOf :city',
      ['Warning contactPoint MinCount'],
    ],
    ['a unit of nothing', 'org:unitOf :city ;', '', ['Violation unitOf MinCount']],
    ['a territory as text', 'dct:spatial :area', 'dct:spatial "area"', ['Violation spatial NodeKind']],
    ['an empty contact point', 'schema:email "meldpunt@example.org"', '', ['Warning - MinCount']],
    ['a mailto address', '"meldpunt@', '"mailto:meldpunt@', ['Violation email Pattern']],
    ['no IRI', ':green a', '[] a', ['Violation - NodeKind']],
  ])('says so of %s', async (_name, from, to, expected) => {
    expect(await check('organisation', change(good, from, to))).toEqual(expected);
  });
});

describe('rule shape', () => {
  const good = `
    :set a ww:RuleSet ; dct:title "Regels"@nl ; owl:versionInfo "1" ; dct:issued "2026-01-01"^^xsd:date ;
      schema:validFrom "2026-01-02"^^xsd:date ; skos:changeNote "Eerste versie"@nl ;
      dct:creator :city .
    :rule a ww:ResponsibilityRule ; dct:isPartOf :set ; ww:assetClass infra:Zitbank ; ww:category cat:graffiti ;
      ww:attribute [ sh:path infra:materiaal ; sh:hasValue :wood ] ; ww:manager :green ;
      schema:validFrom "2026-01-01"^^xsd:date ; schema:validThrough "2026-12-31"^^xsd:date ;
      skos:prefLabel "de groendienst herstelt banken"@nl , "the green team mends benches"@en ;
      ww:example [ a ww:Example ; ww:category cat:sluikstort ; ww:asset :bench ; ww:expects :team ;
        locn:geometry [ a locn:Geometry ; geo:asWKT "POINT(3.7 51)"^^geo:wktLiteral ] ] ;
      dct:source "Besluit" .`;

  it('accepts a rule and its set', async () => {
    expect(await check('rule', good)).toEqual([]);
  });

  it.each([
    ['no outcome', 'ww:manager :green ;', '', ['Violation - MinCount']],
    [
      'two outcomes',
      'ww:manager :green ;',
      'ww:manager :green ; ww:managerOf ww:Road ;',
      ['Violation - MaxCount'],
    ],
    ['an unknown role', 'ww:manager :green ;', 'ww:managerOf ww:Decided ;', ['Violation managerOf In']],
    ['two classes', 'infra:Zitbank', 'infra:Zitbank , infra:Bushok', ['Violation assetClass MaxCount']],
    ['two categories', 'cat:graffiti', 'cat:graffiti , cat:ratten', ['Violation category MaxCount']],
    ['a category as text', 'cat:graffiti', '"graffiti"', ['Violation category NodeKind']],
    ['no set', 'dct:isPartOf :set ;', '', ['Violation isPartOf MinCount']],
    [
      'no words',
      /skos:prefLabel .*?;/.exec(good)?.[0] ?? '',
      '',
      [
        'Violation prefLabel MinCount',
        'Warning prefLabel QualifiedMinCount',
        'Warning prefLabel QualifiedMinCount',
      ],
    ],
    ['no English', ', "the green team mends benches"@en', '', ['Warning prefLabel QualifiedMinCount']],
    ['no basis', 'dct:source "Besluit"', '', ['Warning source MinCount']],
    ['an end before its start', '"2026-12-31"', '"2025-12-31"', ['Violation validFrom LessThanOrEquals']],
    [
      'an end that is no date',
      '"2026-12-31"^^xsd:date',
      '"eind"',
      ['Violation validFrom LessThanOrEquals', 'Violation validThrough Datatype'],
    ],
    ['an attribute without a value', '; sh:hasValue :wood', '', ['Violation hasValue MinCount']],
    ['an attribute without a property', 'sh:path infra:materiaal ;', '', ['Violation path MinCount']],
    ['a set without a version', 'owl:versionInfo "1" ;', '', ['Violation versionInfo MinCount']],
    ['a set without an author', ';\n      dct:creator :city', '', ['Violation creator MinCount']],
    [
      'a set that does not begin',
      'schema:validFrom "2026-01-02"^^xsd:date ;',
      '',
      ['Violation validFrom MinCount'],
    ],
    [
      'a set that says not what changed',
      'skos:changeNote "Eerste versie"@nl ;',
      '',
      ['Violation changeNote MinCount'],
    ],
    ['an example of nothing', 'ww:category cat:sluikstort ;', '', ['Violation category MinCount']],
    [
      'an example that nobody comes out of',
      'ww:expects :team',
      'ww:recorded ww:Area',
      ['Violation expects MinCount'],
    ],
    [
      'an example with an unknown role',
      'ww:expects :team',
      'ww:expects :team ; ww:recorded :team',
      ['Violation recorded In'],
    ],
    ['a place as text', '^^geo:wktLiteral', '', ['Violation - Datatype']],
  ])('says so of %s', async (_name, from, to, expected) => {
    expect(await check('rule', change(good, from, to))).toEqual(expected);
  });
});

function context(name: string): Record<string, unknown> {
  return (JSON.parse(text(`ontology/contexts/${name}.jsonld`)) as { '@context': Record<string, unknown> })[
    '@context'
  ];
}

const canonical = { algorithm: 'RDFC-1.0', format: 'application/n-quads' };
const documentLoader = (): never => {
  throw new Error('a context must not fetch anything');
};

/** The quads of a document in canonical order, blank nodes and all. */
async function quads(name: string, document: object): Promise<string[]> {
  const nquads = await jsonld.canonize(
    { '@context': context(name), ...document },
    { ...canonical, documentLoader, safe: false },
  );
  return nquads.trim().split('\n');
}

async function expected(source: string): Promise<string[]> {
  const positions = '@prefix pos: <http://www.w3.org/2003/01/geo/wgs84_pos#> .';
  const nquads = new Writer({ format: 'N-Quads' }).quadsToString(
    new Parser().parse(prefixes + positions + source),
  );
  const sorted = await jsonld.canonize(nquads, { ...canonical, inputFormat: 'application/n-quads' });
  return sorted.trim().split('\n');
}

describe('report context', () => {
  const flat = {
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'Er is een plank af.',
    location: { lon: 3.72, lat: 51.05, accuracy: 5 },
    asset: 'https://example.org/bench',
    observedAt: '2026-05-01T09:30:00Z',
    reporter: { name: 'An', email: 'an@example.org', phone: '+32 9 123 45 67' },
    application: { name: 'Een app' },
  };

  it('reads the flat form', async () => {
    expect(await quads('report', { id: 'https://example.org/r', ...flat })).toEqual(
      await expected(`
        :r a m:Melding ; dct:type cat:zitbank-beschadigd ; dct:description "Er is een plank af." ;
          locn:geometry _:b1 ; oa:hasTarget :bench ; oa:sourceDate "2026-05-01T09:30:00Z"^^xsd:dateTime ;
          m:indiener _:b2 ; m:meldingsapplicatie _:b0 .
        _:b0 dct:title "Een app" .
        _:b1 pos:long "3.72E0"^^xsd:double ; pos:lat "5.105E1"^^xsd:double ;
          geo:hasMetricSpatialAccuracy "5.0E0"^^xsd:double .
        _:b2 foaf:name "An" ; schema:email "an@example.org" ; schema:telephone "+32 9 123 45 67" .`),
    );
  });

  it('reads the nested form, a location as WKT, and a category by its IRI', async () => {
    const nested = {
      id: 'https://example.org/r',
      type: 'Melding',
      category: `${CAT}ratten`,
      body: {
        type: 'Body',
        description: 'Ratten.',
        location: { type: 'Geometry', wkt: 'POINT (3.72 51.05)' },
      },
      state: { observedAt: '2026-05-01T09:30:00Z' },
      vlam: 'a name that the context does not know is left out',
    };
    expect(await quads('report', nested)).toEqual(
      await expected(`
        :r a m:Melding ; dct:type cat:ratten ; oa:hasBody _:b0 ; oa:hasState _:b2 .
        _:b0 a m:MeldingBody ; dct:description "Ratten." ; locn:geometry _:b1 .
        _:b1 a locn:Geometry ; geo:asWKT "POINT (3.72 51.05)"^^geo:wktLiteral .
        _:b2 oa:sourceDate "2026-05-01T09:30:00Z"^^xsd:dateTime .`),
    );
  });

  it('reads no category key as one of its own names', () => {
    const names = new Set(Object.keys(context('report')));
    const keys = categories.getObjects(null, namedNode(`${SKOS}notation`), null).map((term) => term.value);
    expect(keys.filter((key) => names.has(key))).toEqual([]);
  });

  it('writes a decision back with the names it reads', async () => {
    const decided = {
      id: 'https://example.org/r',
      type: 'Report',
      category: 'zitbank-beschadigd',
      description: 'Er is een plank af.',
      manager: 'https://example.org/green',
      status: [{ id: 'https://example.org/s', type: 'Status', value: '557', date: '2026-05-01T09:31:00Z' }],
      decision: {
        id: 'https://example.org/d',
        type: 'Decision',
        outcome: 'decided',
        responsible: 'https://example.org/green',
        rule: 'https://example.org/rule',
        ruleVersion: '1',
        explanation: { nl: 'De groendienst.', en: 'The green team.' },
        decidedAt: '2026-05-01T09:31:00Z',
        facts: [
          {
            id: 'https://example.org/f',
            feature: 'https://example.org/bench',
            role: 'asset',
            distance: '2.5',
            register: 'https://example.org/register',
          },
        ],
        runnersUp: [
          { id: 'https://example.org/u', rule: 'https://example.org/other', why: { nl: 'Minder.' } },
        ],
      },
    };
    const lines = await quads('report', decided);
    expect(lines).toContain(`<https://example.org/d> <${WW}outcome> <${WW}Decided> .`);
    expect(lines).toContain(`<https://example.org/f> <http://www.w3.org/ns/prov#hadRole> <${WW}Asset> .`);
    expect(lines).toContain(
      '<https://example.org/d> <http://purl.org/dc/terms/description> "De groendienst."@nl .',
    );
    expect(lines).toContain(
      '<https://example.org/s> <https://data.vlaanderen.be/ns/melding#statuswaarde> ' +
        '<https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/557> .',
    );
    const ours = context('report');
    const back = (await jsonld.compact({ '@context': ours, ...decided }, ours, {
      documentLoader,
    })) as typeof decided;
    expect({ ...back, '@context': undefined }).toEqual({ ...decided, '@context': undefined });
  });
});

describe('verkeersmeldingen context', () => {
  it('gives text a language and WKT its own datatype', async () => {
    const document = {
      '@id': 'https://example.org/r',
      '@type': 'Melding',
      'Melding.titel': 'Put in de weg',
      'Melding.meldingstype': [`${CAT}put-in-wegdek`],
      'Melding.heeftBody': [
        {
          '@type': 'MeldingBody',
          'MeldingBody.beschrijving': 'Een diepe put.',
          'MeldingBody.geometrie': { '@type': 'Geometrie', 'Geometrie.wkt': 'POINT (3.72 51.05)' },
        },
      ],
    };
    expect(await quads('verkeersmeldingen-2026', document)).toEqual(
      await expected(`
        :r a m:Melding ; dct:title "Put in de weg"@nl ; dct:type cat:put-in-wegdek ; oa:hasBody _:b0 .
        _:b0 a m:MeldingBody ; dct:description "Een diepe put." ; locn:geometry _:b1 .
        _:b1 a locn:Geometry ; geo:asWKT "POINT (3.72 51.05)"^^geo:wktLiteral .`),
    );
  });
});
