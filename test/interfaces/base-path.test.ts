import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { withoutBasePath } from '#wegwijzer/interfaces/http/base-path.js';
import { startTestService, type TestService } from './service.js';

const BASE = 'https://example.org/city/reports-desk';
const PREFIX = '/city/reports-desk';

it('the path of the base URL is taken off where it stands, and nothing else is', () => {
  const local = withoutBasePath({ baseUrl: BASE }, [{ path: '/' }, { path: '/doc/:type/:key' }]);
  const rest = fc.webPath().map((path) => path || '/');
  fc.assert(
    fc.property(rest, fc.webQueryParameters(), (path, query) => {
      expect(local(`${PREFIX}${path}?${query}`)).toBe(`${path}?${query}`);
      expect(local(`/doc${path}?${query}`)).toBe(`/doc${path}?${query}`);
    }),
  );
  expect(local(PREFIX)).toBe('/');
  expect(local(`${PREFIX}?lang=nl`)).toBe('/?lang=nl');
  expect(local(`${PREFIX}2/doc`)).toBe(`${PREFIX}2/doc`);
});

it('a path that begins as an address of ours does is left to the proxy', () => {
  const local = withoutBasePath({ baseUrl: 'https://example.org/doc' }, [{ path: '/doc/:type/:key' }]);
  expect(local('/doc/report/1')).toBe('/doc/report/1');
});

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ baseUrl: BASE });
});

/** Fetches what a client sees at a public address, through a proxy that hands the path on or takes it off. */
function through(proxy: 'hands on' | 'takes off', address: string, accept: string): Promise<Response> {
  const { pathname, search } = new URL(address);
  const path = proxy === 'hands on' ? pathname : pathname.slice(PREFIX.length) || '/';
  return service.get(path + search, { accept });
}

it.each(['hands on', 'takes off'] as const)('works behind a proxy that %s the path', async (proxy) => {
  const ask = (address: string, accept = 'text/html'): Promise<Response> => through(proxy, address, accept);

  // Every link, style and script of the pages leads below the path, and is there.
  for (const page of ['', '/', '/openapi', '/sparql', '/queries']) {
    const answer = await ask(BASE + page);
    expect(answer.status, page).toBe(200);
    const text = await answer.text();
    const links = [...text.matchAll(/ (?:href|src|action|data-path)="(\/[^"]*)"/g)].map(
      ([, link = '']) => link,
    );
    expect(links.length, page).toBeGreaterThan(3);
    expect(
      links.filter((link) => link !== PREFIX && !link.startsWith(`${PREFIX}/`)),
      page,
    ).toEqual([]);
    for (const link of new Set(links.filter((each) => /\.(?:css|js|svg)$/.test(each))))
      expect((await ask(`https://example.org${link}`)).status, link).toBe(200);
  }

  // A thing leads to its document by its public address.
  const thing = await ask(`${BASE}/id/register/demo-assets`, 'text/turtle');
  expect(thing.status).toBe(303);
  const location = thing.headers.get('location') ?? '';
  expect(location).toBe(`${BASE}/doc/register/demo-assets`);
  expect((await ask(location, 'text/turtle')).status).toBe(200);

  // Pages of streams name each other relative to themselves.
  const root = `${BASE}/ldes/register/demo-assets`;
  const answer = await ask(root, 'text/turtle');
  expect(answer.status).toBe(200);
  const [, next = ''] = /tree:view\s+<([^>]*)>/.exec(await answer.text()) ?? [];
  const resolved = new URL(next, root).href;
  expect(resolved.startsWith(`${BASE}/ldes/`), next).toBe(true);
  expect((await ask(resolved, 'text/turtle')).status).toBe(200);

  const description = (await (await ask(`${BASE}/openapi.json`)).json()) as { servers: unknown };
  expect(description.servers).toEqual([{ url: BASE }]);
});
