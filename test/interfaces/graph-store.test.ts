import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, json, startTestService, type TestService } from './service.js';

const GRAPH = 'https://example.org/graph/gsp';
const INDIRECT = `/data?graph=${encodeURIComponent(GRAPH)}`;
const ONE = '<https://example.org/a> <https://example.org/b> "one" .';
const TWO = '<https://example.org/a> <https://example.org/b> "two" .';

let service: TestService;
let key: string;

beforeAll(async () => {
  service = await startTestService();
  const change = { agent: 'https://example.org/id/agent/test', now: new Date() };
  ({ key } = await createKey(service.engine.store, { name: 'test', roles: ['steward'] }, change));
});

function send(
  method: string,
  path: string,
  body?: string | FormData,
  headers: Record<string, string> = {},
): Promise<Response> {
  const type: Record<string, string> = typeof body === 'string' ? { 'content-type': 'text/turtle' } : {};
  return service.get(
    path,
    { authorization: `Bearer ${key}`, ...type, ...headers },
    { method, ...(body === undefined ? {} : { body }) },
  );
}

async function text(path: string, accept = 'application/n-triples'): Promise<string> {
  return (await service.get(path, { accept })).text();
}

describe('a graph by its name', () => {
  it('is made, replaced, added to, read and taken away, named indirectly', async () => {
    const made = await send('PUT', INDIRECT, ONE);
    expect([made.status, made.headers.get('location')]).toEqual([201, GRAPH]);
    expect((await send('PUT', INDIRECT, ONE)).status).toBe(204);
    expect((await send('POST', INDIRECT, TWO)).status).toBe(204);
    expect((await text(INDIRECT)).trim().split('\n').sort()).toEqual([ONE, TWO]);
    expect((await send('PUT', INDIRECT, TWO)).status).toBe(204);
    expect((await text(INDIRECT)).trim()).toBe(TWO);
    expect((await send('DELETE', INDIRECT)).status).toBe(204);
    expect((await service.get(INDIRECT)).status).toBe(404);
    expect((await send('DELETE', INDIRECT)).status).toBe(404);
  });

  it('may have a name beyond ASCII, which headers hold percent-encoded', async () => {
    const graph = 'https://example.org/Łódź é';
    const named = graph.replace(' ', '%20');
    const made = await send('PUT', `/data?graph=${encodeURIComponent(named)}`, ONE);
    expect([made.status, made.headers.get('location')]).toEqual([201, encodeURI(graph)]);
    expect(await text(`/data?graph=${encodeURIComponent(named)}`)).toContain('"one"');
  });

  it('is refused under a name, or with a term, that no graph can have', async () => {
    const loose = await send('PUT', '/data/loose', '<https://x/a> <https://x/p> <https://x/50%> .');
    expect(loose.status).toBe(400);
    expect(await json(loose)).toMatchObject({ type: `${BASE}/problem/malformed-body` });
    expect((await send('PUT', '/data/a[1]', ONE)).status).toBe(400);
    const unnameable = '/data?graph=http%3A%2F%2Fexample.org%2F%EE%80%80';
    expect((await send('PUT', unnameable, '')).status).toBe(400);
    expect((await service.get('/data/loose')).status).toBe(404);
  });

  it('is sent anew to who has it in another format only', async () => {
    await send('PUT', '/data/formats', ONE);
    const turtle = await service.get('/data/formats', { accept: 'text/turtle' });
    const tag = turtle.headers.get('etag') ?? '';
    const again = (accept: string, known: string): Promise<Response> =>
      service.get('/data/formats', { accept, 'if-none-match': known });
    expect((await again('text/turtle', tag)).status).toBe(304);
    expect((await again('text/turtle', `W/${tag}`)).status).toBe(304);
    expect((await again('application/ld+json', tag)).status).toBe(200);
  });

  it('is the same graph for SPARQL, named directly by its own address', async () => {
    expect((await send('PUT', '/data/people/1%20a.ttl', ONE)).status).toBe(201);
    const query = `ASK { GRAPH <${BASE}/data/people/1%20a.ttl> { ?s ?p "one" } }`;
    const answer = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`);
    expect(await json(answer)).toMatchObject({ boolean: true });
    expect(await text('/data/people/1%20a.ttl')).toContain('"one"');
  });

  it.each([
    ['text/turtle', 'one'],
    ['application/ld+json', '"@value":"one"'],
    ['application/rdf+xml', '<rdf:RDF'],
    ['application/n-quads', '"one"'],
    ['application/trig', 'one'],
  ])('is read as %s; HEAD tells the same without it', async (accept, part) => {
    await send('PUT', '/data/formats', ONE);
    const response = await service.get('/data/formats', { accept });
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toContain(part);
    const head = await service.get('/data/formats', { accept }, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('etag')).toBe(response.headers.get('etag'));
  });

  it('that is posted without a name gets one', async () => {
    const response = await send('POST', '/data', ONE);
    expect(response.status).toBe(201);
    const location = response.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^${BASE}/data/`));
    expect(await text(location)).toContain('"one"');
  });

  it('takes a form with several files', async () => {
    const form = new FormData();
    form.append('one', new Blob([ONE], { type: 'text/turtle' }), 'one.ttl');
    form.append('two', new Blob([TWO], { type: 'application/n-triples' }), 'two.nt');
    expect((await send('POST', '/data/form', form)).status).toBe(201);
    expect((await text('/data/form')).trim().split('\n')).toHaveLength(2);
  });

  it('takes parts of a form by their type, whether or not they have a file name', async () => {
    await send('PUT', '/data/parts', ONE);
    const boundary = 'edge';
    const form = (...parts: readonly [type: string, content: string][]): Promise<Response> => {
      const body = parts.map(
        ([type, content], at) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="p${String(at)}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`,
      );
      const contentType = `multipart/form-data; boundary=${boundary}`;
      return send('PUT', '/data/parts', `${body.join('')}--${boundary}--\r\n`, {
        'content-type': contentType,
      });
    };
    const blank = '{"@id":"_:b0","https://example.org/b":"blank"}';
    const turtle = '_:b0 <https://example.org/b> "blank" .';
    const taken = await form(
      ['application/ld+json', blank],
      ['application/ld+json; charset=utf-8', blank],
      ['text/turtle', turtle],
    );
    expect(taken.status).toBe(204);
    const lines = (await text('/data/parts')).trim().split('\n');
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(3);
    expect((await form(['text/turtle', ONE], ['text/plain', 'ours'])).status).toBe(415);
    expect((await form()).status).toBe(400);
    expect((await text('/data/parts')).trim().split('\n')).toHaveLength(3);
  });

  it('may be empty, and the default graph is always there', async () => {
    expect((await send('PUT', '/data/empty', '')).status).toBe(201);
    expect((await text('/data/empty')).trim()).toBe('');
    expect((await service.get('/data?default')).status).toBe(200);
    expect((await send('PUT', '/data?default', ONE)).status).toBeLessThan(300);
    expect(await text('/data?default')).toContain('"one"');
  });

  it('keeps blank nodes of two documents apart', async () => {
    const blank = '_:x <https://example.org/b> "blank" .';
    await send('PUT', '/data/blank', blank);
    await send('POST', '/data/blank', blank);
    expect((await text('/data/blank')).trim().split('\n')).toHaveLength(2);
  });
});

