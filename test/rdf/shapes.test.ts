import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Parser, type Quad } from 'n3';
import { describe, expect, it } from 'vitest';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import { loadShapes } from '#wegwijzer/rdf/shapes.js';

const PREFIXES = `
  @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://e.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
  @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
  @prefix schema: <http://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  @prefix org: <http://www.w3.org/ns/org#> . @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
`;
const turtle = (text: string): Quad[] => new Parser().parse(PREFIXES + text);
const shapes = (text: string): ReturnType<typeof loadShapes> => loadShapes([PREFIXES + text]);

const NAMED =
  shapes(`:S a sh:NodeShape ; sh:targetClass :Thing ; sh:property [ sh:path :name ; sh:minCount 1 ;
  sh:message "Geen naam"@nl , "No name"@en ] , [ sh:path :colour ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Geen kleur"@nl ] .`);

describe('checking', () => {
  it('finds what is wrong, in both languages, with the report as RDF', async () => {
    const verdict = await NAMED.check(turtle(':x a :Thing ; :colour "red" .'));
    expect(verdict.conforms).toBe(false);
    expect(verdict.results).toEqual([
      {
        severity: 'Violation',
        focus: 'https://e.org/x',
        path: 'https://e.org/name',
        messages: { nl: 'Geen naam', en: 'No name' },
      },
    ]);
    expect(verdict.report.some(({ predicate }) => predicate.value.endsWith('#resultMessage'))).toBe(true);
  });

  it('lets warnings pass', async () => {
    const verdict = await NAMED.check(turtle(':x a :Thing ; :name "X" .'));
    expect(verdict.conforms).toBe(true);
    expect(verdict.results).toMatchObject([
      { severity: 'Warning', messages: { nl: 'Geen kleur', en: 'Geen kleur' } },
    ]);
  });

  it('has nothing to say of what conforms or is not meant', async () => {
    expect(await NAMED.check(turtle(':x a :Thing ; :name "X" ; :colour "red" . :y a :Other .'))).toEqual({
      conforms: true,
      results: [],
      report: [],
    });
  });

  it('goes on counting: a node that a shape meets often is checked each time', async () => {
    const often = shapes(`:S sh:targetClass :Owner ; sh:property [ sh:path :owns ; sh:node :T ] .
      :T a sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] .`);
    const owners = Array.from({ length: 60 }, (_, i) => `:o${String(i)} a :Owner ; :owns :x .`).join('\n');
    expect((await often.check(turtle(owners))).results).toHaveLength(60);
  });

  it('takes no time over hierarchies of classes in the data, however many ways lead through them', async () => {
    const levels = Array.from({ length: 40 }, (_, i) => {
      const [below, above] = [String(i + 1), String(i)];
      return `:c${below} rdfs:subClassOf :c${above}, :d${above} . :d${below} rdfs:subClassOf :c${above}, :d${above} .`;
    });
    const data = `:c0 rdfs:subClassOf :Thing . :d0 rdfs:subClassOf :Thing . ${levels.join('\n')} :x a :Thing .`;
    expect((await NAMED.check(turtle(data))).conforms).toBe(false);
    expect(NAMED.checkRecord(turtle(data))).toHaveLength(2);
  });

  it('recovers from data that it could not check', async () => {
    const endless = shapes(`:S sh:targetClass :Thing ; sh:property [ sh:path :next ; sh:node :S ] .`);
    const circle = turtle(':a a :Thing ; :next :b . :b :next :a .');
    await expect(endless.check(circle)).rejects.toThrow();
    expect((await endless.check(turtle(':a a :Thing ; :next :b .'))).conforms).toBe(true);
  });
});

describe('shapes that cannot be evaluated', () => {
  it.each([
    ['sh:sparql', ':S a sh:NodeShape ; sh:sparql :Constraint .', 'shacl#sparql'],
    ['sh:js', ':S a sh:NodeShape ; sh:js :Constraint .', 'shacl#js'],
    ['a component of its own', ':C a sh:ConstraintComponent ; rdfs:label "c" .', 'shacl#ConstraintComponent'],
    ['a parameter of its own', ':P rdfs:label "p" ; sh:parameter [ sh:path :mine ] .', 'shacl#parameter'],
    ['sh:target', ':S a sh:NodeShape ; sh:target [ rdfs:label "t" ] .', 'shacl#target'],
    ['a SPARQL target', ':T a sh:SPARQLTarget .', 'shacl#SPARQLTarget'],
    [
      'a misspelt parameter',
      ':S a sh:NodeShape ; sh:property [ sh:path :p ; sh:mincount 1 ] .',
      'shacl#mincount',
    ],
    ['a rule', ':S a sh:NodeShape ; sh:rule [ rdfs:label "r" ] .', 'shacl#rule'],
    ['an import', ':G owl:imports <https://e.org/other> .', 'owl#imports'],
  ])('are refused by name: %s', (_, text, construct) => {
    expect(() => shapes(text)).toThrow(construct);
  });
});

