import { existsSync, readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { DataFactory, Parser, Store, Writer, type NamedNode, type Quad } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import { rdfMediaTypes, type RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';
import { BASE, benchReport, file, startTestService, type TestService } from './service.js';
import { PROJECT } from '../support/engine.js';

const LDES = 'https://w3id.org/ldes#';
const TREE = 'https://w3id.org/tree#';
const SHAPES = `${PROJECT}../shared/conformance/ldes/`;
const namedNode = (iri: string): NamedNode => DataFactory.namedNode(iri);

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  expect((await file(service, benchReport())).status).toBe(201);
  await service.engine.streams.caughtUp();
});

async function page(path: string, accept = 'text/turtle'): Promise<Response> {
  return service.get(path, { accept });
}

/** The triples of a page; relative addresses are resolved against where it was got from. */
async function triples(path: string, at = BASE + path): Promise<Store> {
  const response = await page(path);
  expect(response.status).toBe(200);
  return new Store(new Parser({ baseIRI: at }).parse(await response.text()));
}

function objects(store: Store, property: string, subject?: string): string[] {
  const from = subject === undefined ? null : namedNode(subject);
  return store.getObjects(from, namedNode(property), null).map(({ value }) => value);
}

/** Every page below an address, as a client finds them. */
async function crawl(path: string): Promise<string[]> {
  const store = await triples(path);
  const below = [...new Set(objects(store, `${TREE}node`))].map((iri) => iri.replace(BASE, ''));
  return [path, ...(await Promise.all(below.map(crawl))).flat()];
}

