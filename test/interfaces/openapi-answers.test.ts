import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument } from '#wegwijzer/interfaces/openapi/document.js';
import { GROEN, startDeliveringService, type DeliveringService } from '../delivery/service.js';
import { describedService, notAsked, type DescribedService } from './described-service.js';
import { BASE, json } from './service.js';

const BENCH = 'zitbank-beschadigd';
interface SavedQuery {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly example: string }[];
}

const TURTLE = { 'content-type': 'text/turtle' };
const TRIPLE = '<https://example.org/a> <https://example.org/b> "c" .';
/** Operations of which a good answer is shown elsewhere, since it takes more than one service or a mail. */
const ELSEWHERE =
  /^(?:POST|GET|DELETE) \/(?:dsp\/(?:2025-1|data)\/|answer\/|dataspace\/(?:agreements|participants|negotiations|transfers)\b|follows\/)/;

let service: DeliveringService;
let document: OpenApiDocument;
let api: DescribedService;
let admin: string;
let groen: string;

beforeAll(async () => {
  service = await startDeliveringService();
  document = (await json(await service.get('/openapi.json'))) as unknown as OpenApiDocument;
  api = describedService(service, document);
  const made = (body: object): Promise<Response> => service.ask('admin', 'POST', '/keys', body);
  admin = String((await json(await made({ name: 'admin', roles: ['administrator'] }))).key);
  groen = String((await json(await made({ name: 'groen', roles: ['manager'], organisation: GROEN }))).key);
});

const idOf = (text: string): string => (JSON.parse(text) as { id: string }).id;

