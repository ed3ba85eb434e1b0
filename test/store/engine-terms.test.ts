import fc from 'fast-check';
import { Store } from 'oxigraph';
import { expect, it } from 'vitest';
import { isLanguageTag, isSafeIri, type Line } from '#wegwijzer/rdf/nquads.js';
import { takeStep } from '#wegwijzer/store/embedded/engine-steps.js';
import type { WorkerEvent } from '#wegwijzer/store/embedded/graph-workers.js';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import { change, openStore, temporaryFolder, textLine, workerGraphs, workerLines } from './support.js';

/** Characters at the borders of what an IRI may hold, and those that end one part of it. */
const BORDERS = [
  ...Array.from('aZ09-._~!$&\'()*+,;=:@/?#%[]<> "{}|\\^`'),
  ...['%41', '%zz', '\u007f', '\u0080', '\u009f', '\u00a0', '\ud7ff', '\ud800', '\ue000', '\uf8ff', '\uf900'],
  ...[
    '\ufdcf',
    '\ufdd0',
    '\ufdef',
    '\ufdf0',
    '\uffef',
    '\ufff0',
    '\ufffd',
    '\uffff',
    '\u{10000}',
    '\u{1fffd}',
  ],
  ...[
    '\u{1fffe}',
    '\u{e0000}',
    '\u{e1000}',
    '\u{efffd}',
    '\u{f0000}',
    '\u{ffffd}',
    '\u{10fffd}',
    '\u{10ffff}',
  ],
];
const part = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', '1', 'é') }, fc.constantFrom(...BORDERS)), {
    maxLength: 4,
  })
  .map((characters) => characters.join(''));
const oddIri = fc
  .tuple(
    fc.constantFrom('http://', 'urn:', 'a.b+c-1:', 'x://', 'x:/'),
    part,
    fc.constantFrom('', ':', '@'),
    part,
    part,
  )
  .map(([scheme, host, sign, port, rest]) => `${scheme}${host}${sign}${port}/${rest}`);

const namesOf = (store: Store): string =>
  store.query('SELECT ?g WHERE { GRAPH ?g {} } ORDER BY ?g', { results_format: 'text/csv' }) as string;
const textsOf = (store: Store): string =>
  store.query('SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o', {
    results_format: 'text/csv',
  }) as string;

it('every IRI that is taken can be a graph, and be removed', () => {
  const store = new Store();
  fc.assert(
    fc.property(oddIri, (iri) => {
      fc.pre(isSafeIri(iri));
      store.update(`CREATE SILENT GRAPH <${iri}>`);
      store.update(`DELETE DATA { GRAPH <${iri}> { <${iri}> <${iri}> ""^^<${iri}> } }`);
      store.update(`DROP GRAPH <${iri}>`);
    }),
    { numRuns: 3000, maxSkipsPerRun: 1000 },
  );
});

it.each([
  ...['http://example.org/\ue000', 'http://example.org/\ufffd', 'urn:x:\ufdd0', 'urn:x#\ue000'],
  ...['http://a:80x/', 'http://a@b@c/', 'http://a:8:9/', 'http://[::1]/', 'urn:\u{1fffe}', 'urn:\ud800'],
])('%j is no IRI, since no query could name it', (iri) => {
  expect(isSafeIri(iri)).toBe(false);
});

it.each(['http://a:@b:80/?\ue000', 'http://é/é?/?#/?', 'urn:x:%C3%A9', 'http:///x', 'a:'])(
  '%j is one',
  (iri) => {
    expect(isSafeIri(iri)).toBe(true);
  },
);

/** Subtags of every kind and length, and those that are none. */
const subtag = fc.oneof(
  fc.constantFrom(
    'nl',
    'BE',
    'zh',
    'hant',
    'cmn',
    'x',
    'a',
    'u',
    'i',
    'klingon',
    'sgn',
    'fr',
    '056',
    '1996',
    '1a',
  ),
  fc.string({ unit: fc.constantFrom('a', 'B', '1'), minLength: 1, maxLength: 9 }),
);

