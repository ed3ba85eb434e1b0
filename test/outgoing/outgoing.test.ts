import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createOutgoing,
  isAddressAllowed,
  type Outgoing,
  type OutgoingOptions,
} from '#wegwijzer/outgoing/index.js';
import { testServer } from './server.js';

function door(options: OutgoingOptions): Outgoing {
  const outgoing = createOutgoing(options);
  onTestFinished(() => outgoing.close());
  return outgoing;
}

/** A door to everything on this machine that a test serves. */
function openDoor(options: Partial<OutgoingOptions> = {}): Outgoing {
  return door({ allow: 'any-public', allowPrivate: true, ...options });
}

const refused = { name: 'OutgoingError', fault: 'refused' };

describe('an address that is not public', () => {
  it.each([
    'http://127.0.0.1',
    'http://2130706433',
    'http://0x7f000001',
    'http://0177.0.0.1',
    'http://127.1',
    'http://0',
    'http://localhost',
    'http://LOCALHOST',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[::127.0.0.1]',
    'http://[64:ff9b::7f00:1]',
    'http://[2002:7f00:1::]',
    'http://10.1.2.3',
    'http://172.16.0.1',
    'http://192.168.1.1',
    'http://100.64.0.1',
    'http://169.254.169.254',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://[::]',
    'http://255.255.255.255',
    'http://224.0.0.1',
  ])('is not asked, also where it is on the list: %s', async (base) => {
    const server = await testServer((response) => response.end('secret'));
    const url = `${base}:${String(server.port)}`;
    await expect(door({ allow: [url] }).fetch(url)).rejects.toMatchObject(refused);
    await expect(door({ allow: 'any-public' }).fetch(url)).rejects.toMatchObject(refused);
    expect(server.taken).toEqual([]);
  });

  it('is not asked in any way of writing it', async () => {
    const outgoing = door({ allow: 'any-public' });
    const octet = fc.integer({ min: 0, max: 255 });
    const own = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    );
    const written = fc.constantFrom<(bytes: readonly number[]) => string>(
      (bytes) => bytes.join('.'),
      (bytes) => bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
      (bytes) => bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
      (bytes) => String(bytes.reduce((sum, byte) => sum * 256 + byte, 0)),
      (bytes) => `[::ffff:${bytes.join('.')}]`,
      (bytes) => `[64:ff9b::${bytes.join('.')}]`,
    );
    await fc.assert(
      fc.asyncProperty(own, written, async (bytes, write) => {
        await expect(outgoing.fetch(`http://${write(bytes)}/`)).rejects.toMatchObject(refused);
      }),
    );
  });

  it('is not asked where a name leads to it, whatever else the name leads to', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      ['8.8.8.8', '10.0.0.1'],
      ['::1'],
      ['2001:4860:4860::8888', 'fe80::1'],
    ]) {
      const outgoing = door({
        allow: ['http://partner.example'],
        resolve: (_name, callback) => {
          callback(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          );
        },
      });
      await expect(outgoing.fetch('http://partner.example/')).rejects.toMatchObject(refused);
    }
  });

  it('is asked where the own network is allowed, link-local never', () => {
    const own = { allowPrivate: true };
    for (const address of ['127.0.0.1', '::1', '10.0.0.1', 'fd00::1', '::ffff:10.0.0.1', '8.8.8.8'])
      expect(isAddressAllowed(address, own), address).toBe(true);
    for (const address of ['169.254.169.254', 'fe80::1', '::ffff:169.254.169.254', '224.0.0.1', 'name'])
      expect(isAddressAllowed(address, own), address).toBe(false);
  });
});

