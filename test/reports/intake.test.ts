import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser, Store } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { ProblemError } from '#wegwijzer/problem.js';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';
import type { RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { readPersonal } from '#wegwijzer/reports/index.js';
import type { Accepted, Finding } from '#wegwijzer/reports/index.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';

let engine: Engine & { readonly directory: string };
const [bench] = demoScenarios();
const CONTEXT = `${BASE}/context/report.jsonld`;
const place = { lon: bench?.lon, lat: bench?.lat, accuracy: 5 };
const report = {
  '@context': CONTEXT,
  type: 'Report',
  category: 'zitbank-beschadigd',
  description: 'De rugleuning is gebroken.',
  location: place,
};

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(() => engine.close());

const submit = (
  document: object | string,
  mediaType: RdfMediaType = 'application/ld+json',
): Promise<Accepted> =>
  engine.intake.submit({
    body: Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
    mediaType,
  });

async function problemOf(document: object | string, mediaType?: RdfMediaType): Promise<ProblemError> {
  const error: unknown = await submit(document, mediaType).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

const responsibleIn = ({ json }: Accepted): string | undefined =>
  (JSON.parse(json) as { decision: { responsible?: { id: string } } }).decision.responsible?.id;

describe('what clients send', () => {
  const groendienst = `${BASE}/id/organisation/gent-groendienst`;
  const wkt = `POINT (${String(bench?.lon)} ${String(bench?.lat)})`;
  const turtle = `
    @prefix m: <https://data.vlaanderen.be/ns/melding#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix oa: <http://www.w3.org/ns/oa#> . @prefix locn: <http://www.w3.org/ns/locn#> .
    @prefix geo: <http://www.opengis.net/ont/geosparql#> .
    [] a m:Melding ; dct:type <https://w3id.org/wegwijzer/category/zitbank-beschadigd> ;
      oa:hasBody [ a m:MeldingBody ; dct:description "stuk" ; locn:geometry [ geo:asWKT "${wkt}"^^geo:wktLiteral ] ] .`;

  it('the flat friendly form', async () => {
    expect(responsibleIn(await submit(report))).toBe(groendienst);
  });

  it('the nested form with a body', async () => {
    const { description, location, ...rest } = report;
    expect(responsibleIn(await submit({ ...rest, body: { type: 'Body', description, location } }))).toBe(
      groendienst,
    );
  });

  it('control characters, which are left out as nobody means them', async () => {
    const { json } = await submit({ ...report, description: 'lamp\u0007\u0000 stuk\nen\tdonker' });
    expect(json).toContain(JSON.stringify('lamp stuk\nen\tdonker'));
  });

  it('an inline context', async () => {
    const context = (await createDocumentLoader(BASE)(CONTEXT)).document as { '@context': object };
    expect(responsibleIn(await submit({ ...report, ...context }))).toBe(groendienst);
  });

  it('the official OSLO context, by its URL', async () => {
    const accepted = await submit({
      '@context':
        'https://data.vlaanderen.be/doc/implementatiemodel/verkeersmeldingen/erkendestandaard/2026-02-24/context/verkeersmeldingen_nl.jsonld',
      '@type': 'Melding',
      'Melding.meldingstype': ['https://w3id.org/wegwijzer/category/zitbank-beschadigd'],
      'Melding.titel': 'Bank stuk',
      'Melding.heeftBody': [
        {
          '@type': 'MeldingBody',
          'MeldingBody.beschrijving': 'stuk',
          'MeldingBody.geometrie': { '@type': 'Geometrie', 'Geometrie.wkt': wkt },
        },
      ],
    });
    expect(responsibleIn(accepted)).toBe(groendienst);
  });

  it.each(['text/turtle', 'application/trig'] as const)('%s', async (mediaType) => {
    expect(responsibleIn(await submit(turtle, mediaType))).toBe(groendienst);
  });

  it('N-Quads', async () => {
    const quads = new Parser().parse(turtle);
    const named = quads.map((item) => {
      const term = (t: { termType: string; value: string }): string =>
        t.termType === 'BlankNode' ? `_:${t.value}` : '';
      return `${term(item.subject) || `<${item.subject.value}>`} <${item.predicate.value}> ${
        term(item.object) ||
        (item.object.termType === 'Literal'
          ? `"${item.object.value}"^^<${item.object.datatype.value}>`
          : `<${item.object.value}>`)
      } <urn:some-graph> .`;
    });
    expect(responsibleIn(await submit(named.join('\n'), 'application/n-quads'))).toBe(groendienst);
  });

  it('RDF/XML', async () => {
    const xml = `<?xml version="1.0"?>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:m="https://data.vlaanderen.be/ns/melding#"
        xmlns:dct="http://purl.org/dc/terms/" xmlns:oa="http://www.w3.org/ns/oa#" xmlns:locn="http://www.w3.org/ns/locn#"
        xmlns:geo="http://www.opengis.net/ont/geosparql#">
        <m:Melding><dct:type rdf:resource="https://w3id.org/wegwijzer/category/zitbank-beschadigd"/>
          <oa:hasBody><m:MeldingBody><dct:description>stuk</dct:description>
            <locn:geometry><locn:Geometry><geo:asWKT rdf:datatype="http://www.opengis.net/ont/geosparql#wktLiteral">${wkt}</geo:asWKT></locn:Geometry></locn:geometry>
          </m:MeldingBody></oa:hasBody></m:Melding></rdf:RDF>`;
    expect(responsibleIn(await submit(xml, 'application/rdf+xml'))).toBe(groendienst);
  });

  it('a location in Lambert 72, kept as longitude and latitude', async () => {
    const accepted = await submit({
      ...report,
      location: { wkt: '<http://www.opengis.net/def/crs/EPSG/0/31370> POINT (104000 193000)' },
    });
    const stored = accepted.lines().find((line) => line.includes('#asWKT>'));
    expect(stored).toMatch(/"POINT \(3\.\d+ 51\.\d+\)"/);
  });

  it('an asset without a location is found where it stands', async () => {
    const lamp = demoScenarios().find(({ asset }) => asset?.includes('verlichtingspaal'));
    const rest = { ...report, location: undefined };
    const accepted = await submit({
      ...rest,
      category: 'straatverlichting-defect',
      asset: `${BASE}/${lamp?.asset ?? ''}`,
    });
    expect(responsibleIn(accepted)).toBe(`${BASE}/id/organisation/fluvius`);
  });
});

describe('what is stored', () => {
  it('is the JSON-LD answer and the graph of the report, quad for quad', async () => {
    const accepted = await submit({ ...report, title: 'Bank stuk', observedAt: '2026-11-20T10:00:00Z' });
    const answered = await parseRdf(accepted.json, {
      mediaType: 'application/ld+json',
      baseIri: `${BASE}/`,
      documentLoader: createDocumentLoader(BASE),
    });
    const graph = accepted.location.replace('/id/', '/doc/');
    const stored = new Set(engine.store.readGraph(graph));
    const label = 'http://www.w3.org/2004/02/skos/core#prefLabel';
    const said = answered
      .filter(({ predicate }) => predicate.value !== label)
      .map((item) => quadToLine(item, graph));
    expect(said.filter((line) => !stored.has(line))).toEqual([]);
    expect(said.length).toBeGreaterThan(30);
  });

  it('meets the official OSLO shape of 2026 once it has been decided', async ({ skip }) => {
    const folder = join(new URL('../../../', import.meta.url).pathname, 'shared/reference/oslo');
    const file = listOrNothing(folder).find((name) => name.includes('shacl-Melding'));
    if (file === undefined) skip('the official shapes are not here');
    const accepted = await submit({ ...report, title: 'Bank stuk' });
    const text = readFileSync(join(folder, file ?? ''), 'utf8').replace(/"(\d)"/g, '$1');
    const triples = accepted.lines().map((line) => line.replace(/ <[^>]*> \.$/, ' .'));
    const flat = new Store(new Parser().parse(triples.join('\n')));
    const concept = new Parser().parse(`
      <https://w3id.org/wegwijzer/category/zitbank-beschadigd> a <http://www.w3.org/2004/02/skos/core#Concept> .
      <https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/511> a <http://www.w3.org/2004/02/skos/core#Concept> .
      <${BASE}/id/agent/service> a <http://purl.org/dc/terms/Agent> .`);
    flat.addQuads(concept);
    const verdict = (await new SHACLValidator(new Store(new Parser().parse(text))).validate(
      flat,
    )) as unknown as {
      results: { path: { value: string }; focusNode: { value: string } }[];
    };
    expect(verdict.results.map(({ path, focusNode }) => `${focusNode.value} ${path.value}`)).toEqual([]);
  });

  it('holds nothing of the reporter in any graph, log entry or answer; only sealed beside them', async () => {
    const accepted = await submit({
      ...report,
      reporter: {
        name: 'Anneleen Testpersoon',
        email: 'anneleen@voorbeeld.example',
        phone: '+32 9 000 00 00',
      },
    });
    const secrets = /Anneleen|voorbeeld\.example|000 00 00/;
    expect(accepted.json).not.toMatch(secrets);
    expect(accepted.lines().join('\n')).not.toMatch(secrets);
    for (const entry of engine.store.log(0)) expect([...entry.patch()].join('')).not.toMatch(secrets);
    const found = await engine.store.query('ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), "Anneleen")) }', {
      scope: 'operational',
    });
    expect(found).toContain('false');
    const id = accepted.location.split('/').at(-1) ?? '';
    const sealed = engine.store.readRecord('personal', id) ?? '';
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toMatch(secrets);
    expect(readPersonal(engine.store, id)?.join('\n')).toContain('Anneleen Testpersoon');
  });

  it('takes no statements about others: they are left out and named', async () => {
    const accepted = await submit(
      `@prefix m: <https://data.vlaanderen.be/ns/melding#> . @prefix dct: <http://purl.org/dc/terms/> .
       @prefix locn: <http://www.w3.org/ns/locn#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
       [] a m:Melding ; dct:type <https://w3id.org/wegwijzer/category/ratten> ; <urn:x:priority> "hoog" ;
         locn:geometry [ geo:asWKT "POINT (3.72 51.04)" ] .
       <https://data.vlaanderen.be/id/organisatie/OVO002067> <http://www.w3.org/2004/02/skos/core#prefLabel> "Overgenomen"@nl .`,
      'text/turtle',
    );
    expect(accepted.lines().join('\n')).not.toMatch(/Overgenomen|priority/);
    expect(accepted.json).toContain('urn:x:priority');
  });

  it('gives no thing a name: what the application is called is said of a node of the report', async () => {
    const asset = `${BASE}/id/asset/x`;
    const accepted = await submit({ ...report, application: { id: asset, name: 'Koop nu' } });
    const node = `${accepted.location}#application`;
    expect(accepted.lines().filter((line) => line.startsWith(`<${asset}>`))).toEqual([]);
    expect(accepted.lines().join('\n')).toContain(`<${node}> <http://purl.org/dc/terms/source> <${asset}>`);
    expect(JSON.parse(accepted.json)).toMatchObject({ application: { id: node, source: asset } });
    const read = await parseRdf(accepted.json, {
      mediaType: 'application/ld+json',
      baseIri: BASE,
      documentLoader: createDocumentLoader(BASE),
    });
    const lines = read.map((item) => quadToLine(item, accepted.location.replace('/id/', '/doc/')));
    const ofNode = (all: readonly string[]): string[] =>
      all.filter((line) => line.startsWith(`<${node}>`)).sort();
    expect(ofNode(accepted.lines())).toHaveLength(3);
    expect(ofNode(lines)).toEqual(ofNode(accepted.lines()));
  });

  it('shows no address of the application that is one of a person', async () => {
    const accepted = await submit({ ...report, application: { id: 'mailto:jan%40x.be', name: 'Jans app' } });
    expect(accepted.lines().join('\n')).toContain('Jans app');
    expect(accepted.lines().join('\n')).not.toContain('mailto');
  });

  it('names what it left out once for each property, and not all of a great many', async () => {
    const unknown = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`urn:x:p${String(index)}`, 1]),
    );
    const many = { 'urn:x:many': Array.from({ length: 500 }, (_, index) => index) };
    const findingsOf = async (document: object): Promise<Finding[]> =>
      (JSON.parse((await submit(document)).json) as { findings: Finding[] }).findings;
    const [once] = await findingsOf({ ...report, ...many });
    expect(once?.message.en).toMatch(/urn:x:many.*\(500 times\)$/);
    const findings = await findingsOf({ ...report, ...unknown });
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)?.message).toEqual({
      nl: 'Er zijn nog 30 andere opmerkingen, die hier niet staan.',
      en: 'There are 30 more findings, which are not listed here.',
    });
  });

  it('is refused before it is checked where it says a great deal', async () => {
    const turtle = Array.from({ length: 2001 }, (_, index) => `<urn:r> <urn:p> ${String(index)} .`).join(
      '\n',
    );
    expect(await problemOf(turtle, 'text/turtle')).toMatchObject({ type: 'body-too-large', status: 413 });
    const values = Array.from({ length: 5000 }, (_, index) => index);
    expect(await problemOf({ ...report, 'urn:x:many': values })).toMatchObject({ type: 'body-too-large' });
  });
});