describe('conditional requests', () => {
  it('tell a client that it has the graph already', async () => {
    await send('PUT', '/data/tag', ONE);
    const tag = (await service.get('/data/tag')).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);
    expect((await service.get('/data/tag', { 'if-none-match': tag })).status).toBe(304);
    expect((await service.get('/data/tag', { 'if-none-match': '"0-turtle"' })).status).toBe(200);
  });

  it('keep one client from undoing what another wrote', async () => {
    await send('PUT', '/data/race', ONE);
    const tag = (await service.get('/data/race')).headers.get('etag') ?? '';
    expect((await send('PUT', '/data/race', TWO, { 'if-match': tag })).status).toBe(204);
    const late = await send('PUT', '/data/race', ONE, { 'if-match': tag });
    expect(late.status).toBe(412);
    expect(await json(late)).toMatchObject({ type: `${BASE}/problem/precondition-failed` });
    expect(await text('/data/race')).toContain('two');
    expect((await send('DELETE', '/data/race', undefined, { 'if-match': tag })).status).toBe(412);
  });

  it('find the default graph there, also before anything was put in it', async () => {
    const address = '/data?default';
    const remove = async (): Promise<number> => (await send('DELETE', address)).status;
    const tag = async (): Promise<string> => (await service.get(address)).headers.get('etag') ?? '';
    expect([await remove(), await remove()]).toEqual([204, 204]);
    const empty = await tag();
    expect((await send('PUT', address, ONE, { 'if-none-match': '*' })).status).toBe(412);
    expect((await send('PUT', address, ONE, { 'if-match': empty })).status).toBe(204);
    expect((await send('PUT', address, TWO, { 'if-match': empty })).status).toBe(412);
    await remove();
    expect((await send('POST', address, ONE)).status).toBe(204);
  });

  it('make a graph only where there is none', async () => {
    const only = { 'if-none-match': '*' };
    expect((await send('PUT', '/data/once', ONE, only)).status).toBe(201);
    expect((await send('PUT', '/data/once', TWO, only)).status).toBe(412);
    const both = await Promise.all([ONE, TWO].map((body) => send('PUT', '/data/twice', body, only)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
  });
});

describe('what the graph store refuses', () => {
  it('writes by those who may not', async () => {
    const headers = { 'content-type': 'text/turtle' };
    for (const method of ['PUT', 'POST']) {
      const response = await service.get('/data/none', headers, { method, body: ONE });
      expect(response.status).toBe(401);
    }
    expect((await service.get('/data/none', {}, { method: 'DELETE' })).status).toBe(401);
    expect((await service.get('/data/none')).status).toBe(404);
  });

  it.each(['/id/register/demo-assets', '/graph/ontology', '/doc/report/1'])('changes of %s', async (path) => {
    const address = `/data?graph=${encodeURIComponent(BASE + path)}`;
    for (const method of ['PUT', 'POST', 'DELETE'])
      expect((await send(method, address, method === 'DELETE' ? undefined : ONE)).status).toBe(403);
  });

  it.each([
    ['/data', 'GET', 400],
    ['/data?graph=relative', 'GET', 400],
    ['/data?default&graph=https://example.org/g', 'GET', 400],
    ['/data/x', 'PATCH', 405],
  ])('%s with %s', async (path, method, status) => {
    expect((await send(method, path)).status).toBe(status);
  });

  it('documents that cannot be read, with line, and leaves the graph as it was', async () => {
    await send('PUT', '/data/kept', ONE);
    const broken = await send('PUT', '/data/kept', '<https://example.org/a>\n <b');
    expect([broken.status, (await json(broken)).line]).toEqual([400, 2]);
    expect((await send('PUT', '/data/kept', ONE, { 'content-type': 'image/png' })).status).toBe(415);
    const quads = `{"@id":"urn:g","@graph":[{"@id":"urn:a","urn:b":"c"}]}`;
    const named = await send('PUT', '/data/kept', quads, { 'content-type': 'application/ld+json' });
    expect(named.status).toBe(400);
    expect(await text('/data/kept')).toContain('"one"');
  });
});
