import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Quad } from '@rdfjs/types';
import jsonld from 'jsonld';
import { Parser } from 'n3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import type { RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GROUND = '/doc/ground/park-de-wegwijzer';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

/** Triples as sorted texts. */
function toLines(quads: readonly Quad[]): string[] {
  return quads
    .map(({ subject, predicate, object }) =>
      [
        subject.value,
        predicate.value,
        object.value,
        object.termType === 'Literal' ? object.language : '',
      ].join(' '),
    )
    .sort();
}

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
  });

  it('say of the categories the same in every form', async () => {
    const document = await json(await service.get('/categories', { accept: 'application/ld+json' }));
    const triples = await (await service.get('/categories', { accept: 'application/n-triples' })).text();
    expect(toLines(await jsonld.toRDF(document, {}))).toEqual(toLines(new Parser().parse(triples)));
    const turtle = await service.get('/categories', { accept: 'text/turtle' });
    expect(await turtle.text()).toContain('skos:ConceptScheme');
  });

  it.each([
    '/doc/organisation/gent-wegendienst',
    '/doc/organisation/ivago',
    '/doc/organisation-kind/intermunicipal',
    '/doc/rules/gent-demo',
    '/doc/asset/verlichtingspaal-087',
    '/doc/register/demo-water',
  ])('say of %s the same in JSON-LD as in N-Triples, with what links to it', async (path) => {
    const document = await json(await service.get(path, { accept: 'application/ld+json' }));
    const triples = await (await service.get(path, { accept: 'application/n-triples' })).text();
    expect(toLines(await jsonld.toRDF(document, {}))).toEqual(toLines(new Parser().parse(triples)));
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

/** The page at an address, in English. */
async function page(path: string): Promise<string> {
  const response = await service.get(path, { accept: 'text/html', 'accept-language': 'en' });
  expect(response.status).toBe(200);
  return response.text();
}

describe('what the graph names', () => {
  it.each([
    ['/doc/asset/zitbank-029', 'Bench zitbank-029'],
    ['/doc/organisation/gent-groendienst', 'Parks service, City of Ghent'],
    ['/doc/register/demo-ground', 'Demo: ground'],
    ['/doc/rules/gent-demo', 'Agreements of the Ghent demo'],
    ['/doc/road/grensstraat-1', 'Grensstraat'],
    ['/graph/categories', 'Bench damaged'],
    ['/graph/codelists', 'Utility codes'],
  ])('has a page at %s', async (path, part) => {
    expect(await page(path)).toContain(part);
  });

  it.each([
    ['https://w3id.org/wegwijzer#Decision', 'Decision'],
    ['https://w3id.org/wegwijzer/category/zitbank-beschadigd', 'Bench damaged'],
    ['https://w3id.org/wegwijzer/rules/flanders#terrain', 'whoever manages the piece of land'],
    ['https://data.vlaanderen.be/id/organisatie/OVO000098', 'Flemish Agency for Roads and Traffic'],
    ['https://data.vlaanderen.be/id/gemeente/44021', 'Ghent'],
    ['https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/511', 'Submitted'],
    [`${BASE}/id/rules/gent-demo#telecomkast`, 'a telecom cabinet in Ghent is for Proximus'],
  ])('has a document here also where its own address is elsewhere: %s', async (iri, part) => {
    const address = `/doc/?${new URLSearchParams({ iri }).toString()}`;
    expect(await page(address)).toContain(part);
    const turtle = await service.get(address, { accept: 'text/turtle' });
    expect(turtle.headers.get('link')).toBe(`<${iri}>; rel="describes"`);
    expect(turtle.headers.get('etag')).toBeTruthy();
  });

  it('leads from thing to thing without leaving the site', async () => {
    const ground = await page(GROUND);
    const organisation = /href="([^"]*organisation[^"]*)"/.exec(ground)?.[1] ?? '';
    expect((await service.get(organisation)).status).toBe(303);
    expect(ground).toContain('/doc/?iri=https%3A%2F%2Fdata.vlaanderen.be');
  });

  it('says what is in a register', async () => {
    expect(await page('/doc/register/demo-roads')).toContain('href="/id/road/grensstraat-1"');
  });

  it.each([
    'application/ld+json',
    'application/trig',
    'application/n-quads',
    'application/rdf+xml',
    'text/turtle',
  ])(
    'is the same graph, by its name where %s has names, and not sent again while it stays',
    async (accept) => {
      const graph = `${BASE}/graph/codelists`;
      const response = await service.get('/graph/codelists', { accept });
      const body = Buffer.from(await response.arrayBuffer());
      const documentLoader = createDocumentLoader(BASE);
      const mediaType = accept as RdfMediaType;
      const quads = await parseRdf(body, { mediaType, baseIri: graph, documentLoader });
      const hasNames = ['application/ld+json', 'application/trig', 'application/n-quads'].includes(accept);
      expect(new Set(quads.map((quad) => quad.graph.value))).toEqual(new Set([hasNames ? graph : '']));
      const stored = service.engine.store.readGraph(graph) ?? [];
      expect(quads.map((quad) => quadToLine(quad, graph)).sort()).toEqual([...stored].sort());
      const etag = response.headers.get('etag') ?? '';
      const again = await service.get('/graph/codelists', { accept, 'if-none-match': etag });
      expect(again.status).toBe(304);
    },
  );

  it('counts as a query of the client where it is a whole graph', async () => {
    // The page counts its triples, and is made; a form for machines is one query.
    const strict = await startTestService({ queriesPerMinute: 3 });
    const ask = (accept: string): Promise<Response> => strict.get('/graph/ontology', { accept });
    const answers = [await ask('text/html'), await ask('text/turtle'), await ask('text/turtle')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(await answers[0]?.text()).toMatch(/\d{3,} triples/);
  });

  it('is a graph of its own where it is a list of terms', async () => {
    const response = await service.get('/graph/ontology', { accept: 'application/n-quads' });
    expect(await response.text()).toContain(` <${BASE}/graph/ontology> .`);
    expect((await service.get('/graph/nowhere')).status).toBe(404);
    const browsed = await service.get('/ontology', { accept: 'text/html' });
    expect([browsed.status, browsed.headers.get('location')]).toEqual([303, `${BASE}/graph/ontology`]);
  });

  it('is asked for by an absolute IRI', async () => {
    const response = await service.get('/doc/?iri=bench');
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ parameter: 'iri' });
    expect((await service.get('/doc/?iri=https%3A%2F%2Fexample.org%2Fnothing')).status).toBe(404);
  });
});

describe('a map', () => {
  it('shows a thing among what is around it, without anything from elsewhere', async () => {
    const bench = await page('/doc/asset/zitbank-029');
    const map = bench.slice(bench.indexOf('<svg'), bench.indexOf('</svg>'));
    expect(map).toContain('role="img"');
    expect(map).toMatch(/aria-label="Map of the surroundings: [^"]+"/);
    expect(map).toMatch(/<a href="\/id\/asset\/zitbank-029" class="asset Zitbank subject"/);
    expect(map).toMatch(/class="ground Wegberm"/);
    expect(map).toMatch(/class="road Wegsegment"/);
    expect(map).not.toMatch(/style=|<image|xlink/);
  });

  it('shows a municipality whole', async () => {
    const area = await page('/doc/?iri=https%3A%2F%2Fdata.vlaanderen.be%2Fid%2Fgemeente%2F44021');
    expect(area).toContain('class="area subject"');
  });

  it('is left out where there is no place', async () => {
    expect(await page('/doc/organisation/gent-groendienst')).not.toContain('<svg');
  });
});

describe('the pages of a report and its decision', () => {
  let report = '';
  let decision = '';
  beforeAll(async () => {
    const filed = await json(await file(service, benchReport()));
    report = String(filed.id).replace('/id/', '/doc/');
    decision = (filed.decision as { id: string }).id.replace('/id/', '/doc/');
  });

  it('say what, where, who and why', async () => {
    const shown = await page(report);
    expect(shown).toContain('De bank in het park is stuk.');
    expect(shown).toContain('Bench damaged');
    expect(shown).toContain('Submitted');
    expect(shown).toContain('Parks service, City of Ghent is responsible');
    expect(shown).toContain('class="mark"');
  });

  it('show the facts of a decision with their distance and register, and mark them on the map', async () => {
    const shown = await page(decision);
    expect(shown).toContain('Parks service, City of Ghent is responsible');
    expect(shown).toMatch(/Demo: ground<\/a>\s*<span class="note">as of <time datetime="\d{4}-\d\d-\d\d">/);
    expect(shown).toMatch(/class="ground Groenvlak fact"/);
    expect(shown).toContain('class="mark"');
    expect(shown).toContain(`href="${report.replace(BASE, '').replace('/doc/', '/id/')}"`);
  });
});

describe('the explanations of a decision', () => {
  let decision = '';
  beforeAll(async () => {
    const litter = benchReport({ category: 'zwerfvuil-op-straat' });
    const filed = await json(await file(service, litter));
    decision = (filed.decision as { id: string }).id.replace('/id/', '/doc/');
  });

  it('are on its page for three readers', async () => {
    const shown = await page(decision);
    expect(shown).toMatch(/<p class="answer">\S+ .* is responsible: /);
    expect(shown).toMatch(
      /<h2>For the dispatcher<\/h2>\s*<p>At the place, known to within 10 m, the registers have/,
    );
    expect(shown).toMatch(/<h2>Who it might have been, and why not<\/h2>\s*<ul>/);
    expect(shown).toContain(`wegwijzer replay ${decision.slice(decision.lastIndexOf('/') + 1)}`);
  });

  it('flag a register that is older than it may be', async () => {
    const { engine } = service;
    const path = join('demo', 'ground.ttl');
    await engine.loadRegister({ name: 'demo-ground', asOf: '2001-01-31', files: [{ path }] });
    const filed = await json(await file(service, benchReport()));
    const { id, facts, forDispatcher } = filed.decision as {
      id: string;
      facts: { role: string; stale?: boolean }[];
      forDispatcher: { en: string };
    };
    expect(facts.filter(({ stale }) => stale).map(({ role }) => role)).toContain('ground');
    expect(forDispatcher.en).toContain('describes 2001-01-31');
    const shown = await page(id.replace('/id/', '/doc/'));
    expect(shown).toMatch(/<time datetime="2001-01-31">[^]*?<strong class="stale">stale<\/strong>/);
    expect(shown).toContain('Nobody else: no other rule held');
  });
});

describe('what was in the graph once', () => {
  it('is gone, not unknown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-gone-'));
    const path = join(folder, 'benches.ttl');
    const bench = (key: string): string =>
      `<id/asset/${key}> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
         <http://www.w3.org/ns/locn#geometry> [ a <http://www.w3.org/ns/locn#Geometry> ;
           <http://www.opengis.net/ont/geosparql#asWKT>
             "POINT (3.72 51.05)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .`;
    try {
      for (const keys of [['old-bench', 'new-bench'], ['new-bench']]) {
        writeFileSync(path, keys.map(bench).join('\n'));
        await service.engine.loadRegister({ name: 'benches', files: [{ path }] });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect((await service.get('/doc/asset/new-bench')).status).toBe(200);
    const gone = await service.get('/doc/asset/old-bench');
    expect(gone.status).toBe(410);
    expect(await json(gone)).toMatchObject({ type: `${BASE}/problem/gone` });
    expect((await service.get('/doc/asset/old-benc')).status).toBe(404);
  });
});
