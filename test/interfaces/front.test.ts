import { beforeAll, describe, expect, it } from 'vitest';
import { nl } from '#wegwijzer/interfaces/web/wording/nl.js';
import { BASE, json, startTestService, type TestService } from './service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

async function page(path: string, language = 'en'): Promise<string> {
  const response = await service.get(path, { accept: 'text/html', 'accept-language': language });
  expect(response.status).toBe(200);
  return response.text();
}

function send(fields: Record<string, string>): Promise<Response> {
  return service.get(
    '/report-form',
    { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    { method: 'POST', body: new URLSearchParams(fields).toString() },
  );
}

const GRASS = { category: 'zitbank-beschadigd', lon: '3.7099224', lat: '51.0453067', accuracy: '5' };

describe('the front page', () => {
  it('is JSON-LD for machines', async () => {
    const response = await service.get('/');
    expect(response.headers.get('content-type')).toBe('application/ld+json');
    expect(await json(response)).toMatchObject({ sparql: `${BASE}/sparql`, reports: `${BASE}/reports` });
  });

  it('is a page with a form for people', async () => {
    const shown = await page('/');
    expect(shown).toContain('action="/responsible"');
    expect(shown).toContain('<option value="zitbank-beschadigd" selected>');
    const style = /href="(\/assets\/[^"]+)"/.exec(shown)?.[1] ?? '';
    expect((await service.get(style)).headers.get('content-type')).toContain('text/css');
  });

  it('has a map of what the graph knows, to choose a place on', async () => {
    const shown = await page('/', 'nl');
    const map = shown.slice(shown.indexOf('<svg'), shown.indexOf('</svg>'));
    expect(map).toContain('id="place-map"');
    expect(map).toMatch(/data-lon="3\.7\d+"/);
    expect(map).toMatch(/class="ground Groenvlak"/);
    expect(map).toContain('class="mark"');
  });

  it('leads only to addresses that exist', async () => {
    const shown = await page('/?lang=en');
    const addresses = [...shown.matchAll(/<(?:a|link|script)[^>]*(?:href|src)="(\/[^"]*)"/g)]
      .map(([, address = '']) => address)
      .filter((address) => !address.startsWith('/id/asset') && !address.startsWith('/id/ground'));
    expect(addresses).toEqual(
      expect.arrayContaining(['/queries?lang=en', '/catalog?lang=en', '/openapi?lang=en']),
    );
    for (const address of new Set(addresses))
      expect([address, (await service.get(address, { accept: 'text/html, */*' })).status < 400]).toEqual([
        address,
        true,
      ]);
  });
});

