import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withNesting, type NestedPair } from '#wegwijzer/responsibility/area-nesting.js';
import type { Hierarchies } from '#wegwijzer/responsibility/hierarchies.js';
import {
  checkContradictions,
  compareRules,
  type Conditions,
  type Rule,
} from '#wegwijzer/responsibility/rules.js';

/** A hierarchy in which `a/b` lies below `a`. */
const isBelow = (narrow: string, broad: string): boolean =>
  narrow === broad || narrow.startsWith(`${broad}/`);
const hierarchies: Hierarchies = {
  classesFrom: (iri) => [iri],
  categoriesFrom: (iri) => [iri],
  areasFrom: (iri) => [iri],
  isClassBelow: isBelow,
  isCategoryBelow: isBelow,
  isAreaWithin: isBelow,
};

const none: Conditions = { attributes: [] };
const compare = (a: Partial<Conditions>, b: Partial<Conditions>): string =>
  compareRules({ ...none, ...a }, { ...none, ...b }, hierarchies);

describe('which of two rules is more specific', () => {
  it('a condition outranks none', () => {
    expect(compare({ category: 'litter' }, {})).toBe('more');
    expect(compare({}, { category: 'litter' })).toBe('less');
  });

  it('a class below another outranks it', () => {
    expect(compare({ assetClass: 'element/bench' }, { assetClass: 'element' })).toBe('more');
  });

  it('the kinds count in order: named thing, attributes, asset class, ground, category, area, period', () => {
    const inOrder: Partial<Conditions>[] = [
      { asset: 'bench-1' },
      { attributes: ['code T'] },
      { assetClass: 'bench' },
      { groundClass: 'grass' },
      { category: 'litter' },
      { area: 'gent' },
      { period: '2026-01-01/' },
    ];
    inOrder.forEach((higher, index) => {
      for (const lower of inOrder.slice(index + 1)) expect(compare(higher, lower)).toBe('more');
    });
  });

  it('unrelated conditions of one kind cannot be compared', () => {
    expect(compare({ groundClass: 'grass' }, { groundClass: 'road' })).toBe('incomparable');
  });

  it('a period inside another is narrower', () => {
    expect(compare({ period: '2026-01-01/2026-12-31' }, { period: '2025-01-01/' })).toBe('more');
    expect(compare({ period: '2026-01-01/' }, { period: '2026-02-01/2026-03-01' })).toBe('less');
  });
});

describe('the worked table of docs/rules.md', () => {
  const rules = {
    A: { assetClass: 'bin' },
    B: { groundClass: 'grass' },
    C: { category: 'waste', area: 'gent' },
    D: { category: 'waste' },
    E: { assetClass: 'bin', groundClass: 'grass', area: 'gent' },
    F: { groundClass: 'park' },
  };

  it.each([
    ['A', 'B', 'more'],
    ['B', 'C', 'more'],
    ['C', 'D', 'more'],
    ['D', 'A', 'less'],
    ['E', 'A', 'more'],
    ['F', 'B', 'incomparable'],
  ] as const)('%s against %s: %s', (one, other, expected) => {
    expect(compare(rules[one], rules[other])).toBe(expected);
  });

  it('leaves one winner', () => {
    const beaten = Object.entries(rules).filter(([, rule]) =>
      Object.values(rules).some((other) => compare(other, rule) === 'more'),
    );
    expect(beaten.map(([name]) => name)).toEqual(['A', 'B', 'C', 'D', 'F']);
  });
});

const optional = (...values: string[]): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(undefined, ...values);
const conditions: fc.Arbitrary<Conditions> = fc.record({
  asset: optional('x', 'y'),
  attributes: fc
    .uniqueArray(fc.constantFrom('p 1', 'p 2', 'q 1'), { maxLength: 2 })
    .map((list) => [...list].sort()),
  assetClass: optional('e', 'e/b', 'e/b/c', 'e/d'),
  groundClass: optional('g', 'g/h', 'r'),
  category: optional('k', 'k/l', 'm'),
  area: optional('v', 'v/w', 'u'),
  period: optional('2026-01-01/', '2026-01-01/2026-06-30', '/2027-01-01'),
});

