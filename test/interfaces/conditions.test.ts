import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

let service: TestService;
let manager: string;
let steward: string;

beforeAll(async () => {
  service = await startTestService();
  const change = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const organisation = `${BASE}/id/organisation/gent-groendienst`;
  const made = await createKey(
    service.engine.store,
    { name: 'manager', roles: ['manager'], organisation },
    change,
  );
  manager = made.key;
  ({ key: steward } = await createKey(service.engine.store, { name: 'steward', roles: ['steward'] }, change));
});

/** Files a report about the bench of the demo's park. */
async function fileReport(): Promise<string> {
  return String((await json(await file(service, benchReport()))).id);
}

/** Gives a command under a condition, as who manages the bench. */
async function command(report: string, name: string, condition: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${manager}`,
    'if-match': condition,
  };
  return (await service.get(`${report}/${name}`, headers, { method: 'POST', body: '{}' })).status;
}

describe('If-None-Match', () => {
  it.each([
    ['/openapi.json', '*/*'],
    ['/doc/ground/park-de-wegwijzer', 'text/turtle'],
    ['/doc/ground/park-de-wegwijzer', 'text/html'],
    [`/data?graph=${encodeURIComponent(`${BASE}/id/register/demo-ground`)}`, 'text/turtle'],
    ['/catalog', 'text/turtle'],
  ])('is answered by a 304 that varies with the same as the 200: %s as %s', async (path, accept) => {
    const headers = { accept, 'accept-encoding': 'gzip' };
    const whole = await service.get(path, headers);
    const etag = whole.headers.get('etag') ?? '';
    const known = await service.get(path, { ...headers, 'if-none-match': etag });
    const fields = ({ headers: sent }: Response): string[] => (sent.get('vary') ?? '').split(/,\s*/).sort();
    expect(fields(whole)).toContain('Accept-Encoding');
    expect([known.status, fields(known)]).toEqual([304, fields(whole)]);
  });
});

describe('If-Match of a command', () => {
  it('takes any of the versions that it lists, and none that is weak or not ours', async () => {
    const report = await fileReport();
    const timeline = await service.get(`${report.replace('/id/', '/doc/')}/timeline`);
    const seen = timeline.headers.get('etag') ?? '';
    for (const none of [`W/${seen}`, '"0", "1"', '"of, another"', `"0", W/${seen}`])
      expect([none, await command(report, 'accept', none)]).toEqual([none, 412]);
    expect(await command(report, 'accept', seen.replaceAll('"', ''))).toBe(400);
    expect(await command(report, 'accept', `"0", W/"1" ,${seen}`)).toBe(200);
  });

  it('takes the tag of a timeline that was sent compressed', async () => {
    const report = await fileReport();
    const timeline = await service.get(`${report.replace('/id/', '/doc/')}/timeline`, {
      'accept-encoding': 'gzip',
    });
    expect(timeline.headers.get('content-encoding')).toBe('gzip');
    expect(await command(report, 'accept', timeline.headers.get('etag') ?? '')).toBe(200);
  });

  it('holds for * where the report is there', async () => {
    expect(await command(await fileReport(), 'accept', ' * ')).toBe(200);
    expect(await command(`${BASE}/id/report/none`, 'accept', '*')).toBe(404);
  });
});

describe('the entity tag of a graph', () => {
  /** Too long to be sent as it is. */
  const long = `<https://example.org/a> <https://example.org/b> "${'long '.repeat(1000)}" .`;
  const graph = '/data/long';
  const put = async (headers: Record<string, string>): Promise<number> => {
    const all = { authorization: `Bearer ${steward}`, 'content-type': 'text/turtle', ...headers };
    return (await service.get(graph, all, { method: 'PUT', body: long })).status;
  };
  const read = (coding: string, headers: Record<string, string> = {}): Promise<Response> =>
    service.get(graph, { 'accept-encoding': coding, ...headers });
  const tagIn = async (coding: string): Promise<string> => (await read(coding)).headers.get('etag') ?? '';
  const codings = ['identity', 'gzip', 'br'];

  it('is another one for each content coding, and strong', async () => {
    await put({});
    const tags = await Promise.all(codings.map(tagIn));
    expect(new Set(tags).size).toBe(codings.length);
    for (const tag of tags) expect(tag).toMatch(/^"[^"]+"$/);
  });

  it('is that of the client where it has the graph, in whatever coding it asks', async () => {
    await put({});
    for (const coding of codings) {
      const tag = await tagIn(coding);
      for (const asked of codings)
        for (const known of [tag, `W/${tag}`, `"0", ${tag}`]) {
          const { status, headers } = await read(asked, { 'if-none-match': known });
          expect([known, status, headers.get('etag')]).toEqual([known, 304, known.replace('"0", ', '')]);
        }
    }
  });

  it.each(codings)(
    'holds for a write once where it was read as %s, also when a proxy weakened it',
    async (coding) => {
      await put({});
      for (const weak of ['', 'W/']) {
        const condition = { 'if-match': `${weak}${await tagIn(coding)}` };
        expect([weak, await put(condition), await put(condition)]).toEqual([weak, 204, 412]);
      }
    },
  );
});
