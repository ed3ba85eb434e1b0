import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import { rdfMediaTypes, type RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';

const base = 'https://wegwijzer.example';
const documentLoader = createDocumentLoader(base);
const parse = (body: string | Buffer, mediaType: RdfMediaType): ReturnType<typeof parseRdf> =>
  parseRdf(body, { mediaType, baseIri: `${base}/`, documentLoader });

async function problemOf(body: string | Buffer, mediaType: RdfMediaType): Promise<ProblemError> {
  const error: unknown = await parse(body, mediaType).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error;
  throw new Error(`No problem, but ${String(error)}.`);
}

const sameTriple: Readonly<Record<RdfMediaType, string>> = {
  'text/turtle': '<a> <https://e.org/p> "één"@nl .',
  'application/trig': '{ <a> <https://e.org/p> "één"@nl . }',
  'application/n-triples': `<${base}/a> <https://e.org/p> "één"@nl .`,
  'application/n-quads': `<${base}/a> <https://e.org/p> "één"@nl .`,
  'application/ld+json': JSON.stringify({
    '@id': 'a',
    'https://e.org/p': { '@value': 'één', '@language': 'nl' },
  }),
  'application/rdf+xml':
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://e.org/">' +
    '<rdf:Description rdf:about="a"><e:p xml:lang="nl">één</e:p></rdf:Description></rdf:RDF>',
};

describe('a document', () => {
  it.each(rdfMediaTypes)('in %s gives its quads, relative IRIs resolved', async (mediaType) => {
    for (const body of [sameTriple[mediaType], Buffer.from(sameTriple[mediaType])]) {
      const quads = await parse(body, mediaType);
      expect(quads.map((quad) => quadToLine(quad, 'g:g'))).toEqual([
        `<${base}/a> <https://e.org/p> "één"@nl <g:g> .`,
      ]);
    }
  });

  it.each(rdfMediaTypes)('in %s may begin with a byte order mark', async (mediaType) => {
    expect(await parse(`\ufeff${sameTriple[mediaType]}`, mediaType)).toHaveLength(1);
    expect(await parse(Buffer.from(`\ufeff${sameTriple[mediaType]}`), mediaType)).toHaveLength(1);
  });

  it.each(rdfMediaTypes)('in %s that is empty is refused', async (mediaType) => {
    expect(await problemOf(' \n', mediaType)).toMatchObject({ type: 'malformed-body' });
  });

  it.each(rdfMediaTypes)('in %s with a NUL character is refused, saying where', async (mediaType) => {
    expect(await problemOf(`\n ${sameTriple[mediaType]}\0`, mediaType)).toMatchObject({
      type: 'malformed-body',
      extra: { line: 2, column: sameTriple[mediaType].length + 2 },
    });
  });

  it.each(rdfMediaTypes)('in %s that is not UTF-8 is refused', async (mediaType) => {
    const body = Buffer.from(sameTriple[mediaType], 'latin1');
    expect(await problemOf(body, mediaType)).toMatchObject({ type: 'malformed-body' });
  });

  it.each(rdfMediaTypes)('in %s that breaks off is refused', async (mediaType) => {
    const { type, message } = await problemOf(sameTriple[mediaType].slice(0, -12), mediaType);
    expect(type).toBe('malformed-body');
    expect(message.length).toBeGreaterThan(10);
  });
});

describe('blank nodes', () => {
  it('are kept apart, those with a label that looks like a generated one too', async () => {
    const turtle = await parse('_:n3-0 <p:p> [ <p:q> 1 ] . _:b0 <p:p> [] .', 'text/turtle');
    expect(blankLabels(turtle).size).toBe(4);
    const jsonld = await parse(
      JSON.stringify([
        { '@id': '_:b1', 'p:p': { 'p:q': 1 } },
        { '@id': '_:b0', 'p:p': {} },
      ]),
      'application/ld+json',
    );
    expect(blankLabels(jsonld).size).toBeGreaterThanOrEqual(3);
  });
});

function blankLabels(quads: Awaited<ReturnType<typeof parseRdf>>): Set<string> {
  const terms = quads.flatMap(({ subject, object }) => [subject, object]);
  return new Set(terms.filter(({ termType }) => termType === 'BlankNode').map(({ value }) => value));
}

describe('JSON that goes wrong', () => {
  it.each([
    ['{"a": x}', 1, 7],
    ['{\n"a":1,\n}', 3, 1],
    ['{"a":"b\nc"}', 1, 6],
    ['[1,2', 1, 5],
    ['{"a" 1}', 1, 6],
    ['{} x', 1, 4],
    ['{"a":01}', 1, 6],
    ['nul', 1, 1],
    ['{"a":1]', 1, 7],
    ['{\r\n  "a": [1, 2,, 3]}', 2, 14],
  ])('%j is pointed at: line %i, column %i', async (text, line, column) => {
    const problem = await problemOf(text, 'application/ld+json');
    expect(problem).toMatchObject({ type: 'malformed-body', extra: { line, column } });
    expect(problem.message).toContain('expected');
  });

  it('is always refused with a place inside the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.json(),
        fc.nat(),
        fc.constantFrom(',', ':', '}', 'x', '"', '\u0001'),
        async (json, n, insert) => {
          const at = n % (json.length + 1);
          const text = json.slice(0, at) + insert + json.slice(at);
          fc.pre(!parses(text) && text.trim() !== '');
          const { type, extra } = await problemOf(text, 'application/ld+json');
          expect(type).toBe('malformed-body');
          expect(extra.line).toBeGreaterThan(0);
          expect(extra.column).toBeLessThanOrEqual(text.length + 1);
        },
      ),
    );
  });

  it('is refused where it is nested too deeply', async () => {
    const problem = await problemOf('['.repeat(100_000), 'application/ld+json');
    expect(problem).toMatchObject({ type: 'malformed-body', extra: { line: 1, column: 201 } });
  });

  it.each(['1', '"text"', 'null'])('%s is no document', async (text) => {
    expect(await problemOf(text, 'application/ld+json')).toMatchObject({ type: 'malformed-body' });
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('faults in other syntaxes', () => {
  it('are placed in Turtle', async () => {
    const problem = await problemOf('@prefix x: <y:> .\nx:a q:b 3 .', 'text/turtle');
    expect(problem).toMatchObject({ type: 'malformed-body', extra: { line: 2, column: 5 } });
  });

  it('are placed in RDF/XML', async () => {
    const problem = await problemOf('<a xmlns="e:">\n<b>\n</a>', 'application/rdf+xml');
    expect(problem).toMatchObject({ type: 'malformed-body', extra: { line: 3 } });
  });

  it('refuse N3 in Turtle, a fourth term in N-Triples and relative IRIs in N-Quads', async () => {
    await problemOf('{ <a:a> <a:b> <a:c> } => {} .', 'text/turtle');
    await problemOf('<a:a> <a:b> <a:c> <a:d> .', 'application/n-triples');
    await problemOf('<a> <b> <c> .', 'application/n-quads');
  });

  it('refuse entities, which could grow without end or read files', async () => {
    const bomb =
      '<?xml version="1.0"?>\n<!DOCTYPE x [ <!ENTITY a "aaaa"> <!ENTITY f SYSTEM "file:///etc/passwd"> ]>\n<x>&a;&f;</x>';
    const problem = await problemOf(bomb, 'application/rdf+xml');
    expect(problem).toMatchObject({ type: 'malformed-body', extra: { line: 2 } });
    expect(problem.message).toContain('entities');
  });
});

describe('JSON-LD contexts', () => {
  const refused = [
    'https://attacker.example/context.jsonld',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    `${base}/context/other.jsonld`,
    'https://data.vlaanderen.be.attacker.example/doc/implementatiemodel/verkeersmeldingen/ontwerpstandaard/2026-01-01/context/verkeersmeldingen.jsonld',
  ];
  const carriers = (url: string): object[] => [
    { '@context': url, '@id': 'a:a' },
    { '@context': [{ a: 'b:c' }, url], '@id': 'a:a' },
    { '@context': { '@version': 1.1, '@import': url }, '@id': 'a:a' },
    { '@context': { t: { '@id': 'p:t', '@context': url } }, t: { '@id': 'a:a' } },
    { 'p:p': { '@context': url, '@id': 'a:a' } },
  ];

  it.each(refused)(
    'at %s are refused by name, however they are asked for, and never fetched',
    async (url) => {
      const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('fetched'));
      for (const carrier of carriers(url)) {
        const problem = await problemOf(JSON.stringify(carrier), 'application/ld+json');
        expect(problem.type).toBe('context-refused');
        expect(problem.message).toContain(url);
        expect(problem.message).toContain(`${base}/context/report.jsonld`);
      }
      expect(fetched).not.toHaveBeenCalled();
      fetched.mockRestore();
    },
  );

  it('that are bundled are read: ours, its stable address, and every publication of the official one', async () => {
    const official = 'https://data.vlaanderen.be/doc/implementatiemodel/verkeersmeldingen';
    for (const url of [`${base}/context/report.jsonld`, 'https://w3id.org/wegwijzer/context/report.jsonld'])
      expect(
        await parse(JSON.stringify({ '@context': url, type: 'Report' }), 'application/ld+json'),
      ).toHaveLength(1);
    for (const status of ['ontwerpstandaard', 'kandidaatstandaard', 'erkendestandaard'])
      for (const file of ['verkeersmeldingen.jsonld', 'verkeersmeldingen_nl.jsonld'])
        expect(
          await parse(
            JSON.stringify({
              '@context': `${official}/${status}/2026-03-05/context/${file}`,
              '@type': 'Melding',
            }),
            'application/ld+json',
          ),
        ).toHaveLength(1);
  });

  it('that are wrong are the fault of the body', async () => {
    const problem = await problemOf(JSON.stringify({ '@context': 3, 'p:p': 1 }), 'application/ld+json');
    expect(problem.type).toBe('malformed-body');
  });
});
