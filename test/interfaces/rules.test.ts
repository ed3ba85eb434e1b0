import { describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { ruleSetTurtle } from '../rulesets/turtle.js';
import { BASE, startTestService } from './service.js';

const service = await startTestService();
const SET = `${BASE}/id/rules/trial`;
const { key } = await createKey(
  service.engine.store,
  { name: 'steward', roles: ['steward'] },
  { agent: `${BASE}/id/agent/test`, now: new Date() },
);
const bench = (manager: string): string[] => [
  'ww:groundClass terrein:Groenvlak ; ww:category cat:zitbank-beschadigd',
  `<${BASE}/id/organisation/${manager}>`,
];
const body = (version: string, manager = 'ivago', expected = 'Groenvlak'): string => {
  const [conditions = '', to = ''] = bench(manager);
  const example = `ww:category cat:zitbank-beschadigd ; ww:groundClass terrein:${expected}`;
  return ruleSetTurtle(SET, version, [{ name: 'bench', conditions, manager: to, example }]);
};
const put = (content: string, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
  service.get(
    `/rules/trial${query}`,
    { authorization: `Bearer ${key}`, 'content-type': 'text/turtle', ...headers },
    { method: 'PUT', body: content },
  );

describe('PUT /rules/{set}', () => {
  it('is for stewards', async () => {
    const init = { method: 'PUT', body: body('1') };
    expect((await service.get('/rules/trial', { 'content-type': 'text/turtle' }, init)).status).toBe(401);
  });

  it('only checks where asked to', async () => {
    const checked = await put(body('1'), {}, '?check=true');
    expect(checked.status).toBe(200);
    expect(await checked.json()).toMatchObject({ rules: 1, changes: [{ change: 'added' }] });
    for (const unclear of ['1', 'yes', 'True', ''])
      expect((await put(body('1'), {}, `?check=${unclear}`)).status).toBe(400);
    expect((await service.get('/rules/trial')).status).toBe(404);
  });

  it('puts a set in force, and refuses whole what does not stand its examples', async () => {
    const made = await put(body('1'), { 'if-none-match': '*' });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`${SET}/1`);
    const refused = await put(body('2', 'fluvius', 'Trottoir'));
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      type: `${BASE}/problem/invalid-rules`,
      errors: [{ rule: `${SET}#bench`, expected: `${BASE}/id/organisation/fluvius` }],
    });
    expect(await (await service.get('/rules/trial')).text()).toContain('ivago');
  });

  it('answers soon where nodes without name all refer to each other, or hang in a long list', async () => {
    const nodes = Array.from({ length: 30 }, (_, i) => `_:n${String(i)}`);
    const mesh = nodes.map((node) => `${node} <x:knows> ${nodes.join(', ')} .`).join('\n');
    const list = `<x:a> <x:list> ( ${'1 '.repeat(5000)} ) ; <x:knows> _:n0 .`;
    const checked = await put(`${body('9')}\n${list}\n${mesh}`, {}, '?check=true');
    expect(await checked.json()).toMatchObject({ rules: 1 });
  });

  it('replaces only the version that If-Match names', async () => {
    const seen = (await service.get('/rules/trial')).headers.get('etag') ?? '';
    expect((await put(body('2', 'fluvius'), { 'if-none-match': '*' })).status).toBe(412);
    expect((await put(body('2', 'fluvius'), { 'if-match': seen })).status).toBe(200);
    expect((await put(body('3'), { 'if-match': seen })).status).toBe(412);
  });

  it('tells what it does not read', async () => {
    expect((await put('x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await put('<a> <b>')).status).toBe(400);
  });
});

describe('GET /rules', () => {
  it('lists all versions, as JSON or RDF', async () => {
    const { versions } = (await (await service.get('/rules')).json()) as { versions: { iri: string }[] };
    expect(versions.map(({ iri }) => iri)).toEqual(
      expect.arrayContaining([`${SET}/1`, `${SET}/2`, `${BASE}/id/rules/gent-demo/2`]),
    );
    const turtle = await (await service.get('/rules', { accept: 'text/turtle' })).text();
    expect(turtle).toContain('priorVersion');
  });

  it('gives an old version at its own name, in the media type asked for', async () => {
    const named = await service.get(`${SET}/1`);
    expect(named.status).toBe(303);
    const old = await service.get(named.headers.get('location') ?? '', { accept: 'application/ld+json' });
    expect(old.headers.get('content-type')).toContain('application/ld+json');
    expect(await old.text()).toContain('ivago');
    const described = /<([^>]*)>; rel="describedby"/.exec(old.headers.get('link') ?? '')?.[1] ?? '';
    expect((await service.get(described, { accept: 'text/turtle' })).status).toBe(200);
    const tag = old.headers.get('etag') ?? '';
    const ask = (condition: string): Promise<Response> =>
      service.get('/rules/trial/1', { accept: 'application/ld+json', 'if-none-match': condition });
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*'])
      expect((await ask(known)).status).toBe(304);
    expect((await ask('"other"')).status).toBe(200);
    expect((await service.get('/rules/trial/9')).status).toBe(404);
  });
});
