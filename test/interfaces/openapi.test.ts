import { Validator } from '@seriousme/openapi-schema-validator';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { operations } from '#wegwijzer/interfaces/openapi/described.js';
import type { OpenApiDocument } from '#wegwijzer/interfaces/openapi/document.js';
import { rdfMediaTypes } from '#wegwijzer/rdf/media-types.js';
import { GENT, GROEN, startDeliveringService, type DeliveringService } from '../delivery/service.js';
import { describedService, notAsked, type DescribedService } from './described-service.js';
import { BASE, benchReport, json } from './service.js';

const PLACE = { category: 'zitbank-beschadigd', lon: '3.7099224', lat: '51.0453067', accuracy: '5' };
const BENCH = {
  '@context': `${BASE}/context/report.jsonld`,
  type: 'Report',
  category: 'zitbank-beschadigd',
  description: 'De rugleuning is gebroken.',
  location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  reporter: { name: 'An Voorbeeld', email: 'an@voorbeeld.example' },
};
let service: DeliveringService;
let document: OpenApiDocument;
let api: DescribedService;
const keys = new Map<string, string>();

beforeAll(async () => {
  service = await startDeliveringService({
    smtpUrl: 'smtp://127.0.0.1:9',
    mailFrom: 'w@example.org',
  });
  document = (await json(await service.get('/openapi.json'))) as unknown as OpenApiDocument;
  api = describedService(service, document);
  const clients = {
    admin: { roles: ['administrator'] },
    groen: { roles: ['manager'], organisation: GROEN },
    gent: { roles: ['manager'], organisation: GENT },
  };
  for (const [name, body] of Object.entries(clients)) {
    const made = await service.ask('admin', 'POST', '/keys', { name, ...body });
    keys.set(name, String((await json(made)).key));
  }
});

const key = (name: string): string | undefined => keys.get(name);
const idOf = (iri: unknown): string => String(iri).slice(String(iri).lastIndexOf('/') + 1);

async function fileReport(): Promise<{ readonly id: string; readonly token: string }> {
  const headers = { 'content-type': 'application/ld+json' };
  const report = JSON.parse(
    await api.ask('POST /reports', 201, {
      body: JSON.stringify(BENCH),
      headers,
      accept: 'application/ld+json',
    }),
  ) as Record<string, unknown>;
  return { id: idOf(report.id), token: idOf(report.follow) };
}

describe('the description of the interface', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate({ ...document });
    expect(result.errors ?? []).toEqual([]);
    expect(validator.version).toBe('3.1');
  });

  it('describes every address, and none that there is not', () => {
    const isCommand = (path: string): boolean => path.endsWith('/:command');
    const served = service.routes.flatMap(({ path, methods }) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const bases = served.filter(isCommand).map((one) => one.slice(0, -':command'.length));
    const described = Object.keys(operations);
    expect(served.filter((one) => !isCommand(one) && !described.includes(one))).toEqual([]);
    const unknown = described.filter(
      (one) => !served.includes(one) && !bases.some((base) => one.startsWith(base)),
    );
    expect(unknown).toEqual([]);
    const count = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
    const addresses = Object.values(operations).flatMap((each) => each.addresses ?? ['']);
    expect(count).toBe(addresses.length);
  });

  it('asks for no key where a secret in the address is all that it takes', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const { security } of Object.values(methods))
        if (path.includes('{token}')) expect([path, security]).toEqual([path, [{}]]);
    expect(document.paths['/follow/{token}/answer']?.post?.security).toEqual([{}]);
    expect(document.paths['/keys']?.post?.security).not.toContainEqual({});
  });

  it('names each operation once, and each of its parameters', () => {
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
    for (const { path, parameters } of all) {
      const named = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g) ?? []).toEqual(named);
    }
  });

  it('says of each body whether it may be left out', async () => {
    const isRequired = (path: string): unknown => document.paths[path]?.post?.requestBody?.required;
    expect(isRequired('/id/report/{id}/accept')).toBe(false);
    expect(isRequired('/notices/replay')).toBe(false);
    expect(isRequired('/id/report/{id}/refuse')).toBe(true);
    expect(isRequired('/reports')).toBe(true);
    await api.ask('POST /notices/replay', 200, { as: key('admin') });
  });

  it('lists for each saved query just the formats of its answer', async () => {
    for (const [name, query, asked] of [
      ['report-with-reasons', { report: `${BASE}/id/report/none` }, ['turtle', 'jsonld', 'rdfxml']],
      ['find-by-name', { text: 'bank' }, ['json', 'csv']],
    ] as const) {
      const operation = document.paths[`/queries/${name}`]?.get;
      const format = operation?.parameters.find((one) => one.name === 'format')?.schema as {
        readonly enum: string[];
      };
      expect(format.enum).toEqual(expect.arrayContaining([...asked]));
      for (const one of format.enum)
        await api.ask(`GET /queries/${name}`, 200, { query: { ...query, format: one }, accept: '*/*' });
    }
  });

  it.each([
    ['POST', '/reports', '/reports'],
    ['PUT', '/data/{key}', '/data/described'],
  ])('lists for %s %s just the formats that it takes', async (method, path, address) => {
    const { paths } = (await json(await service.get('/openapi.json'))) as unknown as {
      paths: Record<string, Record<string, { requestBody?: { content: object } }>>;
    };
    const listed = Object.keys(paths[path]?.[method.toLowerCase()]?.requestBody?.content ?? {});
    const authorization = `Bearer ${key('admin') ?? ''}`;
    const taken = ['multipart/form-data'];
    for (const mediaType of [...rdfMediaTypes, 'text/html']) {
      const headers = { authorization, 'content-type': mediaType };
      const { status } = await service.get(address, headers, { method, body: '<' });
      if (status !== 415) taken.push(mediaType);
    }
    expect(listed.sort()).toEqual(taken.sort());
  });
});

