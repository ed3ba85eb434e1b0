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
    ['application/n-quads', '<'],
    ['application/trig', '<'],
  ])('gives a graph as %s', async (accept, part) => {
    const response = await ask(GRAPH, accept);
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toContain(part);
  });

  it('answers a truth', async () => {
    expect(await json(await ask('ASK { ?s ?p ?o }'))).toMatchObject({ boolean: true });
  });

  it.each([
    [COUNT, 'text/turtle', 'text/csv'],
    [GRAPH, 'text/csv', 'text/turtle'],
  ])('says what there is of %s instead of %s', async (query, accept, available) => {
    const response = await ask(query, accept);
    expect(response.status).toBe(406);
    expect((await json(response)).available).toContain(available);
    expect(response.headers.get('vary')).toContain('Accept');
  });

  it.each([
    [COUNT, 'text/csv;q=0.4, application/sparql-results+xml;q=0.9, */*;q=0.1', 'sparql-results+xml'],
    [COUNT, 'text/turtle, text/*;q=0.5', 'text/csv'],
    [GRAPH, 'application/n-triples;q=0, text/turtle;q=0.2, application/ld+json;q=0.3', 'ld+json'],
  ])('answers %s for "%s" in what is liked best', async (query, accept, expected) => {
    const response = await ask(query, accept);
    expect(response.headers.get('content-type')).toContain(expected);
    expect(response.headers.get('vary')).toContain('Accept');
  });

  it('tells HEAD what GET would answer, and packs what is large in the coding asked for', async () => {
    const address = `/sparql?${new URLSearchParams({ query: GRAPH }).toString()}`;
    const get = await service.get(address, { accept: 'text/turtle' });
    const head = await service.get(address, { accept: 'text/turtle' }, { method: 'HEAD' });
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    expect([head.status, await head.text()]).toEqual([200, '']);
    const whole = await get.text();
    for (const mediaType of [
      'application/n-triples',
      'application/n-quads',
      'application/trig',
      'text/csv',
    ]) {
      const query = mediaType === 'text/csv' ? 'SELECT * WHERE { ?s ?p ?o } LIMIT 100' : GRAPH;
      const headers = { accept: mediaType, 'accept-encoding': 'gzip' };
      const packed = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, headers);
      expect([mediaType, packed.headers.get('content-encoding')]).toEqual([mediaType, 'gzip']);
    }
    for (const coding of ['gzip', 'br']) {
      const packed = await service.get(address, { accept: 'text/turtle', 'accept-encoding': coding });
      expect(packed.headers.get('content-encoding')).toBe(coding);
      expect(packed.headers.get('vary')).toContain('Accept-Encoding');
      expect(await packed.text()).toBe(whole);
    }
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
  ])('takes no update for a query: %s', async (query) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect((await json(response)).detail).toContain('update');
  });

  it('asks no other endpoint', async () => {
    expect((await ask('SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }')).status).toBe(403);
  });

  it('asks the graphs that the protocol names, and those alone', async () => {
    const graph = `${BASE}/id/register/demo-assets`;
    const asked = async (name: string, query: string): Promise<unknown> =>
      json(await service.get(`/sparql?${new URLSearchParams({ [name]: graph, query }).toString()}`));
    const bench = 'https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank';
    const category = 'https://w3id.org/wegwijzer/category/ratten';
    expect(await asked('default-graph-uri', `ASK { ?s a <${bench}> }`)).toMatchObject({ boolean: true });
    expect(await asked('default-graph-uri', `ASK { <${category}> ?p ?o }`)).toMatchObject({ boolean: false });
    expect(await asked('named-graph-uri', `ASK { ?s a <${bench}> }`)).toMatchObject({ boolean: false });
    expect(await asked('named-graph-uri', `ASK { GRAPH ?g { ?s a <${bench}> } }`)).toMatchObject({
      boolean: true,
    });
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

  it.each([
    ['text/turtle', 'SPARQL11Update'],
    ['application/ld+json', 'sparql-service-description#Service'],
    ['application/rdf+xml', '<rdf:RDF'],
    ['application/n-triples', `<${BASE}/sparql> `],
  ])('describes itself as %s', async (accept, part) => {
    const response = await service.get('/sparql', { accept });
    expect(response.headers.get('content-type')).toContain(accept);
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.text()).toContain(part);
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
    ['PREFIX # ours\n ex: # all\r <http://e/> # so\nSELECT * {}', 'solutions'],
    ['BASE#here\n<http://e/>PREFIX :<x>#\nCONSTRUCT { ?s ?p ?o } {}', 'graph'],
    ['PREFIX ex: SELECT', undefined],
    ['PREFIX a:<b>#\n'.repeat(50_000), undefined],
    [`${'# \n'.repeat(50_000)}ASK {}`, 'solutions'],
  ])('%j is %s', (text, form) => {
    expect(queryForm(text)).toBe(form);
  });
});
