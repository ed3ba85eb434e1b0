/** Clients that others wrote, used as their documentation says, against a service that runs. */
import { QueryEngine } from '@comunica/query-sparql';
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, startTestService, type TestService } from './service.js';

const ENDPOINT = `${BASE}/sparql`;
const TABLE = 'SELECT * WHERE { ?s ?p ?o } LIMIT 500';
const GRAPH = 'CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 50';
const TRUTH = 'ASK { ?s ?p ?o }';

let service: TestService;
let key: string;
beforeAll(async () => {
  service = await startTestService();
  const steward = { name: 'client', roles: ['steward' as const] };
  const about = { agent: `${BASE}/id/agent/test`, now: new Date() };
  key = (await createKey(service.engine.store, steward, about)).key;
});

/** As a proxy in front of the service would: it listens elsewhere than at its public address. */
const throughProxy: typeof fetch = (input, init) => {
  const address = input instanceof Request ? input.url : input.toString();
  return fetch(address.replace(BASE, service.url), init);
};

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let length = 0;
  for await (const item of items) length += item === undefined ? 0 : 1;
  return length;
}

describe('fetch-sparql-endpoint', () => {
  it.each([
    ['GET', { method: 'GET' as const }],
    ['a form', { method: 'POST' as const }],
    ['the query as body', { method: 'POST' as const, directPost: true }],
  ])('streams tables and graphs, and asks truths, by %s', async (_way, options) => {
    const fetcher = new SparqlEndpointFetcher({ ...options, fetch: throughProxy });
    expect(await count(await fetcher.fetchBindings(ENDPOINT, TABLE))).toBe(500);
    expect(await count(await fetcher.fetchTriples(ENDPOINT, GRAPH))).toBe(50);
    expect(await fetcher.fetchAsk(ENDPOINT, TRUTH)).toBe(true);
  });

  it('updates with a key and sees it, and is told why not without', async () => {
    const text = 'INSERT DATA { GRAPH <https://example.org/g> { <urn:a> <urn:b> "é" } }';
    const anyone = new SparqlEndpointFetcher({ fetch: throughProxy });
    await expect(anyone.fetchUpdate(ENDPOINT, text)).rejects.toThrow('401');
    const defaultHeaders = new Headers({ authorization: `Bearer ${key}` });
    await new SparqlEndpointFetcher({ fetch: throughProxy, defaultHeaders }).fetchUpdate(ENDPOINT, text);
    expect(await anyone.fetchAsk(ENDPOINT, 'ASK { <urn:a> <urn:b> "é" }')).toBe(true);
  });

  it('shows the fault in a query to the one who wrote it', async () => {
    const fetcher = new SparqlEndpointFetcher({ fetch: throughProxy });
    await expect(fetcher.fetchBindings(ENDPOINT, 'SELECT * WHERE { ?s }')).rejects.toThrow('malformed-query');
  });
});

describe('Comunica', () => {
  const engine = new QueryEngine();
  const context = (): { sources: [string]; fetch: typeof fetch } => ({
    sources: [ENDPOINT],
    fetch: throughProxy,
  });

  it('finds out by itself, from the service description, that it can send whole queries', async () => {
    const names = `PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#>
      SELECT ?name WHERE { ?who a org:Organization ; skos:prefLabel ?name . FILTER(STRSTARTS(?name, "Groendienst")) }`;
    const rows = await (await engine.queryBindings(names, context())).toArray();
    expect(rows.map((row) => row.get('name')?.value)).toEqual(['Groendienst Stad Gent']);
    expect(await engine.queryBoolean(TRUTH, context())).toBe(true);
  });

  it('reads named graphs and graphs that are made', async () => {
    const graphs = `SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s a <http://www.w3.org/2002/07/owl#Ontology> } }`;
    const rows = await (await engine.queryBindings(graphs, context())).toArray();
    expect(rows.map((row) => row.get('g')?.value)).toContain(`${BASE}/graph/ontology`);
    expect(await count(await engine.queryQuads(GRAPH, context()))).toBeGreaterThan(0);
  });
});
