import { beforeAll, describe, expect, it } from 'vitest';
import { createKey, type Role } from '#wegwijzer/access/index.js';
import type { OpenApiDocument } from '#wegwijzer/interfaces/openapi/document.js';
import { benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';

/** What anyone may read also where reading is closed: what the service is, how it fares, and the terms it uses. */
const OPEN = [
  'GET /',
  'GET /.well-known/dspace-version',
  'GET /.well-known/void',
  'GET /categories',
  'GET /context/report.jsonld',
  'GET /dsp/keys',
  'GET /health',
  'GET /metrics',
  'GET /ontology',
  'GET /openapi',
  'GET /openapi.json',
  'GET /ready',
  'GET /shapes',
  'GET /shapes/stream',
];

interface Operation {
  readonly method: string;
  readonly path: string;
}

let service: TestService;
let operations: Operation[];
let report: string;

beforeAll(async () => {
  service = await startTestService({ anonymousRead: false, anonymousFile: false });
  const document = (await json(await service.get('/openapi.json'))) as unknown as OpenApiDocument;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .map((method) => ({ method: method.toUpperCase(), path })),
  );
  const authorization = `Bearer ${await keyOf('administrator')}`;
  report =
    String((await json(await file(service, benchReport(), { authorization }))).id)
      .split('/')
      .at(-1) ?? '';
});

async function keyOf(role: Role): Promise<string> {
  const request = {
    name: role,
    roles: [role],
    organisation: 'https://example.org/id/organisation/1',
    areas: [],
  };
  const by = { agent: 'urn:test', now: new Date() };
  return (await createKey(service.engine.store, request, by)).key;
}

async function statusOf({ method, path }: Operation, key?: string): Promise<number> {
  const address = path.replace(/\{[^}]+\}/g, path.includes('/report/') ? report : 'x');
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  return (await service.get(address, headers, { method, redirect: 'manual', ...body })).status;
}

/** The operations that let someone do something or show them something, there being a report to do it to. */
async function letThrough(key?: string): Promise<string[]> {
  const through: string[] = [];
  for (const operation of operations) {
    const name = `${operation.method} ${operation.path}`;
    const status = await statusOf(operation, key);
    expect([name, status >= 500 && status !== 503]).toEqual([name, false]);
    if (status < 400) through.push(name);
  }
  return through.sort();
}

describe('Where the operator lets nobody in without a key', () => {
  it('every address is closed to anyone but for those that are open by design', async () => {
    const through = (await letThrough()).filter((name) => !name.startsWith('GET /assets/'));
    expect(through).toEqual(OPEN);
  });

  it('an auditor changes nothing at any address', async () => {
    const before = service.engine.store.sequence;
    const through = await letThrough(await keyOf('auditor'));
    expect(through.filter((name) => !name.startsWith('GET '))).toEqual([]);
    expect(through.length).toBeGreaterThan(OPEN.length);
    expect(service.engine.store.sequence).toBe(before);
  });
});
