import type { Literal, Quad } from '@rdfjs/types';
import fc from 'fast-check';
import jsonld from 'jsonld';
import { Writer } from 'n3';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import { rdf, xsd } from '#wegwijzer/rdf/namespaces.js';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';

const base = 'https://wegwijzer.example';
const reportContext = `${base}/context/report.jsonld`;
const documentLoader = createDocumentLoader(base);
const parse = (document: unknown, mostValues?: number): Promise<Quad[]> =>
  parseRdf(JSON.stringify(document), {
    mediaType: 'application/ld+json',
    baseIri: `${base}/`,
    documentLoader,
    ...(mostValues === undefined ? {} : { mostValues }),
  });

async function problemOf(document: unknown, mostValues?: number): Promise<ProblemError> {
  const error: unknown = await parse(document, mostValues).catch((reason: unknown) => reason);
  if (error instanceof ProblemError) return error;
  throw new Error('No problem.');
}

/** The same for the same quads, whatever their blank nodes are called: which is which is told by their number alone. */
function canonical(nquads: string): readonly unknown[] {
  const lines = new Set(nquads.split('\n'));
  const blank = /(?<=^|> )_:\w+/gm;
  return [new Set(nquads.match(blank)).size, [...lines].map((line) => line.replaceAll(blank, '_:')).sort()];
}

function toNQuads(quads: Quad[]): string {
  return new Writer({ format: 'application/n-quads' }).quadsToString(quads);
}

const nasty = fc.constantFrom(
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'revoked'],
  ...['_:__proto__', '_:constructor', '@default', '@foo', '', 'a:a', 'a:b', '_:a', '#x', '../..', 'a:b c'],
);
const scalar = fc.oneof(
  nasty,
  fc.constantFrom(1, 0, -1.5, 1e21, 3.1e-7, true, false, null, 'text'),
  fc.constantFrom(
    { '@value': 'één', '@language': 'NL-be' },
    { '@value': '1.5E0', '@type': xsd('double') },
    { '@value': 4, '@type': xsd('double') },
    { '@value': 4.5, '@type': 'a:type' },
    { '@value': 'false', '@type': xsd('boolean') },
    { '@value': { b: [1, { z: null, a: 'x' }], a: 1.5 }, '@type': '@json' },
  ),
);
const property = fc.constantFrom('a:p', 'a:q', '_:p', 'term', 'list', 'index', 'language', 'ids', 'types');
/** Of all that holds other things, so that documents stay small. */
const depthIdentifier = fc.createDepthIdentifier();
const { node } = fc.letrec<{ node: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthIdentifier },
    scalar,
    tie('node'),
    fc.array(tie('value'), { maxLength: 2, depthIdentifier }),
    fc.array(scalar, { maxLength: 3 }).map((items) => ({ '@list': items })),
    fc.array(tie('value'), { maxLength: 2, depthIdentifier }).map((items) => ({ '@set': items })),
    fc.dictionary(nasty, scalar, { maxKeys: 2 }),
  ),
  node: fc
    .record(
      {
        '@id': nasty,
        '@type': fc.array(nasty, { maxLength: 2 }),
        '@graph': fc.array(tie('node'), { maxLength: 2, depthIdentifier }),
        '@included': fc.array(tie('node'), { maxLength: 1, depthIdentifier }),
        '@reverse': fc.dictionary(fc.constantFrom('a:r', '_:r'), tie('node'), {
          maxKeys: 1,
          depthIdentifier,
          size: 'xsmall',
        }),
        rest: fc.dictionary(fc.oneof(property, nasty), tie('value'), {
          maxKeys: 3,
          depthIdentifier,
          size: 'xsmall',
        }),
      },
      { requiredKeys: ['rest'] },
    )
    .map(({ rest, ...keywords }) => ({ ...rest, ...keywords })),
}));
const context = fc
  .record({
    base: fc.option(fc.constant({ '@base': null }), { nil: {} }),
    vocab: fc.option(fc.constant({ '@vocab': 'v:' }), { nil: {} }),
    names: fc.dictionary(nasty, fc.constantFrom('a:n', '@id', '__proto__', 'a:b'), { maxKeys: 1 }),
  })
  .map(({ base: none, vocab, names }) => ({
    ...none,
    ...vocab,
    ...names,
    term: { '@id': 'a:t', '@type': '@id' },
    list: { '@id': 'a:l', '@container': '@list' },
    index: { '@id': 'a:i', '@container': '@index' },
    language: { '@id': 'a:lang', '@container': '@language' },
    ids: { '@id': 'a:ids', '@container': '@id' },
    types: { '@id': 'a:types', '@container': '@type' },
  }));
const document = fc.tuple(context, node).map(([terms, body]) => ({ '@context': terms, ...body }));

