import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { benchReport, freePort, post, startServiceProcess, type ServiceProcess } from './process.js';

vi.setConfig({ testTimeout: 120_000 });

const ATTACKERS = 20;
/** A product of four copies of the graph: more than any machine counts in a minute. */
const ENDLESS = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-attack-'));
let service: ServiceProcess;
beforeAll(async () => {
  const flags = ['--spare', 'true', '--trusted-proxies', '1', '--query-timeout', '500ms'];
  const limits = ['--query-memory', '64MiB', '--result-limit', '4MiB', '--queries-at-once', '4'];
  const port = await freePort();
  service = await startServiceProcess({
    directory: join(folder, 'data'),
    port,
    flags: [...flags, ...limits],
  });
}, 60_000);
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

function ask(
  query: string | Uint8Array,
  options: { readonly client?: string; readonly signal?: AbortSignal; readonly timeout?: string } = {},
): Promise<Response> {
  const { client = '198.51.100.200', signal, timeout = '500ms' } = options;
  return fetch(`${service.url}/sparql?timeout=${timeout}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/sparql-query',
      accept: 'application/json, application/n-triples;q=0.9',
      'x-forwarded-for': client,
    },
    body: typeof query === 'string' ? query : Buffer.from(query),
    ...(signal ? { signal } : {}),
  });
}

/** A report is taken, and a query sees it: what must hold after whatever was done to the service. */
async function expectService(): Promise<void> {
  const filed = await post(service.url, benchReport('na de aanval'));
  expect(filed.status).toBe(201);
  const report = filed.headers.get('location') ?? '';
  const answer = await ask(`ASK { <${report}> a ?type }`, { client: '198.51.100.201' });
  expect(await answer.json()).toMatchObject({ boolean: true });
  expect(service.process.exitCode).toBe(null);
}

describe('twenty clients that ask for products of the whole graph', () => {
  it('are told their limits, while every report is taken and honest queries are answered', async () => {
    let attacking = true;
    const attack = Array.from({ length: ATTACKERS }, async (_, index) => {
      const answers: { status: number; type: string; retryAfter: string | null }[] = [];
      while (attacking) {
        const answer = await ask(ENDLESS, { client: `198.51.100.${String(index)}` });
        const { type } = (await answer.json()) as { type: string };
        answers.push({ status: answer.status, type, retryAfter: answer.headers.get('retry-after') });
      }
      return answers;
    });
    for (let n = 0; n < 30; n += 1)
      expect((await post(service.url, benchReport(String(n)))).status).toBe(201);
    // Heavy queries of the others go behind those of who asked nothing so far.
    for (let n = 0; n < 3; n += 1) await expectService();
    attacking = false;
    const answers = (await Promise.all(attack)).flat();
    expect(answers.length).toBeGreaterThan(3);
    for (const { status, type, retryAfter } of answers) {
      expect([429, 503]).toContain(status);
      expect(type).toMatch(/\/(query-timeout|too-many-requests|query-unavailable)$/);
      if (status === 429) expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    await expectService();
  });

  it('may come from one address: then it has so many at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(ENDLESS)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBe(8);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    await expectService();
  });

  it('may hang up, again and again', async () => {
    for (let round = 0; round < 3; round += 1)
      await Promise.all(
        Array.from({ length: ATTACKERS }, async (_, index) => {
          const signal = AbortSignal.timeout(150);
          await expect(ask(ENDLESS, { client: `198.51.100.${String(index)}`, signal })).rejects.toThrow();
        }),
      );
    await expectService();
  });
});

describe('a query that no engine should have to answer', () => {
  const megabyte = `SELECT * WHERE { VALUES ?x { ${'"x" '.repeat(260_000)} } } LIMIT 1`;
  const rows = Array.from({ length: 100_000 }, (_, n) => `(${String(n)})`).join(' ');
  it.each<[string, string | Uint8Array, readonly number[]]>([
    [
      'a long text',
      'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?a), STR(?d))) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f }',
      [422, 503],
    ],
    [
      'a text that doubles',
      `SELECT ?z WHERE { ?a ?b ?c BIND(CONCAT(STR(?c), STR(?c)) AS ?v0) ${Array.from({ length: 40 }, (_, n) => `BIND(CONCAT(?v${String(n)}, ?v${String(n)}) AS ?v${String(n + 1)})`).join(' ')} BIND(STRLEN(?v40) AS ?z) }`,
      [200, 422, 503],
    ],
    ['a large graph', 'CONSTRUCT { ?a ?e ?f . ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }', [422, 503]],
    ['a large table', 'SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }', [422, 503]],
    ['a large sort', 'SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a', [422, 503]],
    [
      'paths through everything',
      'SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)+ ?c }',
      [422, 503],
    ],
    [
      'a regular expression that backtracks',
      `SELECT * WHERE { FILTER(REGEX("${'a'.repeat(5000)}!", "^(a+)+$")) }`,
      [200],
    ],
    [
      'a regular expression that explodes',
      'SELECT * WHERE { FILTER(REGEX("a", "(((((a{1,100}){1,100}){1,100}){1,100}){1,100})")) }',
      [200, 400],
    ],
    ['a query of a megabyte', megabyte, [200, 413]],
    ['a hundred thousand rows', `SELECT (COUNT(*) AS ?n) WHERE { VALUES (?x) { ${rows} } }`, [200]],
    ['groups in groups', `SELECT * WHERE ${'{'.repeat(10_000)}${'}'.repeat(10_000)}`, [422]],
    ['a NUL', 'SELECT * WHERE { ?s ?p "a\u0000b" }', [200, 400]],
    ['bytes that are no UTF-8', Uint8Array.from([0x41, 0x53, 0x4b, 0x20, 0xff, 0xfe]), [400]],
  ])('ends alone: %s', async (_what, query, statuses) => {
    // What must be answered has the time for it, on the slowest machine too.
    const answer = await ask(query, { timeout: statuses.includes(503) ? '500ms' : '60s' });
    await answer.arrayBuffer();
    expect(statuses).toContain(answer.status);
    await expectService();
  });
});
