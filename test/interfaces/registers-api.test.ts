import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, type Role } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-mappings-'));
let service: TestService;
let keys: Record<'steward' | 'dispatcher' | 'manager', string>;

beforeAll(async () => {
  mkdirSync(join(folder, 'mappings'));
  writeFileSync(
    join(folder, 'mappings', 'bins.yaml'),
    'iri: id/bin/{nr}\nclass: infra:Afvalbak\nproperties:\n  - { property: obd:beheerder, iri: "id/organisation/{org}" }\n',
  );
  writeFileSync(join(folder, 'secret.yaml'), 'iri: x\n');
  service = await startTestService({ mappingsDirectory: join(folder, 'mappings'), registerLimit: '20 MiB' });
  keys = {
    steward: await newKey('steward'),
    dispatcher: await newKey('dispatcher'),
    manager: await newKey('manager'),
  };
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function newKey(role: Role): Promise<string> {
  const organisation = role === 'manager' ? { organisation: `${BASE}/id/organisation/groendienst` } : {};
  const areas = role === 'dispatcher' ? { areas: [`${BASE}/id/area/gent`] } : {};
  const made = await createKey(
    service.engine.store,
    { name: role, roles: [role], ...organisation, ...areas },
    { agent: `${BASE}/id/agent/test`, now: new Date() },
  );
  return made.key;
}

const PREFIXES = `@prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .`;
const bench = (manager: string): string =>
  `${PREFIXES} <urn:bench:1> a infra:Zitbank ; obd:beheerder <urn:org:${manager}> ; locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (3.7099224 51.0453067)"^^geo:wktLiteral ] .`;

function put(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const all = { 'content-type': 'text/turtle', authorization: `Bearer ${keys.steward}`, ...headers };
  return service.get(path, all, { method: 'PUT', body });
}

describe('PUT /registers/{name}', () => {
  it('makes a version, tells what changed, and names its steward', async () => {
    const first = await put('/registers/benches?asOf=2026-01-31&title=Banken', bench('a'));
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`${BASE}/id/register/benches`);
    const second = await put('/registers/benches?asOf=2026-02-28', bench('b'));
    expect(second.status).toBe(200);
    expect(await json(second)).toMatchObject({
      version: 2,
      switched: true,
      difference: {
        changed: 1,
        managersChanged: 1,
        pairs: [{ from: ['urn:org:a'], to: ['urn:org:b'], count: 1 }],
      },
    });
    const listed = (await json(await service.get('/registers'))).registers as {
      name: string;
      versions: unknown[];
    }[];
    const benches = listed.find(({ name }) => name === 'benches');
    expect(benches).toMatchObject({ title: 'Banken' });
    expect(benches?.versions).toMatchObject([
      { version: 1, asOf: '2026-01-31' },
      { version: 2, asOf: '2026-02-28' },
    ]);
    const newest = (await json(await service.get('/registers?limit=1'))).registers as {
      name: string;
      versions: unknown[];
      older?: string;
    }[];
    const page = newest.find(({ name }) => name === 'benches');
    expect(page?.versions).toMatchObject([{ version: 2 }]);
    const older = await json(await service.get(page?.older ?? ''));
    expect(older).toMatchObject({ name: 'benches', title: 'Banken', versions: [{ version: 1 }] });
    expect(older).not.toHaveProperty('older');
    expect((await service.get('/registers/nothing')).status).toBe(404);
    expect((await service.get('/registers?limit=1001')).status).toBe(400);
    const document = await service.get('/doc/register/benches/version/2', { accept: 'text/turtle' });
    expect(document.status).toBe(200);
    expect(await document.text()).toContain('isVersionOf');
  });

  it('only looks where that is all that is asked', async () => {
    await put('/registers/looked', bench('a'));
    const look = await json(await put('/registers/looked?dryRun=true', bench('b')));
    expect(look).toMatchObject({ switched: false, version: 1, difference: { managersChanged: 1 } });
  });

  it('takes GeoJSON by a mapping that the operator put ready', async () => {
    const collection = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { nr: 1, org: 'x' },
          geometry: { type: 'Point', coordinates: [104000, 194000] },
        },
      ],
    };
    const answer = await put('/registers/bins?mapping=bins&crs=EPSG:31370', JSON.stringify(collection), {
      'content-type': 'application/geo+json',
    });
    expect(await json(answer)).toMatchObject({ version: 1, records: 1 });
  });

  it.each([
    ['another mapping', '/registers/a?mapping=nothing', {}, 400],
    ['a mapping elsewhere', '/registers/a?mapping=..%2Fsecret', {}, 400],
    ['a name that is none', '/registers/a%20b', {}, 400],
    ['a day that is none', '/registers/a?asOf=yesterday', {}, 400],
    ['a format that is none', '/registers/a', { 'content-type': 'application/zip' }, 415],
    ['a manager', '/registers/a', { role: 'manager' }, 403],
    ['nobody', '/registers/a', { role: 'none' }, 401],
  ])('refuses %s', async (_, path, { role, ...headers }: Record<string, string>, status) => {
    const who =
      role === 'manager'
        ? { authorization: `Bearer ${keys.manager}` }
        : role === 'none'
          ? { authorization: '' }
          : {};
    expect((await put(path, bench('a'), { ...headers, ...who })).status).toBe(status);
  });

  it('lists what is wrong, and refuses what is too large', async () => {
    const wrong = await put('/registers/wrong', `${PREFIXES} <urn:bench:1> a infra:Zitbank .`);
    expect(wrong.status).toBe(422);
    expect(await json(wrong)).toMatchObject({ errors: [{ feature: 'urn:bench:1', record: 1 }] });
    const large = await put('/registers/large', bench('a') + '#'.repeat(21 * 2 ** 20));
    expect(large.status).toBe(413);
  });

  it.each(['/registers/large', '/what-if?register=large&since=2026-09-01'])(
    'refuses JSON-LD that is too large to be read whole at %s, with what to send instead',
    async (path) => {
      const headers = { authorization: `Bearer ${keys.steward}`, 'content-type': 'application/ld+json' };
      const init = { method: path.startsWith('/what') ? 'POST' : 'PUT', body: ' '.repeat(2 ** 24 + 1) };
      const large = await service.get(path, headers, init);
      expect(large.status).toBe(413);
      expect(await large.text()).toMatch(/16777216 bytes.*N-Quads/);
    },
  );
});