describe('a page in the language that its address names', () => {
  const linksOf = (shown: string): string[] =>
    [...shown.matchAll(/<a\s[^>]*?href="(\/[^"]*|\?[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
  const pages =
    /^(?:\?|\/(?:$|\?|id\/|doc\/|graph\/|queries|catalog|void|sparql|openapi(?!\.)|ontology|categories))/;

  it.each(['/', '/queries', '/void', '/catalog', '/doc/register/demo-assets'])(
    'leads from %s to others in that language',
    async (path) => {
      const shown = await page(`${path}?lang=en`, 'nl');
      const links = linksOf(shown).filter((href) => pages.test(href) && !href.includes('lang=nl'));
      expect(links.length).toBeGreaterThan(1);
      for (const href of links) expect(href).toContain('lang=en');
    },
  );

  it('comes to the document about a thing', async () => {
    const asked = await service.get('/id/register/demo-assets?lang=en', { accept: 'text/html' });
    expect(asked.headers.get('location')).toBe(`${BASE}/doc/register/demo-assets?lang=en`);
  });

  it('leads nowhere in a language that only the browser asked for', async () => {
    expect(linksOf(await page('/', 'en')).filter((href) => href.includes('lang=en'))).toEqual([]);
  });

  it('says in it what is wrong with a form', async () => {
    const headers = { accept: 'text/html', 'accept-language': 'nl' };
    const shown = await (await service.get('/doc/nothing?lang=en', headers)).text();
    expect(shown).toContain('<html lang="en">');
    const document = await service.get('/rules/nothing?lang=nl', { accept: 'application/json' });
    expect(await json(document)).toMatchObject({ title: nl.problems['not-found'].title });
  });
});

describe('the answer to who is responsible', () => {
  const address = `/responsible?${new URLSearchParams(GRASS).toString()}`;

  it('is a page with its reasons and the place on a map', async () => {
    const shown = await page(address);
    expect(shown).toContain('Parks service, City of Ghent is responsible');
    expect(shown).toContain('Demo: ground');
    expect(shown).toContain('<h2>For the dispatcher</h2>');
    expect(shown).not.toContain('For the auditor');
    expect(shown).toMatch(/class="ground Groenvlak fact"/);
    expect(shown).toContain('class="mark"');
  });

  it('leaves the question to the reader where it is not certain', async () => {
    const edge = new URLSearchParams({ ...GRASS, lon: '3.7083654', lat: '51.0449695', accuracy: '10' });
    const shown = await page(`/responsible?${edge.toString()}`);
    expect(shown).toContain('class="question"');
    expect(shown).toContain('Roads service, City of Ghent');
  });

  it('is settled by following one of the answers that it offers', async () => {
    const edge = new URLSearchParams({ ...GRASS, lon: '3.7083654', lat: '51.0449695', accuracy: '10' });
    const shown = await page(`/responsible?${edge.toString()}`);
    const answers = [...shown.matchAll(/<a href="(\?[^"]*chosen=[^"]*)">/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(answers.length).toBeGreaterThan(1);
    const settled = await Promise.all(answers.map((href) => page(`/responsible${href}`)));
    for (const answer of settled) expect(answer).not.toContain('class="question"');
    const managers = settled.map((answer) => /<p class="answer">(.*?)<\/p>/s.exec(answer)?.[1]);
    expect(new Set(managers).size).toBeGreaterThan(1);
  });

  it.each(['park', 'tree:https://example.org/1', 'road:<x>'])(
    'takes no answer such as %s',
    async (chosen) => {
      const response = await service.get(`${address}&${new URLSearchParams({ chosen }).toString()}`);
      expect(response.status).toBe(400);
      expect(await json(response)).toMatchObject({ parameter: 'chosen' });
    },
  );

  it('can be reported from there', async () => {
    const shown = await page(address);
    expect(shown).toContain('action="/report-form?lang=en" method="post"');
    for (const [name, value] of Object.entries(GRASS))
      expect(shown).toContain(`name="${name}" value="${value}"`);
  });
});

describe('the form to report', () => {
  it('files a report and leads to its page', async () => {
    const response = await send({ ...GRASS, description: 'The backrest is <broken>.', lang: 'en' });
    expect(response.status).toBe(201);
    const location = response.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^${BASE}/id/report/[\\da-f-]{36}$`));
    expect(await response.text()).toContain(`href="${location.replace(`${BASE}/id/`, '/doc/')}?lang=en"`);
    const shown = await page(location.replace('/id/', '/doc/'));
    expect(shown).toContain('The backrest is &lt;broken&gt;.');
    expect(shown).toMatch(/What happened so far[^]*<ol>\s*<li>/);
    expect(shown).toContain('Parks service, City of Ghent');
  });

  it('files a report with the answers that the reader gave before', async () => {
    const edge = { ...GRASS, lon: '3.7083654', lat: '51.0449695', accuracy: '10' };
    const asked = await page(`/responsible?${new URLSearchParams(edge).toString()}`);
    const [, href = ''] = /<a href="(\?[^"]*chosen=[^"]*)">/.exec(asked) ?? [];
    const answered = await page(`/responsible${href.replaceAll('&amp;', '&')}`);
    const [, manager = ''] = /<p class="answer">(.*?)<\/p>/s.exec(answered) ?? [];
    const form = answered.slice(answered.indexOf('action="/report-form?'));
    const fields = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    );
    expect(fields.map(([name]) => name)).toContain('chosen');
    const twice = [1, 2].map(() => send({ ...Object.fromEntries(fields), description: 'Bank stuk.' }));
    const [filed, again] = (await Promise.all(twice)) as [Response, Response];
    expect([filed.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('location')).toBe(filed.headers.get('location'));
    const shown = await page((filed.headers.get('location') ?? '').replace('/id/', '/doc/'));
    expect(shown).not.toContain('class="question"');
    expect(shown).toContain(manager);
  });

  it('names what is wrong in a page', async () => {
    const response = await send({ ...GRASS, category: 'bench', description: 'x' });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('names what is wrong in the language of the reader', async () => {
    const response = await service.get('/id/nothing', { accept: 'text/html', 'accept-language': 'nl' });
    const shown = await (
      response.status === 303
        ? service.get(response.headers.get('location') ?? '', {
            accept: 'text/html',
            'accept-language': 'nl',
          })
        : Promise.resolve(response)
    ).then((one) => one.text());
    expect(shown).toContain(nl.problems['not-found'].cause);
    expect(shown).toContain(nl.problems['not-found'].mend);
  });

  it('is not for programs', async () => {
    const response = await service.get(
      '/report-form',
      { 'content-type': 'application/json' },
      { method: 'POST', body: '{}' },
    );
    expect(response.status).toBe(415);
    expect((await json(response)).detail).toContain('POST /reports');
  });
});
