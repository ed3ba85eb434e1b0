import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { BASE, benchReport, json, startTestService, type TestService } from '../interfaces/service.js';
import { testServer } from '../outgoing/server.js';
import { PROJECT } from '../support/engine.js';
import { endsWithTests } from '../support/program.js';

const OURS = 'PREFIX infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#>';
/** An address that hangs, and one that is not there; both are allowed. */
let ours: TestService;
let partner: TestService;
const HANGS = 'http://127.0.0.1:9/hangs';

beforeAll(async () => {
  partner = await startTestService({ demo: true, baseUrl: 'http://partner.example' });
  ours = await startTestService({
    federationEndpoints: [`${partner.url}/sparql`, HANGS],
    federationTimeout: 1000,
    unsafeOutgoingToPrivateAddresses: true,
    resultLimit: '50 KiB',
  });
});

function ask(query: string, accept = 'application/sparql-results+json', path = ''): Promise<Response> {
  return ours.get(`/sparql?${new URLSearchParams({ query }).toString()}${path}`, { accept });
}

async function rows(query: string): Promise<Record<string, { value: string }>[]> {
  const response = await ask(query);
  const document = await json(response);
  expect(document).toMatchObject({ results: expect.anything() as object });
  return (document as unknown as { results: { bindings: Record<string, { value: string }>[] } }).results
    .bindings;
}

describe('SERVICE', () => {
  it('joins what we know with what a partner knows', async () => {
    const service = `SERVICE <${partner.url}/sparql> { ?theirs a infra:Zitbank . BIND(REPLACE(STR(?theirs), "^.*/", "") AS ?key) }`;
    const joined = await rows(
      `${OURS} SELECT ?bench ?theirs WHERE { ?bench a infra:Zitbank . BIND(REPLACE(STR(?bench), "^.*/", "") AS ?key) ${service} } ORDER BY ?bench LIMIT 3`,
    );
    expect(joined.map(({ bench, theirs }) => [bench?.value, theirs?.value])).toEqual(
      ['001', '002', '003'].map((n) => [
        `${BASE}/id/asset/zitbank-${n}`,
        `http://partner.example/id/asset/zitbank-${n}`,
      ]),
    );
  });

  it('sees reports filed just before, here and there', async () => {
    for (const service of [ours, partner]) {
      const filed = await service.get(
        '/reports',
        { 'content-type': 'application/ld+json' },
        {
          method: 'POST',
          body: benchReport({
            '@context': `${service === ours ? BASE : 'http://partner.example'}/context/report.jsonld`,
          }),
        },
      );
      const report = filed.headers.get('location') ?? '';
      const pattern = `<${report}> a ?type`;
      const answer =
        service === ours
          ? `${pattern} SERVICE <${partner.url}/sparql> {}`
          : `SERVICE <${partner.url}/sparql> { ${pattern} }`;
      expect((await rows(`SELECT ?type WHERE { ${answer} }`)).length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['text/csv', 'n\r\n'],
    ['text/tab-separated-values', '?n'],
    ['application/sparql-results+xml', '<sparql'],
    ['application/json', '"bindings"'],
  ])('gives a table as %s', async (accept, part) => {
    const response = await ask(
      `${OURS} SELECT (COUNT(*) AS ?n) WHERE { SERVICE <${partner.url}/sparql> { ?s a infra:Zitbank } }`,
      accept,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toContain(part);
  });

  it.each(['text/turtle', 'application/n-triples', 'application/ld+json', 'application/rdf+xml'])(
    'gives a graph as %s',
    async (accept) => {
      const response = await ask(
        `${OURS} CONSTRUCT { ?s a <urn:Theirs> } WHERE { SERVICE <${partner.url}/sparql> { ?s a infra:Zitbank } }`,
        accept,
      );
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('http://partner.example/id/asset/zitbank-001');
    },
  );

  it('that may not be asked is refused, and passed over where it is SILENT', async () => {
    for (const endpoint of [
      'http://other.example/sparql',
      'http://169.254.169.254/sparql',
      `${partner.url}/reports`,
    ]) {
      const response = await ask(`SELECT * WHERE { SERVICE <${endpoint}> { ?s ?p ?o } }`);
      expect(response.status).toBe(403);
      expect(await json(response)).toMatchObject({ type: `${BASE}/problem/service-refused` });
      const silent = await rows(
        `SELECT * WHERE { VALUES ?x { 1 } SERVICE SILENT <${endpoint}> { ?s ?p ?o } }`,
      );
      expect(silent).toMatchObject([{ x: { value: '1' } }]);
    }
  });

  it('that fails is told, and passed over where it is SILENT', async () => {
    const failing = await ask(`SELECT * WHERE { SERVICE <${HANGS}> { ?s ?p ?o } }`);
    expect(failing.status).toBe(502);
    expect(await json(failing)).toMatchObject({ type: `${BASE}/problem/service-failed` });
    expect(
      await rows(`SELECT * WHERE { VALUES ?x { 1 } SERVICE SILENT <${HANGS}> { ?s ?p ?o } }`),
    ).toHaveLength(1);
  });

  it('to which a variable leads is under the same rules', async () => {
    const query = (endpoint: string): string =>
      `${OURS} SELECT * WHERE { VALUES ?e { <${endpoint}> } SERVICE ?e { ?s a infra:Zitbank } } LIMIT 2`;
    expect(await rows(query(`${partner.url}/sparql`))).toHaveLength(2);
    expect((await ask(query('http://127.0.0.1:1/'))).status).toBe(403);
  });

  it('may have parameters of its own', async () => {
    const graph = 'http://partner.example/graph/none';
    const found = await rows(
      `${OURS} SELECT * WHERE { SERVICE <${partner.url}/sparql?default-graph-uri=${encodeURIComponent(graph)}> { ?s a infra:Zitbank } }`,
    );
    expect(found).toEqual([]);
  });

  it('that may not be asked is passed over before a product with it is made', async () => {
    const query = (silent: string): string =>
      `SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . SERVICE ${silent} <http://other.example/sparql> { ?s ?p ?o } } LIMIT 2`;
    const response = await ask(query('SILENT'), 'text/tab-separated-values');
    expect(response.status).toBe(200);
    expect((await response.text()).split('\n')[0]?.split('\t').sort()).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f', 'o', 'p', 's'].map((name) => `?${name}`),
    );
    expect((await ask(query(''))).status).toBe(403);
  });

  it('reads no file, and asks nothing but endpoints', async () => {
    for (const target of ['file:///etc/passwd', 'data:text/turtle,<a:a><a:b><a:c>.', '/etc/passwd'])
      expect([400, 403, 502]).toContain(
        (await ask(`SELECT * WHERE { SERVICE <${target}> { ?s ?p ?o } }`)).status,
      );
  });

  it('ends with the time limit of the query, and with its client', async () => {
    const endless = `SELECT * WHERE { { SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } } SERVICE <${partner.url}/sparql> { ?s a ?n } }`;
    const response = await ask(endless, '*/*', '&timeout=1500');
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/query-timeout` });
    expect((await ask('ASK {}')).status).toBe(200);
  });

  it('gives no more than an answer may have', async () => {
    const response = await ask(`SELECT * WHERE { SERVICE <${partner.url}/sparql> { ?s ?p ?o } } LIMIT 5000`);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/result-too-large` });
  });

  it('with a fault in the query is told so', async () => {
    const response = await ask('SELECT * WHERE { SERVICE <http://a.example/> { ?s ?p } }');
    expect(await json(response)).toMatchObject({ status: 400, type: `${BASE}/problem/malformed-query` });
  });
});

