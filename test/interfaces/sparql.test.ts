import { beforeAll, describe, expect, it } from 'vitest';
import { queryForm } from '#wegwijzer/interfaces/sparql/query-form.js';
import { BASE, json, startTestService, type TestService } from './service.js';

const COUNT = 'SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/wegwijzer#Register> }';
const GRAPH = 'CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/wegwijzer#Register> ; ?p ?o }';
/** A product of four copies of the graph: more than any machine counts in a second. */
const ENDLESS = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ queryTimeout: 500 });
});

function ask(query: string, accept = '*/*'): Promise<Response> {
  return service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, { accept });
}

describe('the SPARQL endpoint', () => {
  it.each([
    ['application/sparql-results+json', '"bindings"'],
    ['application/sparql-results+xml', '<sparql'],
    ['text/csv', 'n\r\n'],
    ['text/tab-separated-values', '?n'],
    ['application/json', '"bindings"'],
  ])('gives a table as %s', async (accept, part) => {
    const response = await ask(COUNT, accept);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toContain(part);
  });

  it.each([
    ['text/turtle', '<'],
    ['application/n-triples', '<'],
    ['application/rdf+xml', '<rdf:RDF'],
    ['application/ld+json', '"@id"'],
  ])('gives a graph as %s', async (accept, part) => {
    const response = await ask(GRAPH, accept);
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toContain(part);
  });

  it('answers a truth', async () => {
    expect(await json(await ask('ASK { ?s ?p ?o }'))).toMatchObject({ boolean: true });
  });

  it('has no table in Turtle', async () => {
    expect((await ask(COUNT, 'text/turtle')).status).toBe(406);
  });

  it.each([
    ['application/x-www-form-urlencoded', new URLSearchParams({ query: COUNT }).toString()],
    ['application/sparql-query', COUNT],
  ])('takes a query posted as %s', async (type, body) => {
    const response = await service.get('/sparql', { 'content-type': type }, { method: 'POST', body });
    expect(response.status).toBe(200);
  });

  it('refuses another media type', async () => {
    const response = await service.get(
      '/sparql',
      { 'content-type': 'text/plain' },
      { method: 'POST', body: COUNT },
    );
    expect(response.status).toBe(415);
  });

  it('says where a query goes wrong', async () => {
    const response = await ask('SELECT * WHERE {\n ?s ?p }');
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/malformed-query`, line: 2 });
  });

  it.each([
    'INSERT DATA { <a:a> <a:b> <a:c> }',
    'PREFIX a: <urn:a>\n# SELECT\nDELETE WHERE { ?s ?p ?o }',
    'CLEAR ALL',
  ])('only reads: %s', async (query) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect((await json(response)).detail).toContain('read-only');
  });

  it('only reads, also when asked in another way', async () => {
    const direct = { method: 'POST', body: 'CLEAR ALL' };
    expect(
      (await service.get('/sparql', { 'content-type': 'application/sparql-update' }, direct)).status,
    ).toBe(400);
    expect((await service.get('/sparql?update=CLEAR+ALL')).status).toBe(400);
  });

  it('asks no other endpoint', async () => {
    expect((await ask('SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }')).status).toBe(403);
  });

  it('does not pass over a dataset that it cannot give', async () => {
    const response = await service.get(`/sparql?default-graph-uri=urn:g&query=${encodeURIComponent(COUNT)}`);
    expect(await json(response)).toMatchObject({ parameter: 'default-graph-uri' });
  });

  it('ends a query at its time limit, names the limit and goes on', async () => {
    const response = await ask(ENDLESS);
    expect(response.status).toBe(503);
    expect(await json(response)).toMatchObject({
      type: `${BASE}/problem/query-timeout`,
      limitMilliseconds: 500,
    });
    await expect.poll(async () => (await ask(COUNT)).status, { timeout: 20_000 }).toBe(200);
  });

  it('describes itself', async () => {
    const response = await service.get('/sparql');
    expect(response.headers.get('content-type')).toContain('text/turtle');
    expect(await response.text()).toContain(`sd:endpoint <${BASE}/sparql>`);
  });
});

describe('the form of a query', () => {
  it.each([
    ['select * {}', 'solutions'],
    ['BASE <http://a/> PREFIX a.b: <#> # insert\n ask {}', 'solutions'],
    ['PREFIX : <urn:x> DESCRIBE <urn:y>', 'graph'],
    ['PREFIX select: <urn:x> construct where {}', 'graph'],
    ['with <urn:g> delete {} where {}', 'update'],
    ['', undefined],
    ['PREFIX', undefined],
    ['selected', undefined],
  ])('%j is %s', (text, form) => {
    expect(queryForm(text)).toBe(form);
  });
});
