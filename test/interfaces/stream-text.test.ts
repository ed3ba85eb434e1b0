import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageTerm, triple, type StreamDocument } from '#wegwijzer/interfaces/ldes/document.js';
import { PAGE_MEDIA_TYPES, writeDocument } from '#wegwijzer/interfaces/ldes/write-document.js';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import type { RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { iriToString, literalToString, termToString } from '#wegwijzer/rdf/nquads.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';
import { BASE, benchReport, file, startTestService } from './service.js';

const TREE = 'https://w3id.org/tree#';
const TITLE = 'http://purl.org/dc/terms/title';
const PATH = '/ldes/reports/by-time/0/0';
const STREAM = `${BASE}/ldes/reports`;
const MEMBER = `${STREAM}/version/1`;
/** Text that would end early, lead elsewhere, and begin something in which the rest is harmless. */
const ATTACK =
  'page:/x#a#" . <> <https://w3id.org/tree#relation> [ a <https://w3id.org/tree#Relation> ; <https://w3id.org/tree#node> <https://evil.example/> ] . <urn:x> <urn:y> 1 ; #';

/** Triples as lines; members of these tests have no blank nodes. */
async function lines(text: string, mediaType: RdfMediaType, path = PATH): Promise<string[]> {
  const documentLoader = createDocumentLoader(BASE);
  const quads = await parseRdf(text, { mediaType, baseIri: BASE + path, documentLoader });
  return quads.map(({ subject, predicate, object }) =>
    [subject, predicate, object]
      .map((term) => (term.termType === 'BlankNode' ? '_:' : termToString(term)))
      .join(' '),
  );
}

const piece = fc.constantFrom(
  ...[
    'page:',
    'page:/',
    '/ldes/reports',
    '/x',
    '#a',
    '#',
    '"',
    "'",
    '<',
    '>',
    '<page:/',
    '"page:/',
    '$&',
    '$1',
  ],
  ...[
    ' . ',
    ' ; ',
    '[',
    ']',
    '<>',
    '\n',
    '\r',
    '\t',
    '\\',
    '{',
    '}',
    '@id',
    '&',
    '&#34;',
    '""',
    'é',
    '😀',
    ' ',
  ],
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.constant(ATTACK),
);

it.each(PAGE_MEDIA_TYPES)('A page in %s says what its members say, whatever that is', async (mediaType) => {
  await fc.assert(
    fc.asyncProperty(
      hostile,
      fc.constantFrom('page:/x', 'page:/ldes/reports#a', 'page:x'),
      async (text, iri) => {
        const said = [
          `${iriToString(MEMBER)} ${iriToString(TITLE)} ${literalToString(text)}`,
          `${iriToString(MEMBER)} ${iriToString(TITLE)} ${literalToString(text, { language: 'nl' })}`,
          triple(MEMBER, `${TREE}node`, iri),
        ];
        const member = { iri: MEMBER, position: 1, triples: said, record: {} as never };
        const document: StreamDocument = {
          path: PATH,
          stream: STREAM,
          hypermedia: [triple(pageTerm(PATH), `${TREE}node`, pageTerm('/ldes/reports/by-time/1#a'))],
          members: () => [member],
          isClosed: true,
        };
        const written = await writeDocument(document, mediaType, BASE);
        const expected = [
          `<${BASE}${PATH}> <${TREE}node> <${BASE}/ldes/reports/by-time/1#a>`,
          `<${STREAM}> <${TREE}member> <${MEMBER}>`,
          ...said,
        ];
        expect((await lines(written, mediaType)).sort()).toEqual([...new Set(expected)].sort());
      },
    ),
    { numRuns: 60 },
  );
});

it('A report by anyone leads clients of the stream nowhere, in pages of any format and as an event', async () => {
  const service = await startTestService();
  const body = {
    type: 'Body',
    description: ATTACK,
    location: { type: 'Geometry', lon: 3.7099224, lat: 51.0453067 },
  };
  expect((await file(service, benchReport({ body }))).status).toBe(201);
  await service.engine.streams.caughtUp();
  const described = literalToString(ATTACK);
  for (const accept of PAGE_MEDIA_TYPES)
    for (const path of [PATH, '/ldes/reports/version/1']) {
      const response = await service.get(path, { accept });
      expect(response.status).toBe(200);
      const said = await lines(await response.text(), accept, path);
      expect(said.filter((line) => line.includes(described))).toHaveLength(1);
      expect(said.filter((line) => line.endsWith(' <https://evil.example/>'))).toEqual([]);
      expect(said.filter((line) => line.startsWith('<urn:x>'))).toEqual([]);
    }
  const events = await service.get('/ldes/reports?after=0', { accept: 'text/event-stream' });
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/\ndata: .*\n\n/.test(text)) text += (await reader?.read())?.value ?? '';
  await reader?.cancel();
  const [, data = ''] = /\ndata: (.*)\n\n/.exec(text) ?? [];
  expect(await lines(data, 'application/ld+json')).toContainEqual(expect.stringContaining(described));
});
