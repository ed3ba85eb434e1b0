import fc from 'fast-check';
import { DataFactory, Parser, type Quad } from 'n3';
import { describe, expect, it } from 'vitest';
import {
  canonicalDouble,
  isSafeIri,
  lineGraph,
  lineSubject,
  lineTerms,
  literalToString,
  quadToLine,
  readTerm,
  UnstorableTermError,
} from '#wegwijzer/rdf/nquads.js';
import { literal, namedNode, quad } from '#wegwijzer/rdf/terms.js';

const inGraph = ({ subject, predicate, object }: ReturnType<typeof quad>, graph: string): Quad =>
  DataFactory.quad(subject, predicate, object, DataFactory.namedNode(graph));
const anyText = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/\p{Surrogate}/u.test(text));
const anyIri = fc.webUrl({ withFragments: true, withQueryParameters: true }).filter((iri) => isSafeIri(iri));
const anyLiteral = fc.oneof(
  anyText.map((text) => literal(text)),
  fc
    .tuple(anyText, fc.constantFrom('nl', 'en', 'nl-be', 'x-a1', 'zh-hant-cn'))
    .map(([text, language]) => literal(text, language)),
  fc.tuple(anyText, anyIri).map(([text, datatype]) => literal(text, namedNode(datatype))),
);

describe('a line', () => {
  it('says the same as the quad it is of', () => {
    fc.assert(
      fc.property(
        anyIri,
        anyIri,
        fc.oneof(
          anyLiteral,
          anyIri.map((iri) => namedNode(iri)),
        ),
        anyIri,
        (s, p, object, g) => {
          const original = inGraph(quad(namedNode(s), namedNode(p), object), g);
          const line = quadToLine(original);
          const [back, ...more] = new Parser({ format: 'application/n-quads' }).parse(line);
          expect(more).toEqual([]);
          expect(back?.equals(original)).toBe(true);
          expect(line).not.toMatch(/[\n\r]/);
        },
      ),
    );
  });

  it('is equal to that of an equal quad, and its terms are found back in it', () => {
    fc.assert(
      fc.property(anyIri, anyIri, anyLiteral, anyIri, (s, p, object, g) => {
        const line = quadToLine(quad(namedNode(s), namedNode(p), object), g);
        const again = quadToLine(inGraph(quad(namedNode(s), namedNode(p), object), g));
        expect(again).toBe(line);
        const { value, language, datatype } = object;
        expect(lineTerms(line)).toEqual({
          subject: `<${s}>`,
          predicate: `<${p}>`,
          object: literalToString(value, { language, datatype: datatype.value }),
          graph: `<${g}>`,
        });
        expect(readTerm(lineTerms(line).object)).toEqual({
          isIri: false,
          value,
          ...(language === '' ? {} : { language: language.toLowerCase() }),
        });
        expect(readTerm(lineTerms(line).subject)).toEqual({ isIri: true, value: s });
        expect(lineSubject(line)).toBe(`<${s}>`);
        expect(lineGraph(line)).toBe(g);
      }),
    );
  });

  it.each([
    quad(DataFactory.blankNode('a'), namedNode('p:p'), literal('x')),
    quad(namedNode('relative'), namedNode('p:p'), literal('x')),
    quad(namedNode('a:b c'), namedNode('p:p'), literal('x')),
    quad(namedNode('a:b'), namedNode('p:p'), literal('x', 'not a tag')),
    quad(namedNode('a:b'), namedNode('p:p'), literal('\ud800')),
    quad(namedNode('a:b'), namedNode('p:p'), namedNode('a:%zz')),
  ])('cannot be made of a quad that no store would take back', (broken) => {
    expect(() => quadToLine(broken, 'g:g')).toThrow(UnstorableTermError);
  });
});

describe('a canonical double', () => {
  it('has the value of the number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const text = canonicalDouble(value);
        expect(text).toMatch(/^-?\d\.\d+E-?\d+$/);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-14);
      }),
    );
  });
});
