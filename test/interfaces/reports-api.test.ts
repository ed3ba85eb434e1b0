import { Parser } from 'n3';
import { beforeAll, describe, expect, it } from 'vitest';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GRASS = 'lon=3.7099224&lat=51.0453067';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe('POST /reports', () => {
  it('answers with where the report is, and with the report and its decision', async () => {
    const response = await file(service, benchReport());
    expect(response.status).toBe(201);
    const location = response.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^${BASE}/id/report/[\\da-f-]{36}$`));
    expect(response.headers.get('content-location')).toBe(location.replace('/id/', '/doc/'));
    expect(response.headers.get('content-type')).toBe('application/ld+json');
    expect(await json(response)).toMatchObject({
      id: location,
      decision: { outcome: 'decided', responsible: { id: `${BASE}/id/organisation/gent-groendienst` } },
    });
  });

  it.each([
    'text/turtle',
    'application/n-quads',
    'application/trig',
    'application/rdf+xml',
    'application/n-triples',
  ])('answers in %s', async (accept) => {
    const response = await file(service, benchReport(), { accept });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toContain('gent-groendienst');
  });

  it('takes Turtle', async () => {
    const response = await file(
      service,
      `@prefix m: <https://data.vlaanderen.be/ns/melding#> . @prefix dct: <http://purl.org/dc/terms/> .
       @prefix oa: <http://www.w3.org/ns/oa#> . @prefix locn: <http://www.w3.org/ns/locn#> .
       @prefix geo: <http://www.opengis.net/ont/geosparql#> .
       [] a m:Melding ; dct:type <https://w3id.org/wegwijzer/category/zitbank-beschadigd> ;
         oa:hasBody [ a m:MeldingBody ; dct:description "De bank is stuk." ; locn:geometry [
           a locn:Geometry ; geo:asWKT "POINT (3.7099224 51.0453067)"^^geo:wktLiteral ] ] .`,
      { 'content-type': 'text/turtle; charset=utf-8' },
    );
    expect(response.status).toBe(201);
  });

  it('refuses other media types with those that it takes', async () => {
    const response = await file(service, 'x', { 'content-type': 'text/csv' });
    expect(response.status).toBe(415);
    expect((await json(response)).supported).toContain('text/turtle');
  });

  it('tells who sends plain JSON what is missing', async () => {
    const body = { type: 'Report', category: 'zitbank-beschadigd', location: { lon: 3.71, lat: 51.05 } };
    const asJson = await file(service, JSON.stringify(body), { 'content-type': 'application/json' });
    expect(asJson.status).toBe(415);
    expect((await json(asJson)).detail).toContain('JSON with a "@context" is application/ld+json');
    const bare = await file(service, JSON.stringify(body));
    expect(bare.status).toBe(422);
    expect((await json(bare)).detail).toContain(`add "@context": "${BASE}/context/report.jsonld"`);
    const other = await file(service, JSON.stringify({ '@context': {}, '@id': 'http://a.example/' }));
    expect((await json(other)).detail).not.toContain('add "@context"');
  });

  it('takes in a report whose coordinates are swapped, and says so', async () => {
    const at = (lon: number, lat: number): Record<string, unknown> => ({
      body: { type: 'Body', description: 'Kapot.', location: { type: 'Geometry', lon, lat } },
    });
    const swapped = await file(service, benchReport(at(51.0453067, 3.7099224)));
    expect(swapped.status).toBe(201);
    const { findings, decision } = (await json(swapped)) as { findings: unknown; decision: unknown };
    expect(decision).toMatchObject({ outcome: 'undecided' });
    expect(findings).toMatchObject([
      { severity: 'Warning', message: { en: expect.stringContaining('swapped') as string } },
    ]);
    const abroad = await file(service, benchReport(at(4.9, 52.37)));
    expect(await json(abroad)).not.toHaveProperty('findings');
  });

  it('says where a body cannot be read', async () => {
    const response = await file(service, '<a> <b> "c" .\n<a> <b> .', { 'content-type': 'text/turtle' });
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/malformed-body`, line: 2 });
  });

  it('refuses a context of elsewhere by its name', async () => {
    const response = await file(service, benchReport({ '@context': 'https://schema.org/' }));
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/context-refused` });
  });

  it('says in two languages what is wrong with a report', async () => {
    const response = await file(service, benchReport({ category: 'bestaat-niet' }));
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { errors, ...rest } = (await json(response)) as { errors: { message: object }[] };
    expect(rest).not.toHaveProperty('report');
    expect(errors[0]?.message).toEqual({
      nl: expect.any(String) as string,
      en: expect.any(String) as string,
    });
  });

  it.each(['text/turtle', 'application/n-triples'])('gives the validation report in %s', async (accept) => {
    const response = await file(service, benchReport({ category: 'bestaat-niet' }), { accept });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain(accept);
    const quads = new Parser().parse(await response.text());
    expect(quads.some(({ object }) => object.value === 'http://www.w3.org/ns/shacl#ValidationReport')).toBe(
      true,
    );
  });

  it('gives the same answer to the same key and body, and refuses another body', async () => {
    const key = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
    const first = await file(service, benchReport(), key);
    const again = await file(service, benchReport(), key);
    expect(again.status).toBe(201);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await again.text()).toBe(await first.text());
    const other = await file(service, benchReport({ title: 'Iets anders' }), key);
    expect(other.status).toBe(409);
  });

  it.each(['x'.repeat(256), '""', '"a"b"'])('refuses the key %s', async (key) => {
    const response = await file(service, benchReport(), { 'idempotency-key': key });
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ parameter: 'Idempotency-Key' });
  });
});

describe('GET /responsible', () => {
  it('decides without filing anything', async () => {
    const before = service.engine.store.sequence;
    const response = await service.get(`/responsible?category=zitbank-beschadigd&${GRASS}`);
    expect(response.status).toBe(200);
    expect(await json(response)).toMatchObject({
      '@context': `${BASE}/context/report.jsonld`,
      outcome: 'decided',
      responsible: { id: `${BASE}/id/organisation/gent-groendienst` },
    });
    expect(service.engine.store.sequence).toBe(before);
  });

  it('asks whether coordinates are swapped where that explains why nobody was found', async () => {
    const ask = async (place: string): Promise<unknown> =>
      (await json(await service.get(`/responsible?category=zitbank-beschadigd&${place}`))).hint;
    expect(await ask('lat=3.7099224&lon=51.0453067')).toMatchObject({
      nl: expect.stringContaining('verwisseld') as string,
    });
    expect(await ask('lon=4.9&lat=52.37')).toBeUndefined();
    expect(await ask(GRASS)).toBeUndefined();
  });

  it('takes a category by its IRI, and an asset instead of a place', async () => {
    const query = new URLSearchParams({
      category: 'https://w3id.org/wegwijzer/category/straatverlichting-defect',
      asset: `${BASE}/id/asset/verlichtingspaal-087`,
    });
    const response = await service.get(`/responsible?${query.toString()}`);
    expect(await json(response)).toMatchObject({ responsible: { label: { nl: 'Fluvius' } } });
  });

  it.each([
    ['', 'category'],
    [`category=zitbank-beschadigt&${GRASS}`, 'category'],
    ['category=zitbank-beschadigd', 'lon'],
    ['category=zitbank-beschadigd&lon=3.7', 'lat'],
    ['category=zitbank-beschadigd&lon=3.7&lat=91', 'lat'],
    ['category=zitbank-beschadigd&lon=NaN&lat=51', 'lon'],
    ['category=zitbank-beschadigd&lon=3,7&lat=51', 'lon'],
    [`category=zitbank-beschadigd&${GRASS}&accuracy=-1`, 'accuracy'],
    [`category=zitbank-beschadigd&${GRASS}&asset=no-iri`, 'asset'],
    [`category=zitbank-beschadigd&${GRASS}&lat=51`, 'lat'],
    [`category=zitbank-beschadigd&${GRASS}&longitude=3`, 'longitude'],
  ])('refuses "%s" naming %s', async (query, parameter) => {
    const response = await service.get(`/responsible?${query}`);
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/invalid-parameter`, parameter });
  });

  it('names the categories that look most like an unknown one', async () => {
    const response = await service.get(`/responsible?category=zitbank-beschadigt&${GRASS}`);
    expect((await json(response)).suggestions).toContain('zitbank-beschadigd');
  });

  it('is a page with the sentence for a browser', async () => {
    const response = await service.get(`/responsible?category=zitbank-beschadigd&${GRASS}&lang=en`, {
      accept: 'text/html',
    });
    expect(await response.text()).toContain('Parks service, City of Ghent');
  });
});
