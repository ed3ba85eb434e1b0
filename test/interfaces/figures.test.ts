import { Store } from 'oxigraph';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const CATEGORY = 'https://w3id.org/wegwijzer/category/zitbank-beschadigd';
/** How long figures are asked for until they hold the last change. */
const UP_TO_DATE = { timeout: 20_000 };
let service: TestService;
let headers: Record<string, string>;
let clock = new Date('2026-11-23T09:00:00Z');

interface Figure {
  readonly figure: string;
  readonly category?: string;
  readonly kind?: string;
  readonly value: number;
}

async function command(iri: string, name: string, body: object): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await service.get(
    `${iri}/${name}`,
    { 'content-type': 'application/json', ...headers },
    init,
  );
  expect(response.status).toBe(200);
}

beforeAll(async () => {
  service = await startTestService({}, { now: () => clock });
  const made = await createKey(
    service.engine.store,
    { name: 'test', roles: ['manager', 'administrator'], organisation: GROEN },
    { agent: `${BASE}/id/agent/test`, now: clock },
  );
  headers = { authorization: `Bearer ${made.key}` };
  const filed = [];
  for (let index = 0; index < 4; index += 1)
    filed.push(String((await json(await file(service, benchReport()))).id));
  const [first = '', second = '', third = ''] = filed;
  clock = new Date('2026-11-23T11:00:00Z');
  await command(first, 'accept', {});
  await command(second, 'refuse', { reason: 'other', text: 'Nee.' });
  clock = new Date('2026-11-24T09:00:00Z');
  await command(first, 'resolve', { text: 'Klaar.' });
  clock = new Date('2027-03-01T09:00:00Z');
  await command(third, 'accept', {});
  await command(third, 'resolve', { text: 'Laat.' });
});

describe('GET /kpi', () => {
  it('counts and measures what happened', async () => {
    await vi.waitFor(async () => {
      const figures = (await json(await service.get('/kpi', headers))).figures as Figure[];
      const value = (figure: string, kind?: string, category?: string): number | undefined =>
        figures.find((one) => one.figure === figure && one.kind === kind && one.category === category)?.value;
      expect(value('reports')).toBe(4);
      expect(value('open')).toBe(2);
      expect(value('reports', 'unit')).toBe(3);
      expect(value('reports', 'municipality')).toBe(1);
      expect(value('reports', 'unit', CATEGORY)).toBe(3);
      expect(value('reports-with-accept')).toBe(2);
      expect(value('misrouted')).toBe(0.25);
      expect(value('hops')).toBe(0.25);
      expect(value('on-time')).toBe(0.5);
      expect(
        figures.filter(({ figure }) => figure === 'refusals').reduce((sum, one) => sum + one.value, 0),
      ).toBe(1);
      // Two answered after two hours, one after 98 days: 2352 hours.
      expect(value('hours-to-answer')).toBeCloseTo((2 + 2 + 2352) / 3, 2);
      expect(value('hours-to-solution')).toBeCloseTo((24 + 2352) / 2, 2);
    }, UP_TO_DATE);
  });

  it('is CSV and an RDF Data Cube too', async () => {
    const csv = await (await service.get('/kpi', { ...headers, accept: 'text/csv' })).text();
    expect(csv.split('\r\n')[0]).toBe('figure,category,kind,rule,value,unit');
    expect(csv).toContain('reports,,unit,,3,reports');
    const turtle = await (await service.get('/kpi', { ...headers, accept: 'text/turtle' })).text();
    expect(turtle).toContain('http://purl.org/linked-data/cube#DataStructureDefinition');
  });

  it('is a well-formed cube: each observation has a value of each dimension, and no two have the same', async () => {
    const response = await service.get('/kpi', { ...headers, accept: 'application/n-triples' });
    const cube = new Store();
    cube.load(await response.text(), { format: 'application/n-triples' });
    const breaks = (pattern: string): boolean =>
      cube.query(`PREFIX qb: <http://purl.org/linked-data/cube#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ASK { ${pattern} }`) as boolean;
    expect(breaks('?observation a qb:Observation')).toBe(true);
    const ofCube = '?o qb:dataSet/qb:structure/qb:component';
    for (const [constraint, pattern] of [
      ['IC-1', '?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?one }'],
      ['IC-1', '?o qb:dataSet ?one , ?two FILTER (?one != ?two)'],
      ['IC-2', '?set a qb:DataSet FILTER NOT EXISTS { ?set qb:structure ?one }'],
      [
        'IC-3',
        '?d a qb:DataStructureDefinition FILTER NOT EXISTS { ?d qb:component/qb:measure ?m . ?m a qb:MeasureProperty }',
      ],
      ['IC-4', '?dimension a qb:DimensionProperty FILTER NOT EXISTS { ?dimension rdfs:range ?range }'],
      ['IC-11', `${ofCube}/qb:dimension ?dimension FILTER NOT EXISTS { ?o ?dimension ?value }`],
      ['IC-14', `${ofCube}/qb:measure ?measure FILTER NOT EXISTS { ?o ?measure ?value }`],
    ] as const)
      expect([constraint, breaks(pattern)]).toEqual([constraint, false]);
    const dimensions = ['figure', 'figureCategory', 'managerKind', 'figureRule'];
    const alike = dimensions.map(
      (name) =>
        `?one <https://w3id.org/wegwijzer#${name}> ?${name} . ?two <https://w3id.org/wegwijzer#${name}> ?${name} .`,
    );
    expect(breaks(`${alike.join(' ')} FILTER (?one != ?two)`)).toBe(false);
  });

  it('is for those who work with reports', async () => {
    expect((await service.get('/kpi')).status).toBe(401);
  });
});

