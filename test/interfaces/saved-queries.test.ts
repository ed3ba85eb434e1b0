import { beforeAll, describe, expect, it } from 'vitest';
import { checked } from '#wegwijzer/interfaces/queries/saved-query.js';
import { parseQueryFile } from '#wegwijzer/rdf/query-file.js';
import { fileScenarios } from './scenarios.js';
import { BASE, json, startTestService, type TestService } from './service.js';

interface Index {
  readonly queries: readonly {
    readonly name: string;
    readonly address: string;
    readonly parameters: readonly {
      readonly name: string;
      readonly example: string;
      readonly required: boolean;
    }[];
  }[];
}

const PARKS = 'id/organisation/gent-groendienst';

let service: TestService;
let reports: string[];
beforeAll(async () => {
  service = await startTestService();
  reports = await fileScenarios(service);
});

function address(name: string, parameters: Record<string, string> = {}): string {
  return `/queries/${name}?${new URLSearchParams(parameters).toString()}`;
}

async function rows(name: string, parameters: Record<string, string> = {}): Promise<string[]> {
  const response = await service.get(address(name, parameters), { accept: 'text/csv' });
  expect(response.status).toBe(200);
  return (await response.text()).trim().split('\r\n').slice(1);
}

async function index(): Promise<Index> {
  return (await (await service.get('/queries')).json()) as Index;
}

describe('the index of saved queries', () => {
  it('lists each with its address, its parameters and an example of each', async () => {
    const { queries } = await index();
    expect(queries.map(({ name }) => name)).toContain('reports');
    expect(queries.find(({ name }) => name === 'reports-near')).toMatchObject({
      address: `${BASE}/queries/reports-near{?lon,lat,metres,lang,format}`,
      parameters: [{ name: 'lon', kind: 'decimal', required: true }, { name: 'lat' }, { required: false }],
    });
  });

  it('is a page with a form for each', async () => {
    const page = await (await service.get('/queries?lang=en', { accept: 'text/html' })).text();
    for (const { name, parameters } of (await index()).queries) {
      expect(page).toContain(`action="/queries/${name}"`);
      for (const parameter of parameters) expect(page).toContain(`name="${parameter.name}"`);
    }
  });

  it('gives examples that work', async () => {
    for (const { name, parameters } of (await index()).queries) {
      const response = await service.get(
        address(name, Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.example]))),
      );
      expect([name, response.status]).toEqual([name, 200]);
    }
  });
});

describe('a saved query', () => {
  it('answers for the values in its address', async () => {
    const all = await rows('reports');
    const parks = await rows('reports', { manager: PARKS, lang: 'en' });
    expect(all).toHaveLength(reports.length);
    expect(parks.length).toBeGreaterThan(0);
    expect(parks.length).toBeLessThan(all.length);
    for (const row of parks) expect(row).toContain('"Parks service, City of Ghent"');
    expect(await rows('reports', { manager: `${BASE}/${PARKS}`, lang: 'en' })).toEqual(parks);
  });

  it('takes a category by its key, with what falls below it', async () => {
    const below = await rows('reports', { category: 'defect-openbaar-domein' });
    const one = await rows('reports', { category: 'zitbank-beschadigd' });
    expect(one.length).toBeGreaterThan(0);
    expect(below.length).toBeGreaterThan(one.length);
    expect(await rows('reports', { category: 'ratten', since: '2100-01-01' })).toEqual([]);
  });

  it('takes what is not filled in as not given', async () => {
    expect(await rows('reports', { manager: '', category: '', since: '' })).toHaveLength(reports.length);
  });

  it('keeps its own default for what is not given', async () => {
    const here = { lon: '3.7171', lat: '51.0431' };
    const near = await rows('reports-near', { ...here, metres: '50' });
    const usual = await rows('reports-near', here);
    expect(near.length).toBeGreaterThan(0);
    expect(near.length).toBeLessThan(usual.length);
    expect(await rows('reports-near', { ...here, metres: '500' })).toEqual(usual);
  });

  it.each([
    ['application/sparql-results+json', '"bindings"'],
    ['application/sparql-results+xml', '<sparql'],
    ['text/csv', 'thing,name,kind'],
    ['text/tab-separated-values', '?thing\t?name'],
    ['text/html', '<table>'],
  ])('gives a table as %s', async (accept, part) => {
    const response = await service.get(address('find-by-name', { text: 'park' }), { accept });
    expect(response.headers.get('content-type')).toContain(accept);
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.text()).toContain(part);
  });

  it.each([
    ['csv', 'text/csv'],
    ['xml', 'application/sparql-results+xml'],
  ])('gives the form that ?format=%s names, whatever the client accepts', async (format, mediaType) => {
    const response = await service.get(address('find-by-name', { text: 'park', format }), {
      accept: 'text/html',
    });
    expect(response.headers.get('content-type')).toContain(mediaType);
  });

  it('gives a graph as RDF', async () => {
    const report = (reports[0] ?? '').replace('/doc/', '/id/');
    for (const [accept, part] of [
      ['text/turtle', 'MeldingBody'],
      ['application/n-triples', `<${report}>`],
      ['text/html', '<pre>'],
    ] as const) {
      const response = await service.get(address('report-with-reasons', { report }), { accept });
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.text()).toContain(part);
    }
  });

  it('shows its form first, where it needs something', async () => {
    const response = await service.get('/queries/reports-near?lang=en', { accept: 'text/html' });
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain('name="lon"');
    expect(page).not.toContain('<table>');
  });
});

