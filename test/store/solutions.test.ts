import fc from 'fast-check';
import { Store } from 'oxigraph';
import { describe, expect, it } from 'vitest';
import { literalToString } from '#wegwijzer/rdf/nquads.js';
import { readSolutions, SOLUTIONS } from '#wegwijzer/store/solutions.js';

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '"', '\\', 'a\tb', 'a\nb\r\n', '\\t', 'a "b" \\"c', '\u0001', '1', 'true'),
);
const number = (datatype: string, value: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  value.map((n) => literalToString(String(n), { datatype: XSD + datatype }));
const term = fc.oneof(
  fc.constantFrom('<urn:a>', '<https://example.org/é?a=b#c>', 'UNDEF'),
  text.map((value) => literalToString(value)),
  fc
    .tuple(text, fc.constantFrom('nl', 'nl-be'))
    .map(([value, language]) => literalToString(value, { language })),
  number('integer', fc.integer()),
  number(
    'decimal',
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => Math.round(n * 100) / 100),
  ),
  number('double', fc.double()),
  fc.constantFrom('true', 'false', '1').map((value) => literalToString(value, { datatype: `${XSD}boolean` })),
  fc
    .tuple(
      fc.constantFrom('POINT (3.7 51.05)', '01', 'x'),
      fc.constantFrom(`${XSD}integer`, `${XSD}date`, 'http://www.opengis.net/ont/geosparql#wktLiteral'),
    )
    .map(([value, datatype]) => literalToString(value, { datatype })),
);

describe('a table of solutions', () => {
  it('reads the same from the engine as its JSON does, whatever is in it', () => {
    const store = new Store();
    fc.assert(
      fc.property(fc.array(fc.tuple(term, term), { maxLength: 5 }), (rows) => {
        const values = rows.map((row) => `(${row.join(' ')})`).join(' ');
        const query = `SELECT ?one ?other WHERE { VALUES (?one ?other) { ${values} } }`;
        const answer = (format: string): string =>
          store.query(query, { results_format: format }) as unknown as string;
        const { results } = JSON.parse(answer('application/sparql-results+json')) as {
          results: { bindings: unknown[] };
        };
        expect(readSolutions(answer(SOLUTIONS))).toEqual(results.bindings);
      }),
      { numRuns: 500 },
    );
  });

  it('has a row for a solution in which nothing is bound', () => {
    expect(readSolutions('?one\n\n\n')).toEqual([{}, {}]);
  });
});