describe('specificity is a partial order', () => {
  it('is antisymmetric', () => {
    const mirrored = { more: 'less', less: 'more', equal: 'equal', incomparable: 'incomparable' };
    fc.assert(
      fc.property(conditions, conditions, (a, b) => {
        expect(compareRules(b, a, hierarchies)).toBe(mirrored[compareRules(a, b, hierarchies)]);
      }),
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(conditions, conditions, conditions, (a, b, c) => {
        fc.pre(compareRules(a, b, hierarchies) === 'more' && compareRules(b, c, hierarchies) === 'more');
        expect(compareRules(a, c, hierarchies)).toBe('more');
      }),
      { maxSkipsPerRun: 10_000 },
    );
  });
});

/** Hierarchies over a few names, by whatever is said to lie in what, in circles too. */
function hierarchiesOf(above: readonly NestedPair[]): Hierarchies {
  const from = (iri: string): string[] => {
    const found = new Set([iri]);
    for (const item of found) for (const [narrow, broad] of above) if (narrow === item) found.add(broad);
    return [...found];
  };
  const lies = (narrow: string, broad: string): boolean => from(narrow).includes(broad);
  return {
    ...{ classesFrom: from, categoriesFrom: from, areasFrom: from },
    ...{ isClassBelow: lies, isCategoryBelow: lies, isAreaWithin: lies },
  };
}

describe('what lies in each other both ways', () => {
  const NAMES = ['a', 'b', 'c', 'd'];
  const pairs = fc.array(
    fc
      .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES))
      .filter(([narrow, broad]) => narrow !== broad),
    { maxLength: 6 },
  );
  const rules = fc.array(
    fc.record({
      attributes: fc.constant<string[]>([]),
      assetClass: optional(...NAMES),
      groundClass: optional(...NAMES),
      category: optional(...NAMES),
      area: optional(...NAMES),
      period: optional('2026-01-01/', '2026-01-01/2026-06-30', '2026-02-01/2026-03-01'),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it('is equal: neither outranks the other by that', () => {
    const circle = hierarchiesOf([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    const between = (one: Partial<Conditions>, other: Partial<Conditions>): string =>
      compareRules({ ...none, ...one }, { ...none, ...other }, circle);
    expect(between({ area: 'a' }, { area: 'b' })).toBe('equal');
    expect(between({ category: 'a', area: 'a' }, { category: 'b' })).toBe('more');
  });

  it('what is recorded of two areas wins over their shapes', () => {
    const drawnLarger = withNesting(hierarchiesOf([['zone', 'gent']]), [['gent', 'zone']]);
    expect(drawnLarger.isAreaWithin('zone', 'gent')).toBe(true);
    expect(drawnLarger.isAreaWithin('gent', 'zone')).toBe(false);
  });

  it('among the rules that apply, one at least is never outranked', () => {
    fc.assert(
      fc.property(pairs, pairs, rules, (recorded, shapes, applied) => {
        const circular = withNesting(hierarchiesOf(recorded), shapes);
        const unbeaten = applied.filter(
          (rule) => !applied.some((other) => compareRules(other, rule, circular) === 'more'),
        );
        expect(unbeaten).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('contradictions', () => {
  const rule = (iri: string, result: string, own: Partial<Conditions> = {}): Rule => ({
    iri,
    result,
    conditions: { ...none, ...own },
  });

  it('refuses two rules with the same conditions that lead elsewhere, and names the pair', () => {
    const rules = [rule('r:1', 'o:a', { category: 'k' }), rule('r:2', 'o:b', { category: 'k' })];
    expect(() => {
      checkContradictions(rules, hierarchies);
    }).toThrow(/<r:1>.*<r:2>.*same conditions/);
  });

  it('accepts rules that agree, and rules that differ in a condition', () => {
    const rules = [
      rule('r:1', 'o:a', { category: 'k' }),
      rule('r:2', 'o:a', { category: 'k' }),
      rule('r:3', 'o:b', { category: 'k', area: 'v' }),
    ];
    expect(() => {
      checkContradictions(rules, hierarchies);
    }).not.toThrow();
  });
});