describe('real answers are as described', () => {
  it('of filing and asking', async () => {
    const { id } = await fileReport();
    await api.ask('POST /reports', 422, {
      body: benchReport({ category: 'bench' }),
      headers: { 'content-type': 'application/ld+json' },
    });
    await api.ask('GET /responsible', 200, { query: PLACE });
    const edge = { ...PLACE, lon: '3.7083654', lat: '51.0449695', accuracy: '10' };
    await api.ask('GET /responsible', 200, { query: edge, accept: 'application/ld+json' });
    await api.ask('GET /responsible', 400, { query: { ...PLACE, lon: '900' } });
    await api.ask('GET /duplicates', 200, { query: PLACE });
    await api.ask('POST /id/report/{id}/subscribe', 201, { path: { id } });
    const form = new URLSearchParams({ ...PLACE, description: 'Stuk.' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await api.ask('POST /report-form', 201, { body: form, headers, accept: 'text/html' });
  });

  it('of the handler’s commands', async () => {
    const { id } = await fileReport();
    const give = (name: string, body: object, as = 'groen'): Promise<string> =>
      api.ask(`POST /id/report/{id}/${name}`, 200, { path: { id }, body, as: key(as) });
    await give('refuse', { reason: 'not-our-asset', text: 'Niet van ons.' });
    await give('transfer', { to: GROEN, text: 'Toch van jullie.' }, 'gent');
    await give('assign', { to: GROEN }, 'admin');
    await give('accept', {});
    await give('start', {});
    await give('question', { text: 'Welke bank?' });
    await give('answer', { text: 'De linkse.' }, 'admin');
    await give('addition', { text: 'Ook de poot.' }, 'admin');
    const other = await fileReport();
    await give('relate', { to: `${BASE}/id/report/${other.id}` });
    await give('resolve', { text: 'Hersteld.' });
    await give('rate', { rating: 1, text: 'Neen.', reopen: true }, 'admin');
    await give('close', { outcome: 'closed', text: 'Klaar.' });
    await give('reopen', { text: 'Toch niet.' });
    await give('withdraw', {}, 'admin');
    await give('seal', {}, 'admin');
    await api.ask('POST /id/report/{id}/accept', 409, { path: { id }, body: {}, as: key('groen') });
    await api.ask('POST /id/report/{id}/accept', 401, { path: { id }, body: {} });
    await api.ask('POST /id/report/{id}/refuse', 422, { path: { id }, body: {}, as: key('groen') });
    await api.ask('GET /doc/report/{id}/timeline', 200, { path: { id } });
    await api.ask('GET /doc/report/{id}/history', 200, { path: { id }, as: key('admin') });
    await api.ask('GET /doc/report/{id}/history', 200, { path: { id } });
  });

  it('of splitting and merging', async () => {
    const [one, two, three] = [await fileReport(), await fileReport(), await fileReport()];
    const give = (id: string, name: string, body: object): Promise<string> =>
      api.ask(`POST /id/report/{id}/${name}`, 200, { path: { id }, body, as: key('groen') });
    for (const { id } of [one, two, three]) await give(id, 'accept', {});
    await give(one.id, 'merge', { into: `${BASE}/id/report/${two.id}` });
    await give(three.id, 'split', { parts: [{ description: 'Bank' }, { description: 'Vuilnis', to: GENT }] });
    for (const { id } of [one, two, three])
      await api.ask('GET /doc/report/{id}/timeline', 200, { path: { id } });
  });

  it('of the reporter’s side', async () => {
    const { id, token } = await fileReport();
    const path = { token };
    await api.ask('GET /follow/{token}', 200, { path });
    const give = (name: string, body: object): Promise<string> =>
      api.ask(`POST /follow/{token}/${name}`, 200, { path, body });
    const handle = (name: string, body: object): Promise<string> =>
      api.ask(`POST /id/report/{id}/${name}`, 200, { path: { id }, body, as: key('groen') });
    await give('addition', { text: 'Ook de poot.' });
    await handle('accept', {});
    await handle('question', { text: 'Welke?' });
    await give('answer', { text: 'De linkse.' });
    await handle('resolve', { text: 'Klaar.' });
    await give('reopen', { text: 'Niet waar.' });
    await handle('accept', {});
    await handle('resolve', { text: 'Klaar.' });
    await give('rate', { rating: 5 });
    const again = await fileReport();
    const page = { path: { token: again.token }, accept: 'text/html' };
    await api.ask('GET /follow/{token}', 200, page);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const send = (name: string, body: string, status: number): Promise<string> =>
      api.ask(`POST /follow/{token}/${name}`, status, { ...page, body, headers });
    await send('addition', 'text=Meer', 303);
    await api.ask('GET /follow/{token}/unsubscribe', 200, page);
    await send('notices', 'email=an@voorbeeld.example', 303);
    const notices = { path: { token: again.token } };
    await api.ask('PUT /follow/{token}/notices', 200, {
      ...notices,
      body: { notify: 'email', email: 'an@voorbeeld.example' },
    });
    await api.ask('GET /follow/{token}/notices', 200, notices);
    await api.ask('DELETE /follow/{token}/notices', 200, notices);
    await send('unsubscribe', '', 200);
    await api.ask('POST /follow/{token}/withdraw', 200, { path: { token: again.token }, body: {} });
    await send('erase', 'sure=yes', 200);
  });

  it('of personal data', async () => {
    const [one, two] = [await fileReport(), await fileReport()];
    for (const [base, path] of [
      ['/doc/report/{id}', { id: one.id }],
      ['/follow/{token}', { token: two.token }],
    ] as const) {
      const as = 'id' in path ? key('admin') : undefined;
      await api.ask(`GET ${base}/personal`, 200, { path, as, accept: 'text/turtle' });
      await api.ask(`GET ${base}/personal`, 200, { path, as, accept: 'application/ld+json' });
      await api.ask(`GET ${base}/personal/readers`, 200, { path, as });
      await api.ask(`DELETE ${base}/personal`, 200, { path, as });
    }
    const nobody = { path: { id: 'none' }, as: key('admin') };
    await api.ask('GET /doc/report/{id}/personal/readers', 404, nobody);
  });

  it('of decisions about what is no report', async () => {
    const body = { apply: [''] };
    await api.ask('POST /redecide', 400, { body, as: key('admin') });
  });

  it('of files', async () => {
    const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#246' } })
      .jpeg()
      .toBuffer();
    const body = new Uint8Array(picture);
    const headers = { 'content-type': 'image/jpeg' };
    const { id, token } = await fileReport();
    const idIn = (text: string): string =>
      idOf((JSON.parse(text) as { attachments: { id: string }[] }).attachments[0]?.id);
    await api.ask('POST /attachments', 201, { body, headers });
    await api.ask('POST /attachments', 422, { body: 'no picture', headers });
    const path = {
      id: idIn(await api.ask('POST /follow/{token}/attachments', 201, { path: { token }, body, headers })),
    };
    const as = key('groen');
    await api.ask('POST /id/report/{report}/attachments', 201, { path: { report: id }, body, headers, as });
    await api.ask('GET /follow/{token}/attachments/{id}', 200, { path: { ...path, token }, accept: '*/*' });
    await api.ask('GET /follow/{token}/attachments/{id}/thumbnail', 200, { path: { ...path, token } });
    await api.ask('POST /attachments/{id}/release', 200, { path, as });
    await api.ask('GET /attachments/{id}', 200, { path });
    await api.ask('GET /attachments/{id}/thumbnail', 200, { path });
    await api.ask('POST /attachments/{id}/hold', 200, { path, as });
    await api.ask('DELETE /attachments/{id}', 204, { path, as: key('admin') });
  });

  it('of every address of reports', () => {
    const about =
      /^\/(?:id\/report|doc\/report|follow|attachments|reports|report-form|responsible|duplicates)\b/;
    expect(notAsked(document, api, (path) => about.test(path))).toEqual([]);
  });
});