describe('JSON-LD that anyone sends', () => {
  it.each([
    { '@context': { '@base': null }, '@id': '__proto__', 'a:b': 1 },
    {
      '@context': { '@base': null },
      '@graph': [{ '@id': '__proto__', '@graph': [{ '@id': 'revoked', 'a:b': 1 }] }],
    },
    { '@context': { '@base': null }, '@id': 'constructor', '@graph': [{ '@id': 'prototype', 'a:b': 1 }] },
    { '@context': { '@base': null }, '@id': 'a:a', '@reverse': { 'a:b': { '@id': '__proto__' } } },
  ])('leaves the objects of the service as they are: %j', async (nastyDocument) => {
    const before = Reflect.ownKeys(Object.prototype);
    expect(await parse(nastyDocument)).toEqual([]);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect(Reflect.ownKeys(Object)).not.toContain('revoked');
  });

  it('changes no prototype, whatever its names are', async () => {
    const prototypes = [Object, Function, Array, String, Map].flatMap((one) => [
      one,
      one.prototype as object,
    ]);
    const keys = (): unknown => prototypes.map((one) => Reflect.ownKeys(one));
    const before = keys();
    await fc.assert(
      fc.asyncProperty(document, async (one) => {
        await parse(one).catch((error: unknown) => {
          if (!(error instanceof ProblemError)) throw error;
        });
        expect(keys()).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a text as it was sent, also where it is called a number, and writes numbers as they are', async () => {
    const double = (text: unknown): object => ({ '@value': text, '@type': xsd('double') });
    const texts = ['3,7171', "51°02'", '25km', '1e400', '1.5'];
    const quads = await parse({ '@id': 'a:a', 'a:b': [...texts.map(double), 1e-7, 5e-9, double(4)] });
    expect(quads.map(({ object }) => object.value)).toEqual([...texts, '1.0E-7', '5.0E-9', '4.0E0']);
    expect(new Set(quads.map(({ object }) => (object as Literal).datatype.value))).toEqual(
      new Set([xsd('double')]),
    );
  });

  it('says once what is said twice', async () => {
    const node = { '@id': 'a:c', 'a:d': ['x', 'x', { '@value': 'x' }] };
    expect(await parse({ '@id': 'a:a', 'a:b': [node, node, 1, 1] })).toHaveLength(3);
  });

  it('gives the quads that jsonld.js gives, where names are harmless', async () => {
    const harmless = document.filter(
      (one) =>
        !/__proto__|constructor|prototype|hasOwn|toString|valueOf|@default|"@foo|"a:b c"|"types":(?!\{"@id":"a:types")/.test(
          JSON.stringify(one),
        ),
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(harmless, async (one) => {
        const expected = await jsonld
          .toRDF(one, { base: `${base}/`, documentLoader, format: 'application/n-quads' })
          .catch(() => undefined);
        fc.pre(expected !== undefined);
        compared += 1;
        expect(canonical(toNQuads(await parse(one)))).toEqual(canonical(expected));
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(15);
  });

  it('may have a member called __proto__, which says nothing', async () => {
    const text = '{"@id": "a:a", "__proto__": {"@id": "a:z", "@context": {"@base": null}}, "a:b": "x"}';
    const quads = await parseRdf(text, { mediaType: 'application/ld+json', baseIri: base, documentLoader });
    expect(quads.map((quad) => quadToLine(quad, 'g:g'))).toEqual(['<a:a> <a:b> "x" <g:g> .']);
  });

  it('cannot spoil the context that later documents use', async () => {
    const spoiling = { '@version': 1.1, '@import': reportContext, description: 'http://elsewhere.example/x' };
    expect(await problemOf({ '@context': spoiling, type: 'Report' })).toMatchObject({
      type: 'context-refused',
      extra: { context: reportContext },
    });
    const text = `{"@context": {"__proto__": ${JSON.stringify(spoiling)}}, "type": "Report"}`;
    await parseRdf(text, { mediaType: 'application/ld+json', baseIri: base, documentLoader });
    expect(await parse({ '@context': reportContext, type: 'Report', description: 'x' })).toHaveLength(2);
  });

  it('may give one property a great many values, or a long list, twice as many at twice the cost', async () => {
    const numbers = Array.from({ length: 150_000 }, (_, index) => index);
    expect(await parse({ '@id': 'a:a', 'a:b': numbers })).toHaveLength(150_000);
    const list = await parse({ '@id': 'a:a', 'a:b': { '@list': numbers.slice(0, 20_000) } });
    expect(list).toHaveLength(40_001);
    expect(list.filter(({ predicate }) => predicate.value === rdf('rest'))).toHaveLength(20_000);
  });
});

describe('JSON-LD that is limited', () => {
  const terms = (count: number, name: string): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${String(index)}`, 'a:b']));

  it('is refused where it holds more values than it may', async () => {
    const values = Array.from({ length: 300 }, (_, index) => index);
    expect(await parse({ '@id': 'a:a', 'a:b': values }, 400)).toHaveLength(300);
    const problem = await problemOf({ '@id': 'a:a', 'a:b': values }, 200);
    expect(problem).toMatchObject({ type: 'body-too-large', status: 413 });
    expect(problem.message).toContain('may hold 200');
  });

  it.each([
    [
      'one after the other',
      [terms(1500, 'x'), ...Array.from({ length: 1500 }, (_, index) => terms(1, `y${String(index)}`))],
      1,
    ],
    [
      'in terms',
      { ...terms(1500, 'x'), t: { '@id': 'a:t', '@context': { z: 'a:z' } } },
      Array.from({ length: 1500 }, () => 1),
    ],
    [
      'with long names',
      Array.from({ length: 1500 }, (_, index) => ({ [`u${String(index)}`]: `a:${'x'.repeat(600)}` })),
      1,
    ],
  ])('is refused where contexts would be copied without end: %s', async (_, context, value) => {
    const problem = await problemOf({ '@context': context, 'a:b': value }, 10_000);
    expect(problem).toMatchObject({ type: 'body-too-large' });
    expect(problem.message).toContain('contexts');
  });

  it('may have a large context of its own, with contexts of terms', async () => {
    const context = { ...terms(700, 'x'), t: { '@id': 'a:t', '@context': { z: 'a:z' } } };
    expect(await parse({ '@context': context, '@id': 'a:a', t: { z: 1 } }, 4000)).toHaveLength(2);
  });
});