interface Described {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: { properties: object } }> } }>
  >;
}

describe('the description of the interface', () => {
  it('has every address, and the very schemas that check the bodies', async () => {
    const document = (await json(await service.get('/openapi.json'))) as unknown as Described;
    expect(document.openapi).toBe('3.1.1');
    for (const path of [
      '/reports',
      '/keys',
      '/id/report/{id}/refuse',
      '/follow/{token}/rate',
      '/sparql',
      '/openapi.json',
    ])
      expect(Object.keys(document.paths)).toContain(path);
    const refuse = document.paths['/id/report/{id}/refuse']?.post?.requestBody?.content['application/json'];
    expect(Object.keys(refuse?.schema.properties ?? {})).toEqual(['reason', 'text']);
    expect(JSON.stringify(document)).not.toContain(':command');
  });

  it('gives each operation a name of its own', async () => {
    const document = (await json(await service.get('/openapi.json'))) as unknown as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a page to try it, with nothing but our own script', async () => {
    const response = await service.get('/openapi', { accept: 'text/html', 'accept-language': 'en' });
    const page = await response.text();
    expect(page).toContain('data-path="/id/report/{id}/refuse"');
    const formOf = (operation: string): string =>
      new RegExp(`<code>${operation}</code>(.*?)</form>`, 's').exec(page)?.[1] ?? '';
    expect(formOf('PUT /rules/{set}')).toContain('<option>text/turtle</option>');
    expect(formOf('POST /sparql')).toContain('<option>application/sparql-query</option>');
    expect(formOf('PUT /data')).toContain('name="?"');
    expect(formOf('DELETE /data')).not.toContain('<textarea');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    const script = /src="(\/assets\/openapi-page\.js)"/.exec(page)?.[1] ?? '';
    expect((await service.get(script)).headers.get('content-type')).toContain('text/javascript');
  });
});

describe('figures by kind of manager', () => {
  it('tell own teams, municipalities, intercommunales, agencies and private parties apart, and count duplicates, also once sealed', async () => {
    const other = await startTestService();
    const { store } = other.engine;
    const bench = 'zitbank-beschadigd';
    const filed: string[] = [];
    for (const about of [
      { category: bench, location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 } },
      { category: bench, location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 } },
      { category: bench, location: { lon: 3.7171133, lat: 51.0431746, accuracy: 5 } },
      { category: 'vuilnisbak-vol', asset: `${BASE}/id/asset/vuilnisbak-002` },
      { category: 'bushokje-beschadigd', asset: `${BASE}/id/asset/bushok-004` },
      { category: 'put-in-wegdek', location: { lon: 3.7218215, lat: 51.0465834, accuracy: 2 } },
    ]) {
      const report = {
        '@context': `${BASE}/context/report.jsonld`,
        ...{ type: 'Report', description: 'Stuk.', ...about },
      };
      filed.push(String((await json(await file(other, JSON.stringify(report)))).id));
    }
    const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
    const { key } = await createKey(store, { name: 'a', roles: ['administrator'] }, by);
    const authorization = `Bearer ${key}`;
    const give = async (name: string, body: object): Promise<void> => {
      const sent = { method: 'POST', body: JSON.stringify(body) };
      const type = { authorization, 'content-type': 'application/json' };
      expect((await other.get(`${filed[1] ?? ''}/${name}`, type, sent)).status).toBe(200);
    };
    await give('merge', { into: filed[0] });
    await give('seal', {});
    // Those of a minute ago may come first, while they are worked out anew.
    await vi.waitFor(async () => {
      const answer = await json(await other.get('/kpi', { authorization }));
      const figures = answer.figures as Figure[];
      const reports = figures.filter(
        ({ figure, category }) => figure === 'reports' && category === undefined,
      );
      expect(Object.fromEntries(reports.map(({ kind = 'all', value }) => [kind, value]))).toEqual({
        ...{ all: 6, unit: 2, agency: 1, intercommunale: 1, private: 1, municipality: 1 },
      });
      expect(figures.find(({ figure }) => figure === 'reports-with-seal')?.value).toBe(1);
      expect(figures.find(({ figure }) => figure === 'duplicates')?.value).toBeCloseTo(1 / 6, 2);
    }, UP_TO_DATE);
  });
});