describe('what is refused', () => {
  const before = (): number => engine.store.sequence;

  it.each([
    ['no category', { ...report, category: undefined }, /type$/],
    ['an unknown category', { ...report, category: 'eenhoorn' }, /type$/],
    ['two categories', { ...report, category: ['ratten', 'wespennest'] }, /type$/],
    ['a place outside the world', { ...report, location: { lon: 400, lat: 51 } }, /asWKT$/],
    ['a line as place', { ...report, location: { wkt: 'LINESTRING (3 51, 4 51)' } }, /asWKT$/],
    ['an accuracy below zero', { ...report, location: { ...place, accuracy: -1 } }, /SpatialAccuracy$/],
    ['a description too long', { ...report, description: 'x'.repeat(6000) }, /description$/],
    [
      'two hundred kinds of source',
      { ...report, source: Array.from({ length: 200 }, (_, n) => `urn:x:${String(n)}`) },
      /source$/,
    ],
    [
      'a summary too long',
      { ...report, 'https://www.w3.org/ns/activitystreams#summary': 'x'.repeat(1001) },
      /summary$/,
    ],
    ['an e-mail address that is none', { ...report, reporter: { email: 'nergens' } }, /email$/],
  ])('%s: with a sentence in Dutch and English, and nothing is stored', async (_, document, path) => {
    const sequence = before();
    const problem = await problemOf(document);
    expect(problem.type).toBe('invalid-report');
    const errors = problem.extra.errors as Finding[];
    const violations = errors.filter(({ severity }) => severity === 'Violation');
    expect(violations.some((error) => path.test(error.path ?? ''))).toBe(true);
    for (const { message } of violations) {
      expect(message.nl.length).toBeGreaterThan(10);
      expect(message.en.length).toBeGreaterThan(10);
    }
    expect(engine.store.sequence).toBe(sequence);
  });

  it('neither place nor asset', async () => {
    const rest = { ...report, location: undefined };
    expect((await problemOf(rest)).type).toBe('invalid-report');
  });

  it('an asset that nobody knows, without a place', async () => {
    const rest = { ...report, location: undefined };
    expect((await problemOf({ ...rest, asset: 'https://example.org/id/asset/none' })).type).toBe(
      'invalid-report',
    );
  });

  it.each([{ lon: '3,7171', lat: '51,0431' }, { lat: "51°02'" }, { lon: '1e400' }])(
    'a place that is not written in numbers, rather than another place: %o',
    async (change) => {
      const { type, extra } = await problemOf({ ...report, location: { ...place, ...change } });
      expect([type, JSON.stringify(extra)]).toEqual([
        'invalid-report',
        expect.stringMatching(/asWKT|location/),
      ]);
    },
  );

  it('takes numbers that are written as text', async () => {
    const location = { lon: String(bench?.lon), lat: String(bench?.lat), accuracy: '5' };
    expect(responsibleIn(await submit({ ...report, location }))).toBe(responsibleIn(await submit(report)));
  });

  it('two reports in one document', async () => {
    expect(
      (await problemOf({ '@context': CONTEXT, '@graph': [{ type: 'Report' }, { type: 'Report' }] })).type,
    ).toBe('invalid-report');
  });

  it('a context from elsewhere, by name', async () => {
    const problem = await problemOf({ ...report, '@context': 'https://evil.example/context.jsonld' });
    expect(problem.type).toBe('context-refused');
    expect(problem.message).toContain('https://evil.example/context.jsonld');
  });

  it('JSON that breaks off, with line and column', async () => {
    const problem = await problemOf('{\n  "type": "Report",\n  oeps\n}');
    expect(problem.type).toBe('malformed-body');
    expect(problem.extra).toMatchObject({ line: 3, column: 3 });
  });
});