it('every language tag that is taken can be removed again', () => {
  const store = new Store();
  fc.assert(
    fc.property(fc.array(subtag, { minLength: 1, maxLength: 6 }), (subtags) => {
      const tag = subtags.join('-');
      fc.pre(isLanguageTag(tag));
      store.update(`DELETE DATA { GRAPH <urn:g> { <urn:s> <urn:p> "x"@${tag.toLowerCase()} } }`);
    }),
    { numRuns: 2000, maxSkipsPerRun: 1000 },
  );
});

it.each(['a', 'en-a', 'en-us-us', 'x', 'en-x', 'i-foo', 'en_us', 'toolongtag', 'en-u-ab-c', 'nl-'])(
  '%s is no language tag, since no update could remove it',
  (tag) => {
    expect(isLanguageTag(tag)).toBe(false);
  },
);

it.each([
  'nl',
  'nl-BE',
  'zh-cmn-Hant-CN',
  'de-CH-1996',
  'sgn-BE-NL',
  'i-klingon',
  'x-a1',
  'en-u-ca-gregory-x-y',
])('%s is one', (tag) => {
  expect(isLanguageTag(tag)).toBe(true);
});

it('a name that no update can hold is still made, emptied and removed from, in a directory that has it', () => {
  const store = new Store();
  const [graph, other] = ['http://example.org/\ue000', 'http://a:80x/'];
  const line = (text: string, name: string): Line => `<${graph}> <urn:p> ${text} <${name}> .`;
  const lines = [line('"a"', graph), line('"b"@a', graph), line('"c"', other), line('"d"', 'urn:g')];
  takeStep(store, { create: [graph, 'urn:empty'] });
  expect(namesOf(store).split('\r\n').sort()).toEqual(['', 'g', graph, 'urn:empty'].sort());
  takeStep(store, { insert: lines.map((each) => `${each}\n`) });
  takeStep(store, { remove: `${line('"a"', graph)}\n${line('"d"', 'urn:g')}\n${line('"c"', graph)}\n` });
  expect(textsOf(store)).toBe('o\r\nb\r\nc\r\n');
  takeStep(store, { drop: [other, 'urn:empty'] });
  expect(textsOf(store)).toBe('o\r\nb\r\n');
  expect(namesOf(store)).not.toContain('wegwijzer:engine');
});

it('a line that no update can hold is removed without ending a worker', async () => {
  const events: WorkerEvent[] = [];
  const onEvent = (event: WorkerEvent): void => void events.push(event);
  const store = await openStore(temporaryFolder(), { readers: 1, onEvent });
  const odd = '<urn:s> <urn:p> "x"@en-us-us <urn:g> .';
  await store.commit(change({ insert: [odd, textLine(1, 'kept')] }));
  await store.commit(change({ remove: [odd] }));
  expect(await workerLines(store)).toEqual([textLine(1, 'kept')]);
  expect(await workerLines(store, 'public')).toEqual([textLine(1, 'kept')]);
  expect(events.filter(({ kind }) => kind === 'lost')).toEqual([]);
});

it('a data directory with a graph that no update can name opens', async () => {
  const directory = temporaryFolder();
  const graph = 'http://example.org/\ue000';
  const journal = Journal.open(directory);
  await journal.commit(change({ create: [{ graph: 'urn:named', access: 'public' }] }));
  // The door refuses such a name now: it is put where it would be.
  const entry = journal.graph('urn:named');
  journal.write(() => void (entry && journal.tables.graphs.put(graph, entry)));
  await journal.close();
  const store = await openStore(directory, { readers: 1 });
  expect(await workerGraphs(store)).toEqual([graph, 'urn:named']);
  expect(await workerGraphs(store, 'public')).toEqual([graph, 'urn:named']);
});
