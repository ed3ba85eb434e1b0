import fc from 'fast-check';
import { DataFactory } from 'n3';
import { describe, expect, it } from 'vitest';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import { rdfMediaTypes } from '#wegwijzer/rdf/media-types.js';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';
import { serialise } from '#wegwijzer/rdf/serialise.js';
import { literal, namedNode, quad } from '#wegwijzer/rdf/terms.js';

const base = 'https://wegwijzer.example';
const documentLoader = createDocumentLoader(base);
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const GRAPHS = ['application/trig', 'application/n-quads', 'application/ld+json'];

const iri = fc.constantFrom(
  'https://e.org/a',
  'https://e.org/b#c',
  'https://data.vlaanderen.be/ns/melding#Melding',
  'urn:x:1',
);
// XML has no way to write control characters, and reads line ends its own way.
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !/\p{Surrogate}/u.test(value));
const object = fc.oneof(
  iri.map((value) => namedNode(value)),
  text.map((value) => literal(value)),
  text.map((value) => literal(value, 'nl')),
  fc.integer().map((value) => literal(String(value), namedNode('http://www.w3.org/2001/XMLSchema#integer'))),
);
const lines = fc.array(
  fc
    .tuple(
      iri,
      fc.constantFrom(TYPE, 'https://e.org/p', 'http://purl.org/dc/terms/title'),
      object,
      fc.constantFrom('g:1', 'g:2'),
    )
    .filter(([, p, o]) => p !== TYPE || o.termType === 'NamedNode')
    .map(([s, p, o, g]) => quadToLine(quad(namedNode(s), namedNode(p), o), g)),
  { minLength: 1, maxLength: 8 },
);

describe.each(rdfMediaTypes)('%s', (mediaType) => {
  const inGraph = (line: string): string =>
    GRAPHS.includes(mediaType) ? line : line.replace(/<g:\d> \.$/, '<g:1> .');

  it('says what the lines say', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (content) => {
        const document = await serialise(content, { mediaType });
        const quads = await parseRdf(document, { mediaType, baseIri: base, documentLoader });
        const back = quads.map((item) => quadToLine(item, item.graph.value || 'g:1'));
        expect(back.sort()).toEqual([...new Set(content.map(inGraph))].sort());
      }),
      { numRuns: 40 },
    );
  });

  it('is the same text in whatever order the lines come', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (content) => {
        expect(await serialise([...content].reverse(), { mediaType })).toBe(
          await serialise(content, { mediaType }),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('takes quads with blank nodes', async () => {
    const quads = [
      quad(namedNode('https://e.org/a'), namedNode('https://e.org/p'), DataFactory.blankNode('x')),
      quad(DataFactory.blankNode('x'), namedNode('https://e.org/p'), literal('y')),
    ];
    const document = await serialise(quads, { mediaType });
    expect(await parseRdf(document, { mediaType, baseIri: base, documentLoader })).toHaveLength(2);
  });
});

describe('for people', () => {
  const content = [
    `<https://e.org/r> <http://purl.org/dc/terms/title> "Bank"@nl <g:1> .`,
    `<https://e.org/r> <${TYPE}> <https://data.vlaanderen.be/ns/melding#Melding> <g:1> .`,
  ];

  it('Turtle has the prefixes that it uses, and classes first', async () => {
    expect(await serialise(content, { mediaType: 'text/turtle' })).toBe(
      '@prefix dct: <http://purl.org/dc/terms/>.\n@prefix m: <https://data.vlaanderen.be/ns/melding#>.\n\n' +
        '<https://e.org/r> a m:Melding;\n    dct:title "Bank"@nl.\n',
    );
  });

  it('JSON-LD has the keys of a context', async () => {
    const triples = content.map((line) => line.replace('<g:1> ', ''));
    const context = `${base}/context/report.jsonld`;
    const text = await serialise(
      await parseRdf(triples.join('\n'), { mediaType: 'application/n-quads', baseIri: base, documentLoader }),
      { mediaType: 'application/ld+json', compactWith: { context, documentLoader } },
    );
    expect(JSON.parse(text)).toMatchObject({ '@context': context, id: 'https://e.org/r', type: 'Report' });
  });

  it('RDF/XML says which property it has no name for', async () => {
    const nameless = ['<https://e.org/a> <https://e.org/1> "x" <g:1> .'];
    await expect(serialise(nameless, { mediaType: 'application/rdf+xml' })).rejects.toMatchObject({
      type: 'not-acceptable',
      message: expect.stringContaining('https://e.org/1') as string,
    });
  });

  it('RDF/XML writes a sign in place of a character that it cannot hold', async () => {
    const rung = ['<https://e.org/a> <https://e.org/b> "lamp\\u0007" <g:1> .'];
    expect(await serialise(rung, { mediaType: 'application/rdf+xml' })).toContain('>lamp\ufffd<');
  });
});