describe('Idempotency-Key', () => {
  const send = (
    key: string,
    body: object,
    more: { readonly agent?: string; readonly filesDigest?: Buffer } = {},
  ): Promise<Accepted> =>
    engine.intake.submit({
      ...more,
      body: Buffer.from(JSON.stringify(body)),
      mediaType: 'application/ld+json',
      idempotencyKey: key,
    });

  it('the same key and body give the same answer and one report, also at the same moment', async () => {
    const sequence = engine.store.sequence;
    const [first, second] = await Promise.all([send('k-1', report), send('k-1', report)]);
    const third = await send('k-1', report);
    expect(second).toMatchObject({ location: first.location, json: first.json });
    expect(third).toMatchObject({ location: first.location, json: first.json });
    expect([...third.lines()].sort()).toEqual([...first.lines()].sort());
    expect(engine.store.sequence).toBe(sequence + 1);
  });

  it('the same key with another body is a conflict', async () => {
    await send('k-2', report);
    await expect(send('k-2', { ...report, description: 'anders' })).rejects.toMatchObject({
      type: 'idempotency-conflict',
    });
  });

  it('is of the client alone that has a name: others may call theirs the same', async () => {
    const ours = await send('order-1', report, { agent: `${BASE}/id/agent/a` });
    const theirs = await send('order-1', report, { agent: `${BASE}/id/agent/b` });
    expect(theirs.location).not.toBe(ours.location);
    expect(theirs.follow).not.toBe(ours.follow);
    expect((await send('order-1', report, { agent: `${BASE}/id/agent/a` })).location).toBe(ours.location);
  });

  it('a refused report does not use the key up', async () => {
    await expect(send('k-3', { ...report, category: 'eenhoorn' })).rejects.toMatchObject({
      type: 'invalid-report',
    });
    expect((await send('k-3', report)).location).toContain('/id/report/');
  });
});

function listOrNothing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
