import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { benchReport, freePort, post, startServiceProcess, type ServiceProcess } from './process.js';

let service: ServiceProcess;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-mutations-'));
  service = await startServiceProcess({ directory, port: await freePort() });
});
afterAll(async () => {
  await service.stop();
  rmSync(directory, { recursive: true, force: true });
});

const valid = {
  ...benchReport('De rugleuning is gebroken.'),
  title: 'Bank stuk',
  observedAt: '2026-11-20T10:00:00Z',
  asset: 'https://example.org/id/asset/1',
  reporter: { name: 'Iemand', email: 'iemand@voorbeeld.example' },
  application: { name: 'Een app' },
};
const text = JSON.stringify(valid);

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    '',
    '\u0000',
    '\ud800',
    'https://',
    'POINT (',
    'POINT (NaN 1)',
    1e308,
    -0,
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    { '@id': 'no iri' },
    { '@value': 1, '@type': 'x' },
    { '@list': [[1]] },
    { '@context': {} },
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
/** The report with one member, or one of its location, replaced, added or left out. */
const otherMember = fc
  .tuple(
    fc.constantFrom(...Object.keys(valid), 'body', 'decision', 'manager', '@id', '@graph', '@reverse'),
    strange,
  )
  .map(([name, value]) => JSON.stringify({ ...valid, [name]: value }));
const otherPlace = fc
  .tuple(fc.constantFrom('lon', 'lat', 'wkt', 'accuracy', 'type', 'id'), strange)
  .map(([name, value]) => JSON.stringify({ ...valid, location: { ...valid.location, [name]: value } }));
/** The text with some characters cut, doubled or replaced. */
const otherText = fc
  .tuple(fc.nat(text.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 10 }))
  .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
const otherNames = fc.constantFrom(
  'text/turtle',
  'application/trig',
  'application/n-quads',
  'application/rdf+xml',
);

it(
  '1 000 mutations of a valid report get an answer that blames the report, or thanks for it, and never a 5xx',
  async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(otherMember, otherPlace, otherText), async (body) => {
        const answer = await post(service.url, body);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect([201, 400, 413, 422]).toContain(answer.status);
        if (answer.status !== 201)
          expect(answer.headers.get('content-type')).toContain('application/problem+json');
        await answer.arrayBuffer();
      }),
      { numRuns: 1000 },
    );
    // The mutations are worth something only if some are refused and some are taken.
    expect(statuses.get(201) ?? 0).toBeGreaterThan(0);
    expect((statuses.get(400) ?? 0) + (statuses.get(422) ?? 0)).toBeGreaterThan(100);
  },
  10 * 60_000,
);

it('the same holds for text of the other formats', async () => {
  await fc.assert(
    fc.asyncProperty(
      otherNames,
      fc.oneof(fc.string({ unit: 'binary' }), otherText),
      async (mediaType, body) => {
        const answer = await fetch(`${service.url}/reports`, {
          method: 'POST',
          headers: { 'content-type': mediaType },
          body,
        });
        expect([400, 422]).toContain(answer.status);
        await answer.arrayBuffer();
      },
    ),
    { numRuns: 200 },
  );
});