describe('real answers are as described', () => {
  it('of keys, the audit log and the state of the service', async () => {
    const made = await api.ask('POST /keys', 201, { body: { name: 'x', roles: ['auditor'] }, as: admin });
    await api.ask('POST /keys', 422, { body: { name: 'x', roles: ['king'] }, as: admin });
    await api.ask('GET /keys', 200, { as: admin });
    await api.ask('GET /keys', 401);
    await api.ask('GET /keys', 403, { as: groen });
    await api.ask('DELETE /keys/{id}', 200, { path: { id: idOf(made) }, as: admin });
    await api.ask('GET /audit', 200, { query: { limit: '10' }, as: admin });
    for (const address of ['/health', '/ready', '/metrics']) await api.ask(`GET ${address}`, 200);
  });

  it('of inboxes and channels', async () => {
    const report = await service.fileReport();
    await service.command('groen', report, 'accept');
    await api.ask('GET /inbox', 200, { as: groen });
    await api.ask('GET /inbox', 200, { as: groen, query: { state: 'open', limit: '1' } });
    await api.ask('GET /inbox', 400, { as: groen, query: { state: 'x' } });
    const channel = { path: { name: 'main' }, as: groen };
    const body = { kind: 'webhook', url: 'http://127.0.0.1:9/' };
    await api.ask('PUT /channels/{name}', 201, { ...channel, body });
    await api.ask('PUT /channels/{name}', 200, { ...channel, body });
    await api.ask('PUT /channels/{name}', 422, { ...channel, body: {} });
    await api.ask('GET /channels', 200, { as: groen });
    await api.ask('GET /channels/{name}', 200, channel);
    await api.ask('GET /channels/{name}/dead', 200, channel);
    for (const command of ['pause', 'resume', 'replay'])
      await api.ask(`POST /channels/{name}/${command}`, 200, { ...channel, body: {} });
    await api.ask('DELETE /channels/{name}', 204, channel);
  });

  it('of registers and what waits to be decided again', async () => {
    const filed = await service.fileReport();
    await api.ask('GET /registers', 200);
    await api.ask('GET /registers/{name}', 200, { path: { name: 'demo-ground' } });
    const bench = `<https://example.org/id/bench/1> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
      <https://data.vlaanderen.be/ns/openbaardomein#beheerder> <https://data.vlaanderen.be/id/organisatie/OVO002067> ;
      <http://www.w3.org/ns/locn#geometry> [ a <http://www.w3.org/ns/locn#Geometry> ; <http://www.opengis.net/ont/geosparql#asWKT>
      "POINT (3.7099224 51.0453067)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .`;
    const load = { path: { name: 'benches' }, body: bench, headers: TURTLE, as: admin };
    await api.ask('PUT /registers/{name}', 200, { ...load, query: { dryRun: 'true' } });
    await api.ask('PUT /registers/{name}', 201, { ...load, query: { asOf: '2026-01-31' } });
    await api.ask('PUT /registers/{name}', 422, { ...load, body: '<a> <b>' });
    await api.ask('PUT /registers/{name}', 200, { ...load, body: bench.replaceAll('bench/1', 'bench/2') });
    const steps = { path: { name: 'benches' }, as: admin };
    await api.ask('GET /registers/{name}/difference', 200, { ...steps, query: { version: '2' } });
    await api.ask('GET /registers/{name}/difference', 404, { ...steps, query: { version: '9' } });
    await api.ask('POST /registers/{name}/undo', 200, steps);
    await service.engine.redecide.settled();
    await api.ask('GET /follows', 200, { as: admin });
    await api.ask('GET /redecide', 200, { query: { limit: '5' }, as: admin });
    await api.ask('POST /redecide', 200, { body: { dismiss: [filed] }, as: admin });
    await api.ask('POST /redecide', 200, { body: { apply: 'all' }, as: admin });
  });

  it('of rule sets', async () => {
    await api.ask('GET /rules', 200);
    await api.ask('GET /rules', 200, { accept: 'text/turtle' });
    const path = { set: 'gent-demo' };
    const version = { ...path, version: '2' };
    const turtle = await api.ask('GET /rules/{set}', 200, { path, accept: 'text/turtle' });
    await api.ask('GET /rules/{set}/{version}', 200, {
      path: version,
      accept: 'application/ld+json',
    });
    await api.ask('GET /id/rules/{set}/{version}', 303, { path: version });
    const put = { path, body: turtle, headers: TURTLE, as: admin };
    await api.ask('PUT /rules/{set}', 200, { ...put, query: { check: 'true' } });
    await api.ask('PUT /rules/{set}', 200, put);
    await api.ask('PUT /rules/{set}', 422, { ...put, body: TRIPLE });
    const supposed = { query: { since: '2000-01-01', set: 'gent-demo' }, body: turtle, headers: TURTLE };
    await api.ask('POST /what-if', 200, { ...supposed, as: admin });
    await api.ask('POST /what-if', 400, { ...supposed, query: { since: 'soon' }, as: admin });
    const decision = service.engine.life.read(await service.fileReport())?.decision ?? '';
    const id = decision.slice(decision.lastIndexOf('/') + 1);
    for (const accept of ['application/json', 'text/turtle'])
      await api.ask('GET /doc/decision/{id}/replay', 200, { path: { id }, accept, as: admin });
  });

  it('of figures and coverage', async () => {
    for (const accept of ['application/json', 'text/csv', 'text/turtle'])
      await api.ask('GET /kpi', 200, { accept, as: admin });
    for (const accept of ['application/json', 'application/geo+json'])
      await api.ask('GET /coverage', 200, { accept, query: { category: BENCH }, as: admin });
    await api.ask('GET /coverage', 400, { query: { only: 'x' }, as: admin });
  });

  it('of linked data', async () => {
    const ask = ['application/ld+json', 'text/turtle', 'text/html'];
    const path = { type: 'organisation', key: 'gent-groendienst' };
    await api.ask('GET /id/{type}/{key}', 303, { path });
    for (const accept of ask) {
      await api.ask('GET /doc/{type}/{key}', 200, { path, accept });
      await api.ask('GET /doc', 200, { query: { iri: 'https://w3id.org/wegwijzer#Decision' }, accept });
      await api.ask('GET /graph/{name}', 200, { path: { name: 'ontology' }, accept });
      await api.ask('GET /void', 200, { accept });
      await api.ask('GET /catalog', 200, { accept });
      await api.ask('GET /', 200, { accept: accept === 'text/turtle' ? 'application/json' : accept });
    }
    await api.ask('GET /doc/{type}/{key}', 404, { path: { type: 'report', key: 'none' } });
    await api.ask('GET /.well-known/void', 302);
    for (const address of ['/ontology', '/shapes', '/shapes/stream', '/categories'])
      await api.ask(`GET ${address}`, 200, { accept: 'text/turtle' });
    await api.ask('GET /categories', 200);
    await api.ask('GET /categories', 303, { accept: 'text/html' });
    await api.ask('GET /context/report.jsonld', 200);
    for (const stream of ['reports', 'decisions', 'register/{name}'])
      await api.ask(`GET /ldes/${stream}`, 200, { path: { name: 'demo-assets' }, accept: 'text/turtle' });
    await api.ask('GET /ldes/register/{name}', 404, { path: { name: 'none' } });
    await api.ask('GET /problem/{type}', 200, { path: { type: 'gone' } });
    await api.ask('GET /problem/{type}', 200, { path: { type: 'gone' }, accept: 'text/html' });
  });

  it('of queries and updates', async () => {
    const table = 'SELECT * WHERE { ?s ?p ?o } LIMIT 3';
    for (const query of [table, 'ASK {}']) await api.ask('GET /sparql', 200, { query: { query } });
    await api.ask('GET /sparql', 200, {
      query: { query: 'DESCRIBE <https://example.org/a>' },
      accept: 'text/turtle',
    });
    await api.ask('GET /sparql', 200, { accept: 'text/turtle' });
    await api.ask('GET /sparql', 400, { query: { query: 'SELECT' } });
    await api.ask('POST /sparql', 200, {
      body: table,
      headers: { 'content-type': 'application/sparql-query' },
    });
    const update = `INSERT DATA { ${TRIPLE.slice(0, -2)} }`;
    const headers = { 'content-type': 'application/sparql-update' };
    await api.ask('POST /sparql', 200, { body: update, headers, as: admin });
    await api.ask('POST /sparql', 401, { body: update, headers });
  });

  it('of ready-made queries, each with its own parameters', async () => {
    await api.ask('GET /queries/examples', 200, { query: { lang: 'en' } });
    const { queries } = JSON.parse(await api.ask('GET /queries', 200)) as { queries: SavedQuery[] };
    for (const { name, parameters } of queries) {
      const query = Object.fromEntries(parameters.map((one) => [one.name, one.example]));
      await api.ask(`GET /queries/${name}`, 200, { query });
    }
    await api.ask('GET /queries/categories-below', 400, { query: { category: 'none' } });
    await api.ask('GET /queries/{name}', 200, { path: { name: 'reports' }, query: { format: 'json' } });
    await api.ask('GET /queries/{name}', 404, { path: { name: 'report' } });
    const near = document.paths['/queries/reports-near']?.get?.parameters ?? [];
    expect(near.map(({ name, required, schema }) => ({ name, required, schema }))).toMatchObject([
      { name: 'lon', required: true, schema: { type: 'number' } },
      { name: 'lat', required: true, schema: { type: 'number' } },
      { name: 'metres', required: false, schema: { type: 'integer' } },
      { name: 'lang' },
      { name: 'format' },
    ]);
  });

  it('of whole graphs', async () => {
    const query = { graph: 'https://example.org/g' };
    const write = { body: TRIPLE, headers: TURTLE, as: admin };
    await api.ask('PUT /data', 201, { ...write, query });
    await api.ask('PUT /data', 204, { ...write, query });
    await api.ask('POST /data', 204, { ...write, query });
    await api.ask('POST /data', 201, write);
    await api.ask('GET /data', 200, { query, accept: 'text/turtle' });
    await api.ask('DELETE /data', 204, { query, as: admin });
    await api.ask('GET /data', 404, { query });
    const path = { key: 'notes' };
    await api.ask('PUT /data/{key}', 201, { ...write, path });
    await api.ask('POST /data/{key}', 204, { ...write, path });
    await api.ask('GET /data/{key}', 200, { path, accept: 'application/ld+json' });
    await api.ask('DELETE /data/{key}', 204, { path, as: admin });
  });

  it('of the data space and of this description', async () => {
    await api.ask('GET /.well-known/dspace-version', 200);
    await api.ask('GET /dsp/keys', 200);
    const request = {
      '@context': ['https://w3id.org/dspace/2025/1/context.jsonld'],
      '@type': 'CatalogRequestMessage',
    };
    await api.ask('POST /dsp/2025-1/catalog/request', 401, { body: request });
    await api.ask('GET /dsp/2025-1/negotiations/{pid}', 401, { path: { pid: 'x' } });
    await api.ask('GET /dsp/2025-1/transfers/{pid}', 401, { path: { pid: 'x' } });
    for (const address of ['', '/participants', '/agreements', '/negotiations', '/transfers'])
      await api.ask(`GET /dataspace${address}`, 200, { as: admin });
    const offer = { path: { name: 'reports' }, as: admin };
    const body = { title: { nl: 'Meldingen', en: 'Reports' }, source: `${BASE}/ldes/reports` };
    await api.ask('PUT /dataspace/offers/{name}', 201, { ...offer, body });
    await api.ask('PUT /dataspace/offers/{name}', 200, { ...offer, body });
    await api.ask('GET /dataspace/offers/{name}', 200, offer);
    await api.ask('GET /dataspace/offers', 200, { as: admin });
    await api.ask('DELETE /dataspace/offers/{name}', 204, offer);
    const none = { path: { pid: 'none' }, as: admin };
    await api.ask('GET /dataspace/transfers/{pid}', 404, none);
    for (const path of ['/notices', '/notices/dead']) await api.ask(`GET ${path}`, 200, { as: admin });
    await api.ask('POST /notices/replay', 200, { body: {}, as: admin });
    await api.ask('GET /openapi.json', 200);
    await api.ask('GET /openapi', 200, { accept: 'text/html' });
    const assets = Object.keys(document.paths).filter((path) => path.startsWith('/assets/'));
    for (const path of assets) await api.ask(`GET ${path}`, 200);
    expect(assets.length).toBeGreaterThan(0);
  });

  it('of every address but those of reports', () => {
    const ofReports =
      /^\/(?:id\/report|doc\/report|follow|attachments|reports|report-form|responsible|duplicates)\b/;
    const left = notAsked(document, api, (path) => !ofReports.test(path));
    expect(left.filter((operation) => !ELSEWHERE.test(operation))).toEqual([]);
  });
});