describe('a service that allows no endpoint', () => {
  it.each(['<http://other.example/sparql>', 'e:sparql', '<relative>', '?e'])(
    'passes over SERVICE SILENT %s, and answers the rest at once',
    async (endpoint) => {
      const query = `PREFIX e: <http://other.example/> ${OURS} SELECT ?bench WHERE { ?bench a infra:Zitbank . ?a ?b ?c . OPTIONAL { SERVICE SILENT ${endpoint} { ?c a ?d } } } LIMIT 3`;
      const response = await partner.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
        accept: 'text/csv',
      });
      expect(response.status).toBe(200);
      expect((await response.text()).trim().split('\r\n')).toHaveLength(4);
    },
  );

  it('asks none, also not on its own machine', async () => {
    const server = await testServer((response) => response.end());
    const query = `SELECT * WHERE { SERVICE <${server.url}/sparql> { ?s ?p ?o } }`;
    const response = await partner.get(`/sparql?${new URLSearchParams({ query }).toString()}`);
    expect(response.status).toBe(403);
    expect(server.taken).toEqual([]);
  });

  it('follows no address that is allowed by name and leads to a private network', async () => {
    const server = await testServer((response) => response.end());
    const endpoint = `http://localhost:${String(server.port)}/sparql`;
    const careful = await startTestService({ federationEndpoints: [endpoint] });
    const query = `SELECT * WHERE { SERVICE <${endpoint}> { ?s ?p ?o } }`;
    const response = await careful.get(`/sparql?${new URLSearchParams({ query }).toString()}`);
    expect(await json(response)).toMatchObject({
      status: 403,
      detail: expect.stringContaining('127.0.0.1') as string,
    });
    expect(server.taken).toEqual([]);
  });
});

it('the example of two instances in the documentation runs', async () => {
  const running = promisify(execFile)(process.execPath, [`${PROJECT}demo/federation/run.mjs`]);
  endsWithTests(running.child, 'SIGTERM');
  const { stdout } = await running;
  expect(stdout.trim().split(/\r?\n/).slice(-3)).toEqual([
    'pole,manager,lamp,overhauled',
    'http://localhost:8080/id/asset/verlichtingspaal-088,http://localhost:8080/id/organisation/fluvius,"Paal 1088, natriumlamp 70 W",2019-11-20',
    'http://localhost:8080/id/asset/verlichtingspaal-087,http://localhost:8080/id/organisation/fluvius,"Paal 1087, led 42 W",2026-05-04',
  ]);
}, 300_000);
