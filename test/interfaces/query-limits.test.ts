import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTimeout } from '#wegwijzer/interfaces/sparql/index.js';
import { BASE, benchReport, json, startTestService, type TestService } from './service.js';

const COUNT = 'SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/wegwijzer#Register> }';
/** A product of four copies of the graph: more than any machine counts in a minute. */
const ENDLESS = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }';
const ALL = 'CONSTRUCT WHERE { ?s ?p ?o }';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    spare: true,
    queryTimeout: 5000,
    longestQueryTimeout: 6000,
    resultLimit: '20 KiB',
    queryMemory: '64 MiB',
    queriesAtOnce: 5,
    trustedProxies: 1,
  });
});

/** Each test asks as a client of its own, as a proxy would tell. */
let clients = 0;
function newClient(): string {
  clients += 1;
  return `198.51.100.${String(clients)}`;
}

function ask(
  query: string,
  options: { readonly client?: string; readonly timeout?: string; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  const { client = newClient(), timeout, signal } = options;
  const parameters = new URLSearchParams({ query, ...(timeout === undefined ? {} : { timeout }) });
  return service.get(
    `/sparql?${parameters.toString()}`,
    { 'x-forwarded-for': client, accept: 'application/json, application/n-triples' },
    signal ? { signal } : {},
  );
}

/** Resolves when so many queries run and wait. */
async function underWay(running: number, waiting: number): Promise<void> {
  const figures = expect.poll(() => service.engine.store.figures().queries, { timeout: 10_000, interval: 5 });
  await figures.toEqual({ running, waiting });
}

/** How many workers were lost so far, and why. */
function lost(reason: string): number {
  return service.log.filter((line) => line.includes('"kind":"lost"') && line.includes(reason)).length;
}

describe('a query over a limit', () => {
  it('of time that it asked for is ended there, and the next is answered', async () => {
    const response = await ask(ENDLESS, { timeout: '200ms' });
    expect(response.status).toBe(503);
    expect(await json(response)).toMatchObject({
      type: `${BASE}/problem/query-timeout`,
      limitMilliseconds: 200,
      detail: expect.stringContaining('0.2 s') as string,
    });
    expect((await ask(COUNT)).status).toBe(200);
  });

  it('of size is refused, and the limit is named', async () => {
    const response = await ask(ALL);
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({
      type: `${BASE}/problem/result-too-large`,
      limitBytes: 20 * 1024,
    });
    expect((await ask(`${ALL} LIMIT 10`)).status).toBe(200);
  });

  it.each([10_000, 18_000])('of size is counted in bytes: %d characters of three each', async (count) => {
    const response = await service.get(
      '/sparql',
      { 'content-type': 'application/sparql-query', 'x-forwarded-for': newClient() },
      { method: 'POST', body: `SELECT ("${'€'.repeat(count)}" AS ?x) {}` },
    );
    expect([response.status, (await json(response)).limitBytes]).toEqual([422, 20 * 1024]);
  });

  it.each([
    [
      'a long text',
      'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?a), STR(?d)); separator=", ") AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f }',
    ],
    ['a large sort', 'SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f'],
    ['a large graph', 'CONSTRUCT { ?a ?e ?f . ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }'],
  ])(
    'of memory is ended: %s',
    async (_what, query) => {
      const response = await ask(query, { timeout: '6s' });
      const problem = await json(response);
      // On a slow machine the time limit may come first; the service must go on either way.
      expect([`${BASE}/problem/query-memory`, `${BASE}/problem/query-timeout`]).toContain(problem.type);
      expect((await ask(COUNT)).status).toBe(200);
    },
    60_000,
  );

  it.each([
    ['groups', `SELECT * WHERE ${'{'.repeat(10_000)}${'}'.repeat(10_000)}`],
    ['brackets', `SELECT (${'('.repeat(10_000)}1${')'.repeat(10_000)} AS ?x) WHERE {}`],
    ['a chain', `SELECT (${'1+'.repeat(100_000)}1 AS ?x) WHERE {}`],
    ['a path of groups', `SELECT * WHERE { ?s ${'('.repeat(10_000)}<urn:p>${')*'.repeat(10_000)} ?o }`],
  ])(
    'of depth is refused: %s',
    async (_what, query) => {
      const response = await service.get(
        '/sparql',
        { 'content-type': 'application/sparql-query', 'x-forwarded-for': newClient() },
        { method: 'POST', body: query },
      );
      expect(await json(response)).toMatchObject({ status: 422, type: `${BASE}/problem/query-too-complex` });
      expect((await ask(COUNT)).status).toBe(200);
    },
    60_000,
  );
});

describe('a client', () => {
  it('may have so many queries at a time, and is told when to come back', async () => {
    const client = newClient();
    const gone = new AbortController();
    const slow = Array.from({ length: 5 }, () => ask(ENDLESS, { client, signal: gone.signal }));
    const settled = Promise.allSettled(slow);
    await underWay(1, 4);
    const refused = await ask(COUNT, { client });
    expect(await json(refused)).toMatchObject({
      type: `${BASE}/problem/too-many-requests`,
      queriesAtOnce: 5,
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    gone.abort();
    await settled;
    await expect.poll(async () => (await ask(COUNT, { client })).status).toBe(200);
  });

  it('has pages within the same share, which people need not wait for to ask, and others have theirs', async () => {
    const client = newClient();
    const page = (path: string, address: string): Promise<Response> =>
      service.get(path, { accept: 'text/html', 'x-forwarded-for': address });
    const place = 'category=zitbank-beschadigd&lon=3.7099224&lat=51.0453067&accuracy=5';
    const paths = ['/doc?iri=https%3A%2F%2Fexample.org%2Fa', '/doc/ground/park-de-wegwijzer', '/'];
    paths.push(`/responsible?${place}`);
    for (const path of paths.slice(1)) expect([path, (await page(path, client)).status]).toEqual([path, 200]);
    const gone = new AbortController();
    const slow = Array.from({ length: 5 }, () => ask(ENDLESS, { client, signal: gone.signal }));
    const settled = Promise.allSettled(slow);
    await underWay(1, 4);
    const all = await Promise.all(paths.map((path) => page(path, client)));
    expect(all.map(({ status }) => status)).toEqual([429, 429, 200, 200]);
    const [, , front = '', answer = ''] = await Promise.all(all.map((response) => response.text()));
    expect(front).not.toContain('<svg');
    expect(front).toContain('<form id="ask"');
    expect(answer).toContain('gent-groendienst');
    expect((await page('/doc/ground/park-de-wegwijzer', newClient())).status).toBe(200);
    gone.abort();
    await settled;
  });

  it('who asks little is served before one who asks much', async () => {
    const heavy = newClient();
    await ask(ENDLESS, { client: heavy, timeout: '300ms' });
    const order: string[] = [];
    const slow = [1, 2, 3].map(async () => {
      await ask(ENDLESS, { client: heavy, timeout: '1s' });
      order.push('heavy');
    });
    await underWay(1, 2);
    expect((await ask(COUNT)).status).toBe(200);
    order.push('light');
    await Promise.all(slow);
    expect(order).toEqual(['heavy', 'light', 'heavy', 'heavy']);
  });

  it('that goes away takes its running query along', async () => {
    const before = lost('client has gone');
    const gone = new AbortController();
    const answer = ask(ENDLESS, { signal: gone.signal });
    await underWay(1, 0);
    const behind = ask(COUNT);
    await underWay(1, 1);
    gone.abort();
    await expect(answer).rejects.toThrow();
    expect((await behind).status).toBe(200);
    await expect.poll(() => lost('client has gone')).toBe(before + 1);
  });

  it('that goes away while its query waits takes it out of the queue, and no reader ends for it', async () => {
    const running = ask(ENDLESS, { timeout: '3s' });
    const before = lost('client has gone');
    const gone = new AbortController();
    await underWay(1, 0);
    const waiting = ask(ENDLESS, { signal: gone.signal });
    await underWay(1, 1);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await underWay(1, 0);
    expect((await running).status).toBe(503);
    expect((await ask(COUNT)).status).toBe(200);
    expect(lost('client has gone')).toBe(before);
  });
});

it('a client that does not take its answer keeps the place of its query', async () => {
  const other = await startTestService({ queriesAtOnce: 1 });
  const status = async (): Promise<number> =>
    (await other.get(`/sparql?${new URLSearchParams({ query: COUNT }).toString()}`)).status;
  const much = new URLSearchParams({ query: 'SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 60000' });
  const socket = connect(Number(new URL(other.url).port), '127.0.0.1').on('error', () => undefined);
  socket.write(`GET /sparql?${much.toString()} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n`);
  const [beginning] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  expect(beginning.toString()).toContain('HTTP/1.1 200');
  expect(await status()).toBe(429);
  socket.destroy();
  await expect.poll(status).toBe(200);
});

describe('those who ended a reader', () => {
  it('wait for the next spare, by their name or their text, and nobody waits for them', async () => {
    const spares = (): number =>
      service.log.filter((line) => line.includes('"renewed"') && line.includes('"spare"')).length;
    await expect.poll(() => [...service.engine.store.figures().workers].length, { timeout: 10_000 }).toBe(3);
    const killer = newClient();
    const before = spares();
    await ask(ENDLESS, { client: killer, timeout: '200ms' });
    const seenBy: number[] = [];
    const held = [
      ask(COUNT, { client: killer }).then(() => seenBy.push(spares())),
      ask(ENDLESS, { timeout: '200ms' }).then(() => seenBy.push(spares())),
    ];
    expect((await ask(COUNT)).status).toBe(200);
    await Promise.all(held);
    for (const seen of seenBy) expect(seen).toBeGreaterThan(before);
  });
});

describe('a share of a minute', () => {
  it('in queries is kept, and who comes back in time is served', async () => {
    const strict = await startTestService({ queriesPerMinute: 3, trustedProxies: 1 });
    const asked = (client: string): Promise<Response> =>
      strict.get(`/sparql?${new URLSearchParams({ query: COUNT }).toString()}`, {
        'x-forwarded-for': client,
      });
    const client = newClient();
    for (let n = 0; n < 3; n += 1) expect((await asked(client)).status).toBe(200);
    const refused = await asked(client);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await json(refused)).toMatchObject({
      type: `${BASE}/problem/too-many-requests`,
      queriesPerMinute: 3,
    });
    expect((await asked(newClient())).status).toBe(200);
  });

  it('in reader time is used up by one long query as by many short ones', async () => {
    const strict = await startTestService({ readerTimePerMinute: '1 s', trustedProxies: 1 });
    const asked = (client: string, query: string): Promise<Response> =>
      strict.get(`/sparql?${new URLSearchParams({ query, timeout: '1100ms' }).toString()}`, {
        'x-forwarded-for': client,
      });
    const client = newClient();
    expect((await asked(client, ENDLESS)).status).toBe(503);
    const refused = await asked(client, COUNT);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await json(refused)).toMatchObject({ readerTimePerMinute: 1000 });
    expect((await asked(newClient(), COUNT)).status).toBe(200);
  });
});

it('a function that is not there is named', async () => {
  const response = await ask('PREFIX e: <urn:e:> SELECT * WHERE { FILTER(e:sum(1, 2)) }');
  expect(await json(response)).toMatchObject({
    status: 422,
    type: `${BASE}/problem/unknown-function`,
    function: 'urn:e:sum',
  });
});

it('a query sees every report that was acknowledged before it', async () => {
  for (let n = 0; n < 20; n += 1) {
    const filed = await service.get(
      '/reports',
      { 'content-type': 'application/ld+json' },
      { method: 'POST', body: benchReport({ '@id': undefined }) },
    );
    const report = filed.headers.get('location') ?? '';
    const asked = await ask(`ASK { <${report}> a ?type }`);
    expect(await json(asked)).toMatchObject({ boolean: true });
  }
});

describe('timeout=', () => {
  const limits = { queryTimeout: 10_000, longestQueryTimeout: 60_000 };
  it.each([
    [undefined, 10_000],
    ['1500', 1500],
    ['250 ms', 250],
    ['2s', 2000],
    ['1.5s', 1500],
    ['0', 50],
    ['3600s', 60_000],
  ])('%s is %i ms', (asked, milliseconds) => {
    expect(readTimeout(asked, limits)).toBe(milliseconds);
  });

  it.each(['', 'soon', '-1', '1e9', 'Infinity'])('is not taken as %j', async (timeout) => {
    const response = await ask(COUNT, { timeout });
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ parameter: 'timeout' });
  });
});

it('a large answer goes out whole to a slow reader, compressed or not', async () => {
  const answer = (coding: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const path = `/sparql?${new URLSearchParams({ query: `${ALL} LIMIT 100` }).toString()}`;
      httpRequest(
        service.url + path,
        { headers: { accept: 'text/turtle', 'accept-encoding': coding } },
        (response) => {
          let length = 0;
          response.on('data', (chunk: Buffer) => (length += chunk.length));
          response.on('end', () => {
            resolve(length);
          });
        },
      )
        .on('error', reject)
        .end();
    });
  expect(await answer('identity')).toBeGreaterThan(await answer('gzip'));
});
