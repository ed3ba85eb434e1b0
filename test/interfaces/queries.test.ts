import { beforeAll, describe, expect, it } from 'vitest';
import { parseQueryFile, readQueryFiles } from '#wegwijzer/rdf/query-file.js';
import { fileScenarios } from './scenarios.js';
import { json, startTestService, type TestService } from './service.js';

interface Example {
  readonly name: string;
  readonly title: string;
  readonly query: string;
}

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await fileScenarios(service);
});

async function examples(language = 'en'): Promise<Example[]> {
  const response = await service.get(`/queries/examples?lang=${language}`);
  return (await response.json()) as Example[];
}

async function run(query: string, accept = 'text/csv, text/turtle;q=0.9'): Promise<string> {
  const response = await service.get(
    '/sparql',
    { accept, 'content-type': 'application/sparql-query' },
    { method: 'POST', body: query },
  );
  expect(response.status).toBe(200);
  return response.text();
}

describe('the query page', () => {
  it('is what a browser finds at the endpoint, with the examples as links', async () => {
    const response = await service.get('/sparql?lang=en', { accept: 'text/html, */*;q=0.8' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('vary')).toContain('Accept');
    const page = await response.text();
    for (const { name, title } of await examples()) {
      expect(page).toContain(`data-example="${name}"`);
      expect(page).toContain(`>${title}</a`);
    }
  });

  it('loads nothing from elsewhere', async () => {
    const response = await service.get('/sparql', { accept: 'text/html' });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    const sources = [...(await response.text()).matchAll(/<(?:script|link)[^>]*(?:src|href)="([^"]+)"/g)];
    expect(sources.length).toBeGreaterThan(4);
    for (const [, source = ''] of sources) {
      expect(source).toMatch(/^\//);
      expect((await service.get(source)).status).toBe(200);
    }
  });

  it('leaves the service description to machines', async () => {
    const response = await service.get('/sparql');
    expect(response.headers.get('content-type')).toContain('text/turtle');
  });

  it('relaxes its policy for itself alone', async () => {
    const { headers } = await service.get('/', { accept: 'text/html' });
    expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
  });
});

/** What the answer to each example must hold after the reports of the demo's scenarios. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'open-reports-per-manager': /OVO000098,Flemish Agency for Roads and Traffic,[1-9]/,
  'latest-reports': /\/id\/report\/[\da-f-]{36},Bench damaged,POINT/,
  'reports-near-a-place': /\/id\/report\/[\da-f-]{36},[^,]+,\d+\r/,
  'share-of-reports-per-kind-of-manager': /OrganizationalUnit,\d+,\d+\r/,
  'assets-without-manager': /#Zitbank,Bench,31,31/,
  'decisions-by-rule': /#terrain,.*General rules for Flanders,[1-9]/,
  'where-a-fact-came-from': /ground\/[^,]+,Ground,0,Demo: ground,\d{4}-/,
  'runners-up': /less specific/,
  'ambiguous-decisions': /,Is it about .*\?,/,
  'rules-per-category': /#Area,[1-9]/,
  'tree-of-categories': /,Bench damaged,zitbank-beschadigd,Bench/,
  'what-a-manager-looks-after': /Flemish Agency for Roads and Traffic,Verge,\d+/,
  'roads-with-two-managers':
    /road\/grensstraat-\d,[^,]+,"Roads service, City of Ghent",Municipality of Destelbergen/,
  registers: /demo-assets,Demo: assets,\d{4}-\d\d-\d\d,1,\d{4}/,
  'one-report-with-its-reasons': /<https:\/\/w3id.org\/wegwijzer#outcome>/,
};

describe('an example', () => {
  it('is there for every lesson, and none without a test', async () => {
    expect((await examples()).map(({ name }) => name)).toEqual(Object.keys(EXPECTED));
  });

  it.each(Object.entries(EXPECTED))('%s answers what it says', async (name, expected) => {
    const example = (await examples()).find((one) => one.name === name);
    expect(await run(example?.query ?? '')).toMatch(expected);
  });

  it('asks for names in the language of the reader', async () => {
    const [english, dutch] = [await examples('en'), await examples('nl')];
    expect(await run(english[0]?.query ?? '')).toContain('City of Ghent');
    expect(await run(dutch[0]?.query ?? '')).toContain('Stad Gent');
    expect(dutch[0]?.title).toBe('Open meldingen per beheerder');
  });
});

describe('a query file', () => {
  const ABOVE = '# title@nl: A\n# title@en: A\n# description@nl: B\n#   en meer\n# description@en: B\n';

  it('declares its texts and parameters above the query', () => {
    const file = parseQueryFile(
      'saved/x.rq',
      `${ABOVE}# parameter day: date, optional, example 2026-01-31\n# day@nl: Dag\n# day@en: Day\nASK { ?s ?p ?o }`,
    );
    expect(file).toMatchObject({ name: 'x', text: 'ASK { ?s ?p ?o }', description: { nl: 'B en meer' } });
    expect(file.parameters).toEqual([
      { name: 'day', kind: 'date', required: false, example: '2026-01-31', label: { nl: 'Dag', en: 'Day' } },
    ]);
  });

  it.each([
    ['a missing language', '# title@nl: A\nASK {}', /title@en/],
    ['a comment that declares nothing', `${ABOVE}# remark\nASK {}`, /declares nothing: # remark/],
    ['a parameter without example', `${ABOVE}# parameter day: date\nASK {}`, /declares "day"/],
  ])('is refused with its name for %s', (_, text, message) => {
    expect(() => parseQueryFile('saved/wrong.rq', text)).toThrow(/saved\/wrong\.rq/);
    expect(() => parseQueryFile('saved/wrong.rq', text)).toThrow(message);
  });

  it('is valid by itself, in every folder for people', () => {
    expect(readQueryFiles('examples').length).toBeGreaterThanOrEqual(12);
  });

  it('is JSON for programs', async () => {
    const response = await service.get('/queries/examples');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('etag')).toMatch(/^W\//);
    expect(await json(response)).toBeInstanceOf(Array);
  });
});