describe('a value that is not right', () => {
  it.each([
    ['reports-near', { lat: '51' }, 'lon'],
    ['reports-near', { lon: 'east', lat: '51' }, 'lon'],
    ['reports-near', { lon: '3.7', lat: '51', metres: '2.5' }, 'metres'],
    ['reports', { manager: 'the parks service' }, 'manager'],
    ['reports', { manager: 'https://example.org/>} DROP ALL #' }, 'manager'],
    ['reports', { since: '2026-02-30' }, 'since'],
    ['reports', { category: 'bench' }, 'category'],
    ['find-by-name', { text: 'x'.repeat(1001) }, 'text'],
    ['find-by-name', { text: 'park', colour: 'red' }, 'colour'],
    ['find-by-name', { text: 'park', format: 'pdf' }, 'format'],
  ])(
    'for %s %j is refused by the name of the parameter',
    async (name, parameters: Record<string, string>, parameter) => {
      const response = await service.get(address(name, parameters));
      expect(response.status).toBe(400);
      expect(await json(response)).toMatchObject({ type: `${BASE}/problem/invalid-parameter`, parameter });
    },
  );

  it('is shown an example of a right one', async () => {
    const problem = await json(await service.get(address('reports', { since: 'yesterday' })));
    expect(problem).toMatchObject({ example: '2026-01-01' });
    expect(problem.detail).toContain('since=2026-01-01');
  });

  it('is refused when given twice', async () => {
    expect((await service.get('/queries/find-by-name?text=a&text=b')).status).toBe(400);
  });

  it('cannot leave its place in the query', async () => {
    const text = 'park" } UNION { ?thing ?p ?name } # \\" LANG(?name) = "nl"';
    expect(await rows('find-by-name', { text })).toEqual([]);
  });

  it('of a query that there is not gets the names of those that look like it', async () => {
    const response = await service.get('/queries/report-near');
    expect(response.status).toBe(404);
    expect((await json(response)).detail).toContain('reports-near');
  });
});

describe('a saved query that declares what it cannot keep', () => {
  const ABOVE =
    '# title@nl: A\n# title@en: A\n# description@nl: B\n# description@en: B\n# x@nl: X\n# x@en: X\n';
  const read = (declaration: string, query: string): unknown =>
    checked(parseQueryFile('saved/wrong.rq', `${ABOVE}# ${declaration}\n${query}`));

  it.each([
    ['without a place for it', 'parameter x: iri, example id/1', 'ASK { ?s ?p ?o }', /VALUES \?x/],
    [
      'of a kind that there is not',
      'parameter x: colour, example red',
      'ASK { VALUES ?x { 1 } }',
      /no kind "colour"/,
    ],
  ])('a parameter %s stops the service with a clear word', (_, declaration, query, message) => {
    expect(() => read(declaration, query)).toThrow(message);
    expect(() => read(declaration, query)).toThrow(/queries\/saved\/wrong\.rq/);
  });
});
