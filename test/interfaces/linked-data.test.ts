import { beforeAll, describe, expect, it } from 'vitest';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GROUND = '/doc/ground/park-de-wegwijzer';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe('a thing', () => {
  it('leads to its document', async () => {
    const response = await service.get('/id/ground/park-de-wegwijzer');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(BASE + GROUND);
  });

  it('that nobody knows has no document', async () => {
    const response = await service.get('/doc/ground/nowhere');
    expect(response.status).toBe(404);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/not-found` });
  });
});

describe('a document', () => {
  it.each([
    ['text/turtle', 'text/turtle; charset=utf-8', '@prefix'],
    ['application/n-triples', 'application/n-triples', '<'],
    ['application/n-quads', 'application/n-quads', `<${BASE}/id/register/demo-ground> .`],
    ['application/trig', 'application/trig', `<${BASE}/id/register/demo-ground> {`],
    ['application/rdf+xml', 'application/rdf+xml', '<rdf:RDF'],
    ['application/ld+json', 'application/ld+json', '"@context"'],
    ['text/html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['*/*', 'application/ld+json', '"@context"'],
    ['text/html;q=0.5, text/turtle', 'text/turtle; charset=utf-8', '@prefix'],
    ['text/*', 'text/turtle; charset=utf-8', '@prefix'],
    ['application/xhtml+xml, text/html, */*;q=0.8', 'text/html; charset=utf-8', '<!doctype html>'],
  ])('for Accept: %s is %s', async (accept, mediaType, part) => {
    const response = await service.get(GROUND, { accept });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(mediaType);
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.text()).toContain(part);
  });

  it('is refused in a form that there is not, with those that there are', async () => {
    const response = await service.get(GROUND, { accept: 'image/png' });
    expect(response.status).toBe(406);
    expect((await json(response)).available).toContain('text/turtle');
  });

  it('is not sent again to who has it, in that form', async () => {
    const first = await service.get(GROUND, { accept: 'text/turtle' });
    const tag = first.headers.get('etag') ?? '';
    const again = await service.get(GROUND, { accept: 'text/turtle', 'if-none-match': `"other", ${tag}` });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(tag);
    expect(await again.text()).toBe('');
    const otherForm = await service.get(GROUND, { accept: 'application/n-quads', 'if-none-match': tag });
    expect(otherForm.status).toBe(200);
  });

  it('says what points to the thing', async () => {
    const response = await service.get('/doc/organisation/gent-groendienst', {
      accept: 'application/n-triples',
    });
    expect(await response.text()).toContain(`<${BASE}/id/organisation/gent-groendienst> .`);
  });

  it('is a page in the language of the reader, with names for what it mentions', async () => {
    const page = async (language: string): Promise<string> =>
      (await service.get(GROUND, { accept: 'text/html', 'accept-language': language })).text();
    expect(await page('nl-BE, nl;q=0.9')).toContain('<html lang="nl">');
    const english = await page('en-GB');
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('De Wegwijzer park');
    expect(english).toContain('href="/id/organisation/gent-groendienst"');
  });
});

describe('a report and its decision', () => {
  it('have documents of their own', async () => {
    const filed = await json(await file(service, benchReport()));
    const report = String(filed.id);
    const document = report.replace('/id/', '/doc/');
    expect((await service.get(report)).headers.get('location')).toBe(document);
    const described = await json(await service.get(document));
    expect(described).toMatchObject({
      '@context': `${BASE}/context/report.jsonld`,
      id: report,
      type: 'Report',
      category: 'zitbank-beschadigd',
      body: { description: 'De bank in het park is stuk.', location: { accuracy: 10 } },
      decision: { outcome: 'decided', responsible: `${BASE}/id/organisation/gent-groendienst` },
    });
    const quads = await (await service.get(document, { accept: 'application/n-quads' })).text();
    for (const line of quads.trim().split('\n')) expect(line.endsWith(`<${document}> .`)).toBe(true);

    const { id: decision } = filed.decision as { id: string };
    const decisionDocument = decision.replace('/id/', '/doc/');
    expect(await json(await service.get(decisionDocument))).toMatchObject({
      id: decision,
      outcome: 'decided',
      'prov:used': { id: report },
    });
    const page = await (await service.get(decisionDocument, { accept: 'text/html' })).text();
    expect(page).toContain('Groendienst Stad Gent');
  });
});

describe('our terms', () => {
  it('include the context of a report', async () => {
    const response = await service.get('/context/report.jsonld');
    expect(response.headers.get('content-type')).toBe('application/ld+json');
    expect(response.headers.get('cache-control')).toContain('max-age');
    expect(await json(response)).toHaveProperty('@context.Report');
  });

  it('include the categories, as a list with names', async () => {
    const { concepts } = (await json(await service.get('/categories'))) as { concepts: object[] };
    expect(concepts.length).toBeGreaterThan(40);
    expect(concepts).toContainEqual(
      expect.objectContaining({
        notation: 'sluikstort',
        label: { nl: 'Sluikstort', en: 'Fly-tipping' },
        broader: 'https://w3id.org/wegwijzer/category/zwerfvuil',
      }),
    );
    const turtle = await service.get('/categories', { accept: 'text/turtle' });
    expect(await turtle.text()).toContain('skos:ConceptScheme');
  });

  it.each([
    ['/ontology', 'Ontology'],
    ['/shapes', 'NodeShape'],
  ])('at %s come in every form', async (path, part) => {
    for (const accept of ['*/*', 'application/n-triples', 'application/ld+json', 'application/rdf+xml']) {
      const response = await service.get(path, { accept });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(part);
    }
  });
});
