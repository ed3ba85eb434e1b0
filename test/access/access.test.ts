import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, type KeyRequest } from '#wegwijzer/access/index.js';
import { benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';

const ORGANISATION = 'https://data.vlaanderen.be/id/organisatie/OVO002949';

/** A key made as the command line makes the first one. */
async function keyFor(service: TestService, request: Partial<KeyRequest>): Promise<string> {
  const made = await createKey(
    service.engine.store,
    { name: 'test', roles: ['administrator'], ...request },
    { agent: 'https://example.org/id/agent/test', now: new Date() },
  );
  return made.key;
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

function post(
  service: TestService,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Response> {
  const init = { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  return service.get(path, { 'content-type': 'application/json', ...headers }, init);
}

describe('API keys', () => {
  let service: TestService;
  let admin: string;
  beforeAll(async () => {
    service = await startTestService({ demo: false });
    admin = await keyFor(service, {});
  });

  it('are made, listed and revoked by an administrator while the service runs', async () => {
    const wanted = { name: 'Groendienst', roles: ['manager'], organisation: ORGANISATION };
    const made = await json(await post(service, '/keys', wanted, bearer(admin)));
    expect(made).toMatchObject({ ...wanted, key: expect.stringMatching(/^wwk_/) as string });
    const key = String(made.key);
    expect((await service.get('/audit', bearer(key))).status).toBe(403);

    const listing = await (await service.get('/keys', bearer(admin))).text();
    expect(listing).toContain('Groendienst');
    expect(listing).not.toContain(key.slice(-43));
    expect(listing).not.toContain('hash');

    const revoked = await service.get(`/keys/${String(made.id)}`, bearer(admin), { method: 'DELETE' });
    expect(await json(revoked)).toMatchObject({ id: made.id, revoked: expect.any(String) as string });
    expect((await service.get('/audit', bearer(key))).status).toBe(401);
    expect((await service.get('/keys/nothing', bearer(admin), { method: 'DELETE' })).status).toBe(404);
  });

  it('are kept as a hash only: not in the records, the log lines or the graph', async () => {
    const made = await json(
      await post(service, '/keys', { name: 'secret', roles: ['steward'] }, bearer(admin)),
    );
    const secret = String(made.key).slice(-43);
    const { store } = service.engine;
    const records = [...store.readRecords('api-key'), ...store.readRecords('audit')];
    expect(JSON.stringify(records)).toContain(String(made.id));
    expect(JSON.stringify(records)).not.toContain(secret);
    expect(service.log.join('')).not.toContain(secret);
  });

  it('may be sent as X-API-Key too', async () => {
    expect((await service.get('/audit', { 'x-api-key': admin })).status).toBe(200);
  });

  it.each([
    ['unknown', 'Bearer wwk_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['cut short', 'Bearer wwk_'],
    ['of another scheme', 'Basic YTpi'],
    ['empty', 'Bearer '],
    ['a token where no identity provider is set', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ])('that are %s get 401 with a challenge, also where everyone may', async (_, authorization) => {
    const response = await file(service, benchReport(), { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="wegwijzer", error="invalid_token"');
    expect(await json(response)).toMatchObject({ type: expect.stringMatching(/unauthenticated$/) as string });
  });

  it('expire', async () => {
    const key = await keyFor(service, { expires: new Date(Date.now() - 1000).toISOString() });
    expect((await service.get('/keys', bearer(key))).status).toBe(401);
  });

  it.each([
    [{ name: 'x', roles: ['king'] }, '/roles/0'],
    [{ roles: ['steward'] }, '/name'],
    [{ name: 'x', roles: ['steward'], organisation: 'no iri' }, '/organisation'],
    [{ name: 'x', roles: ['steward'], colour: 'red' }, 'colour'],
  ])('with a wrong member are refused: %j', async (body, where) => {
    const response = await post(service, '/keys', body, bearer(admin));
    expect(response.status).toBe(422);
    expect(JSON.stringify(await json(response))).toContain(where);
  });

  it('of a manager need an organisation, and of a dispatcher an area', async () => {
    for (const role of ['manager', 'dispatcher'])
      expect((await post(service, '/keys', { name: 'x', roles: [role] }, bearer(admin))).status).toBe(400);
  });
});

describe('a refused attempt', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ demo: false, anonymousFile: false, anonymousRead: false });
  });

  it('is 401 without a key, and 403 with one that has not the right, each with a reason', async () => {
    const nobody = await service.get('/keys');
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="wegwijzer"');
    expect(await json(nobody)).toMatchObject({ action: 'keys.manage', roles: ['administrator'] });
    const steward = await service.get('/keys', bearer(await keyFor(service, { roles: ['steward'] })));
    expect(steward.status).toBe(403);
    expect(steward.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(await json(steward)).toMatchObject({ detail: expect.stringContaining('steward') as string });
  });

  it('is in the audit log on disk and in the log, with who, what, why and the number of the request', async () => {
    const key = await keyFor(service, { roles: ['steward'] });
    await service.get('/keys', { ...bearer(key), 'x-request-id': 'request-4711' });
    const auditor = bearer(await keyFor(service, { roles: ['auditor'] }));
    const { entries } = await json(await service.get('/audit?limit=50', auditor));
    const entry = (entries as Record<string, unknown>[]).find(
      ({ requestId }) => requestId === 'request-4711',
    );
    expect(entry).toMatchObject({
      outcome: 'forbidden',
      action: 'keys.manage',
      client: expect.stringContaining(key.slice(4, 16)) as string,
    });
    expect(service.log.some((line) => line.includes('request-4711') && line.includes('"audit"'))).toBe(true);
    expect(service.log.join('')).not.toContain(key);
  });

  it('meets those who file or read without a key, where the operator switched that off', async () => {
    expect((await file(service, benchReport())).status).toBe(401);
    for (const path of ['/sparql?query=ASK%7B%7D', '/responsible', '/doc/report/x', '/id/report/x'])
      expect((await service.get(path)).status, path).toBe(401);
    expect((await service.get('/health')).status).toBe(200);
    const front = await service.get('/', { accept: 'text/html' });
    expect([front.status, (await front.text()).includes('<svg')]).toEqual([200, false]);
    const channel = bearer(await keyFor(service, { roles: ['reporter'] }));
    expect((await file(service, benchReport(), channel)).status).not.toBe(401);
    expect((await service.get('/sparql?query=ASK%7B%7D', channel)).status).toBe(200);
  });

  it('does not fill the disk: beyond a number in a minute they are counted', async () => {
    await Promise.all(Array.from({ length: 700 }, () => service.get('/keys')));
    const auditor = bearer(await keyFor(service, { roles: ['auditor'] }));
    const { entries } = await json(await service.get('/audit?limit=1000', auditor));
    expect((entries as unknown[]).length).toBeLessThan(1000);
    expect([...service.engine.store.readRecords('audit')].length).toBeLessThan(1300);
  });
});

describe('access tokens of an identity provider', () => {
  const ISSUER = 'https://idp.example.org';
  const AUDIENCE = 'https://wegwijzer.example.org';
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-jwks-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  let service: TestService;
  let pair: Awaited<ReturnType<typeof generateKeyPair>>;
  beforeAll(async () => {
    pair = await generateKeyPair('ES256');
    const keys = join(folder, 'jwks.json');
    writeFileSync(
      keys,
      JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] }),
    );
    service = await startTestService({
      demo: false,
      tokenIssuer: ISSUER,
      tokenAudience: AUDIENCE,
      tokenKeys: keys,
      tokenRoleNames: 'Beheerder=administrator',
    });
  });

  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'person-1',
    vo_orgcode: 'OVO002949',
    roles: ['administrator'],
  };
  const sign = (payload: JWTPayload, expires = '5m', key = pair.privateKey): Promise<string> =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
  const keysWith = async (token: string): Promise<number> =>
    (await service.get('/keys', bearer(token))).status;

  it('are taken where signature, issuer, audience and time are right', async () => {
    expect(await keysWith(await sign(claims))).toBe(200);
  });

  it('bring their roles also under the names of the provider, with or without for whom', async () => {
    expect(await keysWith(await sign({ ...claims, roles: ['Beheerder:OVO002949'] }))).toBe(200);
    expect(await keysWith(await sign({ ...claims, roles: 'steward Beheerder' }))).toBe(200);
    expect(await keysWith(await sign({ ...claims, roles: ['Koning'] }))).toBe(403);
    expect(await keysWith(await sign({ ...claims, roles: ['steward'] }))).toBe(403);
  });

  it('bring no role that is written for another organisation', async () => {
    const status = (roles: string[], organisation: object = {}): Promise<number> =>
      sign({ ...claims, roles, ...organisation }).then(keysWith);
    expect(await status(['Beheerder:OVO002067'])).toBe(403);
    expect(await status(['administrator:OVO002067'])).toBe(403);
    expect(await status(['Beheerder:OVO002067', 'Beheerder:OVO002949'])).toBe(200);
    expect(await status([`Beheerder:${ORGANISATION}`])).toBe(200);
    expect(await status(['Beheerder:OVO002949'], { vo_orgcode: ORGANISATION })).toBe(200);
    expect(await status(['Beheerder:OVO002949'], { vo_orgcode: undefined })).toBe(403);
    expect(await status(['Beheerder:'], {})).toBe(403);
  });

  it.each([
    ['vo_orgcode', {}],
    ['org_code', { tokenOrganisationClaim: 'org_code' }],
  ])('let a manager answer what a unit of its own organisation has, named by %s', async (claim, more) => {
    const town = await startTestService({
      ...{ tokenIssuer: ISSUER, tokenAudience: AUDIENCE, tokenKeys: join(folder, 'jwks.json') },
      ...{ tokenRoleNames: 'Beheerder=manager', ...more },
    });
    const [gent, awv] = ['OVO002067', 'OVO000098'];
    const filed = await json(await file(town, benchReport()));
    const accept = async (organisation: string, role: string): Promise<number> => {
      const token = await sign({ ...claims, vo_orgcode: 'OVO000001', [claim]: organisation, roles: [role] });
      return (await post(town, `${String(filed.id)}/accept`, {}, bearer(token))).status;
    };
    expect(await accept(awv, `Beheerder:${awv}`)).toBe(403);
    expect(await accept(gent, `Beheerder:${awv}`)).toBe(403);
    expect(await accept(awv, `Beheerder:${gent}`)).toBe(403);
    expect(await accept(gent, `Beheerder:${gent}`)).toBe(200);
  });

  it('name the organisation by the claim of ACM/IDM, and no person in any log', async () => {
    await keysWith(await sign({ ...claims, sub: 'rrn-85073003328', roles: ['manager'] }));
    expect(service.log.join('')).not.toContain('85073003328');
    expect(JSON.stringify([...service.engine.store.readRecords('audit')])).not.toContain('85073003328');
  });

  it('are refused where anything is wrong', async () => {
    const other = await generateKeyPair('ES256');
    const wrong = [
      await sign({ ...claims, iss: 'https://evil.example.org' }),
      await sign({ ...claims, aud: 'https://other.example.org' }),
      await sign(claims, '-5m'),
      await sign(claims, '5m', other.privateKey),
      `${(await sign(claims)).split('.').slice(0, 2).join('.')}.`,
      'eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJhZG1pbmlzdHJhdG9yIl19.',
      await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('5m')
        .sign(Buffer.alloc(32)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(pair.privateKey),
    ];
    for (const token of wrong) expect(await keysWith(token), token).toBe(401);
  });

  it('are checked with keys fetched from the provider, and 503 where it does not answer', async () => {
    let answer: string | undefined = JSON.stringify({
      keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }],
    });
    const provider = createServer((_, response) => {
      if (answer === undefined) response.destroy();
      else response.setHeader('content-type', 'application/json').end(answer);
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    afterAll(() => provider.close());
    const url = `http://127.0.0.1:${String((provider.address() as AddressInfo).port)}/jwks`;
    const settings = { demo: false, tokenIssuer: ISSUER, tokenAudience: AUDIENCE, tokenKeys: url };
    const good = await startTestService(settings);
    expect((await good.get('/keys', bearer(await sign(claims)))).status).toBe(200);
    answer = undefined;
    const bad = await startTestService(settings);
    const response = await bad.get('/keys', bearer(await sign(claims)));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  });
});