describe('An event stream', () => {
  it('leads from its entry by one view to pages with every member once', async () => {
    const entry = await triples('/ldes/register/demo-assets');
    const views = objects(entry, `${TREE}view`);
    expect(views).toEqual([`${BASE}/ldes/register/demo-assets/by-time`]);
    const pages = await crawl('/ldes/register/demo-assets/by-time');
    const members = (await Promise.all(pages.map((path) => triples(path)))).flatMap((store) =>
      objects(store, `${TREE}member`),
    );
    const { members: count } = service.engine.streams.stream('register/demo-assets') ?? {};
    expect(members).toHaveLength(count ?? 0);
    expect(new Set(members).size).toBe(members.length);
  });

  it.each([
    ['/ldes/register/demo-assets/by-area', 'register/demo-assets'],
    ['/ldes/register/demo-assets/by-manager', 'register/demo-assets'],
    ['/ldes/reports/by-manager', 'reports'],
    ['/ldes/reports/by-area', 'reports'],
    ['/ldes/decisions/by-manager', 'decisions'],
  ])('has every member in %s too', async (path, stream) => {
    const pages = await crawl(path);
    const members = (await Promise.all(pages.map((one) => triples(one)))).flatMap((store) =>
      objects(store, `${TREE}member`),
    );
    expect(new Set(members).size).toBe(service.engine.streams.stream(stream)?.members);
  });

  it('has one view wherever a client may begin: at each stream, each view, and each part of one', async () => {
    for (const stream of ['reports', 'decisions', 'register/demo-assets']) {
      const views = ['by-time', 'by-manager', ...(stream === 'decisions' ? [] : ['by-area'])].map(
        (view) => `/ldes/${stream}/${view}`,
      );
      const parts = await Promise.all(
        views.slice(1).map(async (view) => objects(await triples(view), `${TREE}node`)[0] ?? view),
      );
      for (const path of [`/ldes/${stream}`, ...views, ...parts.map((part) => part.replace(BASE, ''))]) {
        const root = await triples(path);
        const here = path === `/ldes/${stream}` ? `${path}/by-time` : path;
        expect(objects(root, `${TREE}view`)).toEqual([BASE + here]);
        if (here === path) expect(objects(root, `${LDES}retentionPolicy`, BASE + path)).toHaveLength(1);
      }
    }
  });

  it('says by which classes its members create, change and end things, and each member has one of them', async () => {
    const entry = await triples('/ldes/reports');
    const stream = `${BASE}/ldes/reports`;
    const classes = ['Create', 'Update', 'Delete'].map((kind) => {
      expect(objects(entry, `${LDES}version${kind}Path`, stream)).toEqual([
        'http://www.w3.org/1999/02/22-rdf-syntax-ns#type',
      ]);
      return objects(entry, `${LDES}version${kind}Object`, stream);
    });
    expect(classes).toEqual(
      ['Create', 'Update', 'Delete'].map((kind) => [`https://www.w3.org/ns/activitystreams#${kind}`]),
    );
    const pages = await Promise.all((await crawl('/ldes/reports/by-time')).map((path) => triples(path)));
    for (const page of pages)
      for (const member of objects(page, `${TREE}member`)) {
        const types = objects(page, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type', member);
        expect(types.filter((type) => classes.flat().includes(type))).toHaveLength(1);
      }
  });

  it('leads to the members of one manager by the property that names the manager', async () => {
    const root = await triples('/ldes/reports/by-manager');
    expect(objects(root, `${TREE}path`)).toEqual(['https://data.vlaanderen.be/ns/melding#behandelaar']);
    const [manager] = objects(root, `${TREE}value`);
    const [node = ''] = objects(root, `${TREE}node`);
    const pages = await crawl(node.replace(BASE, ''));
    const handlers = (await Promise.all(pages.map((path) => triples(path)))).flatMap((store) =>
      objects(store, 'https://data.vlaanderen.be/ns/melding#behandelaar'),
    );
    expect(new Set(handlers)).toEqual(new Set([manager]));
  });

  it('leads to the members in one tile by the outline of the tile', async () => {
    const root = await triples('/ldes/reports/by-area');
    const [outline = ''] = objects(root, `${TREE}value`);
    const [west = 0, south = 0, east = 0, , , north = 0] = (outline.match(/[\d.]+/g) ?? []).map(Number);
    expect([3.7099224 >= west, 3.7099224 <= east, 51.0453067 >= south, 51.0453067 <= north]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('bounds every window by two relations that hold for its members', async () => {
    const group = await triples('/ldes/register/demo-assets/by-time/0');
    const relations = group.getObjects(null, namedNode(`${TREE}relation`), null);
    expect(relations).toHaveLength(4);
    for (const node of new Set(objects(group, `${TREE}node`))) {
      const bounds = group
        .getSubjects(namedNode(`${TREE}node`), namedNode(node), null)
        .flatMap((relation) => group.getObjects(relation, namedNode(`${TREE}value`), null))
        .map(({ value }) => value)
        .sort();
      const leaf = await triples(node.replace(BASE, ''));
      const times = objects(leaf, 'http://www.w3.org/ns/prov#generatedAtTime').sort();
      expect((bounds[0] ?? '') <= (times[0] ?? '')).toBe(true);
      expect((bounds[1] ?? '') >= (times.at(-1) ?? '')).toBe(true);
    }
  });

  it('tells of reports and decisions, without who reported', async () => {
    const reporter = { type: 'Person', name: 'Ann Peeters', email: 'ann@example.org' };
    const answer = await file(service, benchReport({ reporter }));
    expect(answer.status).toBe(201);
    await service.engine.streams.caughtUp();
    const text = await (await page('/ldes/reports/by-time/0/0')).text();
    expect(text).toContain('De bank in het park is stuk.');
    expect(text).not.toContain('Peeters');
    expect(text).not.toContain('ann@example.org');
    const decisions = await triples('/ldes/decisions/by-time/0/0');
    expect(objects(decisions, 'https://w3id.org/wegwijzer#responsible')).not.toHaveLength(0);
  });

  it.each(['reports', 'decisions', 'register/demo-assets'])(
    'says in its entry by which paths and shape its members are read, and these hold for all of a page: %s',
    async (stream) => {
      const entry = await triples(`/ldes/${stream}`);
      const iri = `${BASE}/ldes/${stream}`;
      const one = (property: string): string => {
        const found = objects(entry, property, iri);
        expect(found).toHaveLength(1);
        return found[0] ?? '';
      };
      const [time, thing] = [one(`${LDES}timestampPath`), one(`${LDES}versionOfPath`)];
      const [place, shape] = [one(`${LDES}sequencePath`), one(`${TREE}shape`)];
      const data = await triples(`/ldes/${stream}/by-time/0/0`);
      const members = objects(data, `${TREE}member`);
      for (const member of members)
        expect([time, thing].map((path) => objects(data, path, member).length)).toEqual([1, 1]);
      expect(members.flatMap((member) => objects(data, place, member).map(Number))).toEqual(
        members.map((_, index) => index + 1),
      );
      const shapes = await triples(shape.replace(BASE, '').replace(/#.*/, ''));
      for (const member of members)
        shapes.addQuad(
          namedNode(shape),
          namedNode('http://www.w3.org/ns/shacl#targetNode'),
          namedNode(member),
        );
      const { conforms, results } = await new SHACLValidator(shapes, { allowNamedNodeInList: true }).validate(
        data,
      );
      expect(results.map(({ focusNode, path }) => [focusNode.value, path.value])).toEqual([]);
      expect([conforms, members.length > 0]).toEqual([true, true]);
    },
  );

  it('answers the address of each version with what the page says of it', async () => {
    const [member = ''] = objects(await triples('/ldes/reports/by-time/0/0'), `${TREE}member`);
    const version = await triples(member.replace(BASE, ''));
    expect(objects(version, 'http://purl.org/dc/terms/isVersionOf', member)).toHaveLength(1);
    const inPage = (await triples('/ldes/reports/by-time/0/0')).getQuads(namedNode(member), null, null, null);
    expect(version.getQuads(namedNode(member), null, null, null)).toHaveLength(inPage.length);
  });

  it('publishes a new report within the time that a client waits for the next look', async () => {
    const before = service.engine.streams.stream('reports')?.members ?? 0;
    const published = new Promise<void>((resolve) => {
      const end = service.engine.streams.subscribe(() => {
        if ((service.engine.streams.stream('reports')?.members ?? 0) <= before) return;
        end();
        resolve();
      });
    });
    expect((await file(service, benchReport())).status).toBe(201);
    await published;
  });
});

describe('A page', () => {
  const CLOSED = '/ldes/register/demo-assets/by-time/0/0';
  const OPEN = '/ldes/register/demo-assets/by-time/0/1';

  it('may be kept for ever when it is full, and says so', async () => {
    const response = await page(CLOSED);
    expect(response.headers.get('cache-control')).toBe('public, max-age=604800, immutable');
    expect(objects(await triples(CLOSED), `${LDES}immutable`)).toEqual(['true']);
  });

  it('is not kept for long while it fills', async () => {
    expect((await page(OPEN)).headers.get('cache-control')).toBe('public, max-age=5');
    expect(objects(await triples(OPEN), `${LDES}immutable`)).toEqual([]);
    expect((await page('/ldes/register/demo-assets')).headers.get('cache-control')).not.toContain(
      'immutable',
    );
  });

  it('has a strong entity tag for each format and coding, and is not sent to who has it', async () => {
    const tags = new Set<string>();
    for (const accept of ['text/turtle', 'application/n-quads', 'application/ld+json'])
      for (const coding of ['identity', 'gzip', 'br']) {
        const response = await service.get(CLOSED, { accept, 'accept-encoding': coding });
        const tag = response.headers.get('etag') ?? '';
        expect(tag).toMatch(/^"[^"]+"$/);
        expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
        expect(response.headers.get('vary')).toContain('Accept, Accept-Encoding');
        tags.add(tag);
        const again = await service.get(CLOSED, { accept, 'accept-encoding': coding, 'if-none-match': tag });
        expect(again.status).toBe(304);
      }
    expect(tags.size).toBe(9);
  });

  it('says the same in every format, all of it in the default graph', async () => {
    const said = async (mediaType: RdfMediaType): Promise<string> => {
      const text = await (await page(CLOSED, mediaType)).text();
      const documentLoader = createDocumentLoader(BASE);
      const quads = await parseRdf(text, { mediaType, baseIri: BASE + CLOSED, documentLoader });
      expect(new Set(quads.map(({ graph }) => graph.termType))).toEqual(new Set(['DefaultGraph']));
      const nquads = new Writer({ format: 'N-Quads' }).quadsToString(quads);
      return jsonld.canonize(nquads, { inputFormat: 'application/n-quads', algorithm: 'RDFC-1.0' });
    };
    const [first = 'text/turtle', ...others] = rdfMediaTypes;
    const expected = await said(first);
    expect(expected.match(/tree#member>/g)).toHaveLength(250);
    for (const format of others) expect([format, await said(format)]).toEqual([format, expected]);
  });

  it('says first where it leads, then member after member, as its profile promises', async () => {
    const response = await page(CLOSED, 'application/n-quads');
    expect(response.headers.get('content-type')).toContain('profile="https://w3id.org/tree/profile"');
    const lines = (await response.text()).trim().split('\n');
    const first = lines.findIndex((line) => line.includes(`<${TREE}member>`));
    expect(lines.slice(0, first).join('\n')).not.toContain('/version/');
    let current = '';
    for (const line of lines.slice(first)) {
      if (line.includes(`<${TREE}member>`)) current = line.split(' ')[2] ?? '';
      else expect(line.startsWith(`${current} `) || line.startsWith('_:')).toBe(true);
    }
  });

  it('names other pages relative to itself, so that it works below the path of a proxy', async () => {
    const root = await triples('/ldes/register/demo-assets/by-time', 'https://proxy.example/a/b/by-time');
    expect(new Set(objects(root, `${TREE}node`))).toEqual(new Set(['https://proxy.example/a/b/by-time/0']));
  });

  it('that is not there is not found', async () => {
    for (const path of [
      '/ldes/nothing',
      '/ldes/register/nothing',
      '/ldes/reports/by-time/9',
      '/ldes/reports/by-time/0/99',
      '/ldes/reports/by-time/0/100',
      '/ldes/reports/by-time/00',
      '/ldes/reports/version/0',
      '/ldes/reports/version/999999',
      '/ldes/reports/by-moon',
      '/ldes/reports/by-manager/nobody',
      '/ldes/decisions/by-area',
      `/ldes/register/${'x'.repeat(5000)}`,
      `/ldes/reports/by-manager/${'x'.repeat(5000)}`,
    ])
      expect([path, (await page(path)).status]).toEqual([path, 404]);
    expect((await page('/ldes/reports', 'image/png')).status).toBe(406);
  });
});

describe.skipIf(!existsSync(SHAPES))('The shapes of LDES', () => {
  const read = (name: string): Quad[] => new Parser().parse(readFileSync(`${SHAPES}${name}.ttl`, 'utf8'));

  /** Checks what an address answers. @returns what it leads to */
  async function validated(name: string, path: string): Promise<string[]> {
    const shapes = new Store(read(name).filter(({ predicate }) => !predicate.value.endsWith('#imports')));
    const data = await triples(path);
    const nodes = objects(data, `${TREE}node`);
    for (const vocabulary of ['ldes', 'tree']) data.addQuads(read(vocabulary));
    const { results } = await new SHACLValidator(shapes, { allowNamedNodeInList: true }).validate(data);
    const violations = results.filter(({ severity }) => severity.value.endsWith('#Violation'));
    expect(violations.map(({ message }) => message.map(({ value }) => value))).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
    return nodes.map((iri) => iri.replace(BASE, ''));
  }

  it.each(['reports', 'decisions', 'register/demo-assets'])(
    'find no violation at the entry of %s',
    async (stream) => {
      await validated('stream', `/ldes/${stream}`);
    },
  );

  it.each([
    'reports/by-time',
    'reports/by-manager',
    'reports/by-area',
    'decisions/by-time',
    'decisions/by-manager',
    'register/demo-assets/by-time',
    'register/demo-assets/by-manager',
    'register/demo-assets/by-area',
  ])('find no violation from the root of %s down to the first and the last of its pages', async (view) => {
    let below = await validated('root', `/ldes/${view}`);
    let depth = 0;
    for (; below.length > 0; depth += 1) {
      const [first = '', last = first] = [below.at(0), below.at(-1)];
      const found = [...new Set([first, last])].map((path) => validated('page', path));
      below = (await Promise.all(found)).flat();
    }
    expect(depth).toBe(view.endsWith('by-time') ? 2 : 3);
  });
});