describe('/redecide', () => {
  const as = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
  const review = (body: unknown, key = keys.steward): Promise<Response> =>
    service.get(
      '/redecide',
      { 'content-type': 'application/json', ...as(key) },
      { method: 'POST', body: JSON.stringify(body) },
    );

  it('lists what a register changed, and applies or dismisses it on a steward’s word', async () => {
    const accepted = await file(service, benchReport());
    const report = accepted.headers.get('location') ?? '';
    const rules = join(folder, 'rules.ttl');
    writeFileSync(
      rules,
      `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
       @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix cat: <https://w3id.org/wegwijzer/category/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
       @prefix schema: <http://schema.org/> .
       <urn:set> a ww:RuleSet ; dct:title "Banken"@nl , "Benches"@en ; owl:versionInfo "1" ; dct:issued "2026-01-01"^^xsd:date ; dct:creator <urn:org:c> ; schema:validFrom "2026-01-01"^^xsd:date ; skos:changeNote "Eerste"@nl , "First"@en .
       <urn:rule> ww:example [ ww:category cat:zitbank-beschadigd ; ww:asset <urn:bench:1> ; ww:expects <urn:org:c> ] ; a ww:ResponsibilityRule ; dct:isPartOf <urn:set> ; ww:asset <urn:bench:1> ; ww:category cat:zitbank-beschadigd ; ww:manager <urn:org:c> ;
         skos:prefLabel "C herstelt banken"@nl , "C mends benches"@en ; dct:source "test" .`,
    );
    await service.engine.loadRules('benches', rules);
    await service.engine.redecide.settled();
    await put('/registers/benches', bench('c'));
    await service.engine.redecide.settled();
    const listed = await json(await service.get('/redecide', as(keys.dispatcher)));
    expect(listed).toMatchObject({
      waiting: 1,
      items: [{ report, to: expect.arrayContaining(['urn:org:c']) as string[], state: 'waiting' }],
    });
    expect((await service.get('/redecide', as(keys.manager))).status).toBe(403);
    expect((await review({ apply: 'all' }, keys.dispatcher)).status).toBe(403);
    expect((await review({ apply: 7 })).status).toBe(400);
    expect(await json(await review({ dismiss: [report] }))).toEqual({ dismissed: [report] });
    expect(await json(await review({ apply: [report, 'urn:none'] }))).toEqual({
      applied: [report],
      settled: [],
      kept: [],
      unknown: ['urn:none'],
    });
    expect(await json(await service.get('/redecide', as(keys.steward)))).toMatchObject({
      total: 0,
      items: [],
    });
  });
});
