import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { nl } from '#wegwijzer/interfaces/web/wording/nl.js';
import { problemTypes } from '#wegwijzer/problem.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ bodyLimit: 4096 });
});

/** Sends bytes as they are, and gives everything that comes back. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });
}

describe('problems', () => {
  it('are problem documents with a type that can be looked up', async () => {
    const response = await service.get('/nowhere');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await json(response);
    expect(problem).toMatchObject({
      type: `${BASE}/problem/not-found`,
      title: problemTypes['not-found'].title,
      status: 404,
      requestId: response.headers.get('x-request-id'),
    });
    const explained = await service.get(String(problem.type));
    expect(await json(explained)).toMatchObject({ status: 404, mend: { nl: expect.any(String) as string } });
  });

  it('are pages for a browser', async () => {
    const response = await service.get('/nowhere', { accept: 'text/html', 'accept-language': 'en' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is nothing here');
  });

  it('are in the language that a program asks for, and in English where it does not say', async () => {
    const asked = async (language?: string): Promise<Response> =>
      service.get('/sparql?query=SELECT%20%2A%20WHERE%20%7B', {
        ...(language === undefined ? {} : { 'accept-language': language }),
        accept: 'application/json',
      });
    const dutch = await asked('nl-BE, en;q=0.5');
    expect(dutch.headers.get('content-language')).toBe('nl');
    expect(dutch.headers.get('vary')).toContain('Accept-Language');
    expect(await json(dutch)).toMatchObject({
      title: nl.problems['malformed-query'].title,
      detail: expect.stringMatching(/^De zoekvraag is niet te lezen: kijk bij regel 1/) as string,
      detailInEnglish: expect.stringContaining('1') as string,
    });
    const missing = await service.get('/nowhere', { 'accept-language': 'nl' });
    expect((await json(missing)).detail).toContain(nl.problems['not-found'].cause);
    for (const language of [undefined, 'fr', 'en, nl;q=0.3']) {
      const english = await asked(language);
      expect(english.headers.get('content-language')).toBe('en');
      expect((await json(english)).title).toBe(problemTypes['malformed-query'].title);
    }
  });

  it.each(Object.keys(problemTypes))('%s is explained in both languages', async (type) => {
    for (const language of ['nl', 'en']) {
      const response = await service.get(`/problem/${type}?lang=${language}`, { accept: 'text/html' });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(`<html lang="${language}">`);
    }
  });

  it('do not reflect what was sent as HTML', async () => {
    const response = await service.get('/problem/%3Cscript%3E', { accept: 'text/html' });
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('<script>');
  });

  it('answer an address with a broken escape', async () => {
    const response = await service.get('/doc/asset/%zz');
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/invalid-parameter` });
  });

  it('answer what is not HTTP', async () => {
    const answer = await raw('HELLO\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
  });

  it('answer a header that is too long', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe('methods', () => {
  it('that an address does not take are refused with those that it takes', async () => {
    const response = await service.get('/reports', {}, { method: 'DELETE' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await json(response)).toMatchObject({ allow: ['POST', 'OPTIONS'] });
  });

  it('HEAD answers as GET does, without the body', async () => {
    const get = await service.get('/ontology');
    const head = await service.get('/ontology', {}, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
    expect(await head.text()).toBe('');
  });

  it('OPTIONS says what is allowed', async () => {
    const response = await service.get('/sparql', {}, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });
});

describe('headers', () => {
  it('let pages of others read answers', async () => {
    const response = await service.get('/categories', { origin: 'https://app.example.net' });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toContain('Location');
  });

  it('answer a preflight', async () => {
    const response = await service.get(
      '/reports',
      {
        origin: 'https://app.example.net',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
      { method: 'OPTIONS' },
    );
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  });

  it('protect pages and name no software', async () => {
    const { headers } = await service.get('/', { accept: 'text/html' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('server')).toBe(false);
  });

  it('carry the number of the request, the client’s own where it is harmless', async () => {
    const own = await service.get('/health', { 'x-request-id': 'client-number-1' });
    expect(own.headers.get('x-request-id')).toBe('client-number-1');
    const odd = await service.get('/health', { 'x-request-id': 'a b"<script>' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('compress what is large', async () => {
    const response = await service.get('/ontology', { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toContain('Accept-Encoding');
    expect(await response.text()).toContain('owl:Ontology');
  });
});

describe('bodies', () => {
  it('over the limit are refused, with the limit', async () => {
    const response = await file(service, benchReport({ title: 'x'.repeat(5000) }));
    expect(response.status).toBe(413);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/body-too-large`, limitBytes: 4096 });
  });

  it('over the limit are refused also when their length is not announced', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let part = 0; part < 10; part += 1) controller.enqueue(new Uint8Array(1000).fill(0x20));
        controller.close();
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    const response = await service.get('/reports', { 'content-type': 'text/turtle' }, init);
    expect(response.status).toBe(413);
  });

  it('that are compressed are refused', async () => {
    const response = await file(service, benchReport(), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(415);
  });

  it('that end too soon do no harm', async () => {
    const { hostname, port } = new URL(service.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head =
          'POST /reports HTTP/1.1\r\nhost: x\r\ncontent-type: text/turtle\r\ncontent-length: 900\r\n\r\n';
        socket.write(`${head}<a>`, () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect((await service.get('/health')).status).toBe(200);
  });
});

describe('the log', () => {
  it('holds no query, address or body of a client', async () => {
    await service.get('/responsible?category=zitbank-beschadigd&lon=3.7099224&lat=51.0453067');
    await file(
      service,
      benchReport({ reporter: { type: 'Agent', name: 'Jan Geheim', email: 'jan@geheim.example' } }),
    );
    const log = service.log.join('');
    expect(log).toContain('"path":"/responsible"');
    for (const secret of [
      '3.7099',
      'zitbank',
      'Geheim',
      'geheim',
      '127.0.0.1',
      '::1',
      'user-agent',
      'De bank',
    ])
      expect(log).not.toContain(secret);
  });
});