const texts = ['asset', 'area', 'organisation', 'rule'].map((name) =>
  readFileSync(packageFile('shapes', `${name}.ttl`), 'utf8'),
);
const names = fc.constantFrom(':a', ':b', ':c', ':d', 'infra:Zitbank', 'org:OrganizationalUnit');
const values = fc.constantFrom(
  ':a',
  ':b',
  ':c',
  '"text"',
  '"naam"@nl',
  '"name"@en',
  '"andere"@nl',
  '"a@b.be"',
  '"mailto:a@b"',
  '1',
  '"POINT (3 51)"^^geo:wktLiteral',
  '"POLYGON ((0 0, 1 0, 1 1, 0 0))"^^geo:wktLiteral',
  '"CIRCLE (1)"',
  '"2026-01-01"^^xsd:date',
  '"2026-12-31"^^xsd:date',
);
const classes = fc.constantFrom(
  'infra:Zitbank',
  'org:Organization',
  'org:OrganizationalUnit',
  'locn:Geometry',
  '<https://data.vlaanderen.be/ns/generiek#AdministratieveEenheid>',
  '<https://data.vlaanderen.be/ns/weg#Wegsegment>',
  '<https://w3id.org/wegwijzer#ResponsibilityRule>',
);
const properties = fc.constantFrom(
  'locn:geometry',
  'geo:asWKT',
  'obd:beheerder',
  'skos:prefLabel',
  'schema:contactPoint',
  'schema:email',
  'schema:telephone',
  'org:unitOf',
  '<http://purl.org/dc/terms/spatial>',
  '<https://data.vlaanderen.be/ns/weg#linkerwegbeheerder>',
  'schema:validFrom',
  'schema:validThrough',
);
const statement = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(names, properties, values) },
  { weight: 1, arbitrary: fc.tuple(names, fc.constant('a'), classes) },
);

describe('a record of a form that was seen before', () => {
  const remembering = loadShapes(texts);
  const plain = loadShapes(texts);

  it('gets the verdict that it would get by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 9 }), async (statements) => {
        const text = statements.map((terms) => `${terms.join(' ')} .`).join('\n');
        // The same record under other names comes second, so that it is answered from memory.
        for (const base of ['https://e.org/', 'https://other.org/']) {
          const quads = new Parser().parse(PREFIXES.replace(': <https://e.org/>', `: <${base}>`) + text);
          const sorted = (results: readonly object[]): string[] =>
            results.map((item) => JSON.stringify(item)).sort();
          expect(sorted(remembering.checkRecord(quads))).toEqual(sorted((await plain.check(quads)).results));
        }
      }),
      { numRuns: 250 },
    );
  });

  it('is told apart by how values compare that the shapes compare', () => {
    const period = (from: string, through: string): readonly object[] =>
      remembering
        .checkRecord(
          turtle(`:r a <https://w3id.org/wegwijzer#ResponsibilityRule> ;
            schema:validFrom "${from}"^^xsd:date ; schema:validThrough "${through}"^^xsd:date .`),
        )
        .filter(({ path }) => path === 'http://schema.org/validFrom');
    expect(period('2026-01-01', '2026-12-31')).toEqual([]);
    expect(period('2027-01-01', '2026-12-31')).toHaveLength(1);
    expect(period('2025-01-01', '2026-12-31')).toEqual([]);
  });

  it('is told apart by what parts belong to, by equal values and by patterns', () => {
    const one = ':o a org:Organization ; skos:prefLabel "O"@nl ; schema:contactPoint :c , :d . ';
    const spread = remembering.checkRecord(
      turtle(`${one} :c schema:email "a@b.be" . :d schema:telephone "1" .`),
    );
    const heaped = remembering.checkRecord(
      turtle(`${one} :c schema:email "a@b.be" . :c schema:telephone "1" .`),
    );
    const wrong = remembering.checkRecord(
      turtle(`${one} :c schema:email "a at b" . :d schema:telephone "1" .`),
    );
    expect([spread.length, heaped.length, wrong.length]).toEqual([0, 1, 1]);
  });

  it('keeps literals whole where shapes compare them', () => {
    const ranged = shapes(':S sh:targetSubjectsOf :n ; sh:property [ sh:path :n ; sh:maxInclusive 5 ] .');
    const counts = [4, 6, 5, 7].map((n) => ranged.checkRecord(turtle(`:x :n ${String(n)} .`)).length);
    expect(counts).toEqual([0, 1, 0, 1]);
  });
});
