import fc from 'fast-check';
import { Parser } from 'n3';
import { describe, expect, it } from 'vitest';
import { quadToLine } from '#wegwijzer/rdf/nquads.js';
import { namesByContent, skolemise } from '#wegwijzer/rdf/skolem.js';

const base = 'https://e.org/genid/';
function named(turtle: string): string[] {
  const quads = new Parser({ baseIRI: 'https://e.org/' }).parse(turtle);
  return [
    ...new Set(skolemise(quads, namesByContent(quads, base)).map((quad) => quadToLine(quad, 'g:g'))),
  ].sort();
}

describe('names of blank nodes', () => {
  it('are the same whatever the labels and the order', () => {
    const statements = [
      '<a> <p:p> _:X .',
      '_:X <p:q> "1"@nl .',
      '_:X <p:q> _:Y .',
      '_:Y <p:r> <b> .',
      '<b> <p:p> _:Y .',
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(statements, { minLength: 5 }),
        fc.constantFrom('m', 'n'),
        (shuffled, letter) => {
          const text = shuffled
            .join('\n')
            .replaceAll('_:X', `_:${letter}1`)
            .replaceAll('_:Y', `_:${letter}2`);
          expect(named(text)).toEqual(named(statements.join('\n')));
        },
      ),
    );
  });

  it('keep apart what differs in owner, property, language, datatype or kind', () => {
    const lines = named(
      '<a> <p:p> [ <p:x> "1" ], [ <p:x> "1"@nl ], [ <p:x> 1 ], [ <p:x> <b:b> ], [ <p:x> "b:b" ] ; <p:q> [ <p:x> "1" ] . <c> <p:p> [ <p:x> "1" ] .',
    );
    expect(new Set(lines.map((line) => /genid\/(\w+)/.exec(line)?.[1])).size).toBe(7);
  });

  it('make one of two nodes that are alike in everything', () => {
    expect(named('<a> <p:p> [ <p:x> 1 ], [ <p:x> 1 ] .')).toHaveLength(2);
  });

  it('keep the nodes of a circle apart', () => {
    const lines = named('_:a <p:knows> _:b . _:b <p:knows> _:a .');
    expect(lines).toHaveLength(2);
    expect(lines.every((line) => new Set(line.match(/genid\/\w+/g)).size === 2)).toBe(true);
  });

  it('take long lists', () => {
    const items = Array.from({ length: 20_000 }, (_, i) => String(i)).join(' ');
    expect(named(`<a> <p:p> ( ${items} ) .`)).toHaveLength(40_001);
  });

  it('take nodes that all refer to each other', () => {
    const nodes = Array.from({ length: 40 }, (_, i) => `_:n${String(i)}`);
    const mesh = nodes.map((node) => `${node} <p:k> ${nodes.filter((other) => other !== node).join(', ')} .`);
    expect(named(`<a> <p:p> _:n0 . ${mesh.join('\n')}`)).toHaveLength(1 + 40 * 39);
  });

  it('are those of the content also where a node leads to a circle beside', () => {
    const lines = named('<a> <p:p> [ <p:x> 1 ] . <b> <p:p> _:c . _:c <p:q> _:d . _:d <p:q> _:c .');
    expect(lines).toEqual(expect.arrayContaining(named('<a> <p:p> [ <p:x> 1 ] .')));
    expect(lines).toHaveLength(5);
  });
});