describe('a name', () => {
  it('is resolved once, and what was judged is what is connected to', async () => {
    const server = await testServer((response) => response.end('partner'));
    const asked: string[] = [];
    const outgoing = openDoor({
      resolve: (name, callback) => {
        asked.push(name);
        callback(null, [{ address: asked.length === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
      },
    });
    const response = await outgoing.fetch(`http://partner.example:${String(server.port)}/a`);
    expect(await response.text()).toBe('partner');
    expect(asked).toEqual(['partner.example']);
    expect(server.taken[0]?.headers.host).toBe(`partner.example:${String(server.port)}`);
  });
});

describe('the list of allowed addresses', () => {
  it.each([
    ['/sparql', true],
    ['/sparql?query=x', true],
    ['/sparql/sub', true],
    ['/sparql-admin', false],
    ['/', false],
    ['/sparql/../admin', false],
    ['/sparql/%2e%2e/admin', false],
    ['/sparql/..%2fadmin', false],
    ['/sparql/%2E%2E%5cadmin', false],
    ['/sparql/datasets/https%3A%2F%2Fa.example%2Fid%2F1', true],
    ['/sparql/a%252fb', true],
    ['/sparql/..a%2F...', true],
    ['/sparql/a%2f..%2f..%2fadmin', false],
    ['/sparql/%2f%2e%2e', false],
    ['/sparql/%252e%252E%252fadmin', false],
    ['/sparql/%25252e./admin', false],
    ['/sparql/..;x=1/admin', false],
    ['/sparql/%2f.%2f', false],
    ['/sparql/a%5C..%5Cadmin', false],
  ])('of /sparql, asked %s: %s', async (path, asked) => {
    const server = await testServer((response) => response.end());
    const outgoing = openDoor({ allow: [`${server.url}/sparql`] });
    const answer = outgoing.fetch(server.url + path);
    if (asked) expect((await answer).status).toBe(200);
    else await expect(answer).rejects.toMatchObject(refused);
    expect(server.taken).toHaveLength(asked ? 1 : 0);
  });

  it('allows nothing where it is empty, and never another scheme or a user name', async () => {
    const server = await testServer((response) => response.end());
    await expect(openDoor({ allow: [] }).fetch(server.url)).rejects.toMatchObject(refused);
    for (const url of ['file:///etc/passwd', 'data:text/plain,x', 'ftp://a.example', 'nonsense'])
      await expect(openDoor().fetch(url)).rejects.toMatchObject(refused);
    await expect(openDoor().fetch(server.url.replace('//', '//me:secret@'))).rejects.toMatchObject(refused);
    expect(server.taken).toEqual([]);
  });

  it.each([
    'partner.example',
    'ftp://partner.example',
    'https://a:b@partner.example',
    'https://a.example/?x',
  ])('takes no %s', (entry) => {
    expect(() => createOutgoing({ allow: [entry] })).toThrow(entry);
  });
});

describe('a redirect', () => {
  it('is followed where it may be, and the answer says where it came from', async () => {
    const server = await testServer((response, { url }) => {
      if (url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.end('here');
    });
    const response = await openDoor({ allow: [server.url] }).fetch(`${server.url}/a`);
    expect(response.url).toBe(`${server.url}/b`);
    expect(await response.text()).toBe('here');
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'http://[fe80::1]/', 'file:///etc/passwd'])(
    'to %s is refused',
    async (location) => {
      const server = await testServer((response) => response.writeHead(302, { location }).end());
      await expect(openDoor().fetch(server.url)).rejects.toMatchObject(refused);
    },
  );

  it('to an address that is not on the list is refused', async () => {
    const other = await testServer((response) => response.end('secret'));
    const server = await testServer((response) => response.writeHead(307, { location: other.url }).end());
    const outgoing = openDoor({ allow: [server.url] });
    await expect(outgoing.fetch(server.url, { method: 'POST', body: 'x' })).rejects.toMatchObject(refused);
    expect(other.taken).toEqual([]);
  });

  it('leads round and round no more than five times', async () => {
    const server = await testServer((response) => response.writeHead(302, { location: '/' }).end());
    await expect(openDoor().fetch(server.url)).rejects.toMatchObject(refused);
    expect(server.taken).toHaveLength(6);
  });

  it.each([
    [303, 'GET', ''],
    [302, 'GET', ''],
    [307, 'POST', 'x'],
    [308, 'POST', 'x'],
  ])('of status %i turns a POST into a %s', async (status, method, body) => {
    const other = await testServer((response) => response.end());
    const server = await testServer((response) => response.writeHead(status, { location: other.url }).end());
    const headers = { authorization: 'Bearer secret', 'content-type': 'text/plain', accept: 'text/turtle' };
    await openDoor().fetch(server.url, { method: 'POST', body: 'x', headers });
    expect(server.taken[0]?.headers.authorization).toBe('Bearer secret');
    expect(other.taken).toMatchObject([{ method, body, headers: { accept: 'text/turtle' } }]);
    expect(other.taken[0]?.headers.authorization).toBeUndefined();
  });
});

describe('the limits', () => {
  it('end an answer that does not come', async () => {
    const server = await testServer(() => undefined);
    const answer = openDoor({ timeout: 100 }).fetch(server.url);
    await expect(answer).rejects.toMatchObject({ fault: 'timeout' });
  });

  it('end a body that does not end', async () => {
    const server = await testServer((response) => response.writeHead(200).write('a'));
    const response = await openDoor().fetch(server.url, { timeout: 100 });
    await expect(response.text()).rejects.toMatchObject({ fault: 'timeout' });
  });

  it('end a body that is too long, told or not', async () => {
    const long = 'x'.repeat(5000);
    const server = await testServer((response, { url }) => {
      if (url === '/told') response.writeHead(200, { 'content-length': long.length });
      response.write(long.slice(1));
      response.end('x');
    });
    const outgoing = openDoor({ maximumBytes: 4999 });
    await expect(outgoing.fetch(`${server.url}/told`)).rejects.toMatchObject({ fault: 'too-large' });
    const told = await outgoing.fetch(`${server.url}/told`, { statusFirst: true });
    expect(told.status).toBe(200);
    await expect(told.text()).rejects.toMatchObject({ fault: 'too-large' });
    const response = await outgoing.fetch(server.url);
    await expect(response.text()).rejects.toMatchObject({ fault: 'too-large' });
    expect((await (await openDoor({ maximumBytes: 5000 }).fetch(server.url)).text()).length).toBe(5000);
  });

  it('count what a compressed body unfolds to', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const server = await testServer((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb);
    });
    const response = await openDoor({ maximumBytes: 1_000_000 }).fetch(server.url);
    await expect(response.arrayBuffer()).rejects.toMatchObject({ fault: 'too-large' });
  });

  it('hold beside the will of the one who asks', async () => {
    const server = await testServer(() => undefined);
    const gone = new AbortController();
    const answer = openDoor().fetch(server.url, { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
  });
});

it('says so where there is no server', async () => {
  const server = await testServer((response) => response.socket?.destroy());
  await expect(openDoor().fetch(server.url)).rejects.toMatchObject({ fault: 'unreachable' });
});

it('gives answers without a body, and errors of the server, as they are', async () => {
  const server = await testServer((response, { url }) => response.writeHead(Number(url?.slice(1))).end());
  for (const status of [204, 304, 404, 500])
    expect((await openDoor().fetch(`${server.url}/${String(status)}`)).status).toBe(status);
});
