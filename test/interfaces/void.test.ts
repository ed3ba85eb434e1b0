import type { Quad } from '@rdfjs/types';
import { Parser } from 'n3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFigures } from '#wegwijzer/interfaces/void/figures.js';
import { BASE, benchReport, file, startTestService, type TestService } from './service.js';

const VOID = 'http://rdfs.org/ns/void#';
const DATASET = `${BASE}/void#dataset`;
const LICENCE = 'https://creativecommons.org/publicdomain/zero/1.0/';

let service: TestService;
let quads: Quad[];
beforeAll(async () => {
  service = await startTestService({ licence: LICENCE });
  await file(service, benchReport());
  quads = await read('/void');
});

async function read(path: string): Promise<Quad[]> {
  const response = await service.get(path, { accept: 'text/turtle' });
  expect(response.status).toBe(200);
  return new Parser().parse(await response.text());
}

function values(subject: string, predicate: string): string[] {
  return quads
    .filter((quad) => quad.subject.value === subject && quad.predicate.value === predicate)
    .map(({ object }) => object.value);
}

/** One number that the endpoint gives. */
async function number(query: string): Promise<number> {
  const response = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  return Number((await response.text()).trim().split('\r\n')[1]);
}

describe('the VoID description', () => {
  it('is found at the well-known address', async () => {
    const response = await service.get('/.well-known/void');
    expect([response.status, response.headers.get('location')]).toEqual([302, `${BASE}/void`]);
  });

  it('says where to query and on what terms', () => {
    expect(values(`${BASE}/void`, 'http://xmlns.com/foaf/0.1/primaryTopic')).toEqual([DATASET]);
    expect(values(DATASET, `${VOID}sparqlEndpoint`)).toEqual([`${BASE}/sparql`]);
    expect(values(DATASET, `${VOID}uriSpace`)).toEqual([`${BASE}/id/`]);
    expect(values(DATASET, 'http://purl.org/dc/terms/license')).toEqual([LICENCE]);
    expect(values(DATASET, `${VOID}vocabulary`)).toContain('https://data.vlaanderen.be/ns/melding#');
  });

  it('counts what the endpoint counts', async () => {
    const inGraphs = 'GRAPH ?g { ?s ?p ?o }';
    const [triples] = values(DATASET, `${VOID}triples`).map(Number);
    expect(triples).toBe(await number(`SELECT (COUNT(*) AS ?n) { ${inGraphs} }`));
    const [classes] = values(DATASET, `${VOID}classes`).map(Number);
    expect(classes).toBe(await number('SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }'));
    const [properties] = values(DATASET, `${VOID}properties`).map(Number);
    expect(properties).toBe(await number('SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }'));
  });

  it('has every graph as a subset, those of reports as one, and nothing is lost between them', () => {
    const subsets = values(DATASET, `${VOID}subset`);
    expect(subsets).toContain(`${BASE}/id/register/demo-assets`);
    expect(subsets).toContain(`${BASE}/void#reports`);
    expect(subsets.filter((iri) => iri.includes('/doc/report/'))).toEqual([]);
    const sum = subsets
      .flatMap((iri) => values(iri, `${VOID}triples`))
      .reduce((total, one) => total + Number(one), 0);
    expect(values(DATASET, `${VOID}triples`)).toEqual([String(sum)]);
  });

  it('has examples that can be looked at, and subsets too', async () => {
    const examples = values(DATASET, `${VOID}exampleResource`);
    expect(examples.length).toBeGreaterThanOrEqual(4);
    const own = [...examples, ...values(DATASET, `${VOID}subset`)].filter(
      (iri) => iri.startsWith(`${BASE}/`) && !iri.includes('#'),
    );
    for (const iri of own) {
      const response = await service.get(iri.replace('/id/', '/doc/'), { accept: 'text/html' });
      expect([iri, response.status]).toEqual([iri, 200]);
    }
  });

  it('is linked from the service description', async () => {
    const description = await service.get('/sparql', { accept: 'text/turtle' });
    expect(await description.text()).toContain(`<${BASE}/void>`);
  });

  it('is a page, and is not sent again to who has it', async () => {
    const page = await service.get('/void?lang=en', { accept: 'text/html' });
    expect(await page.text()).toContain('What the graph holds');
    const first = await service.get('/void');
    const again = await service.get('/void', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });
});

it('Counting goes on once at a time, and once a minute, whoever asks and whatever comes in', async () => {
  const { store } = service.engine;
  let queries = 0;
  let now = Date.parse('2026-11-28T09:00:00Z');
  const counted = new Proxy(store, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'query') queries += 1;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const figures = createFigures(counted, BASE, () => new Date(now));
  const first = figures();
  await file(service, benchReport());
  now += 120_000;
  expect(await Promise.all([first, figures(), figures()])).toHaveLength(3);
  const perCount = queries;
  const { triples } = await figures();
  expect(queries).toBe(perCount);
  now += 120_000;
  expect((await figures()).triples).toBeGreaterThan(triples);
  expect(queries).toBe(2 * perCount);
});
