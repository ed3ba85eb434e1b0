import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { parseTerms } from '#wegwijzer/registers/index.js';
import type { DescribedPlace } from '#wegwijzer/responsibility/index.js';
import { BASE, freshEngine } from '../support/engine.js';
import { ruleSetTurtle } from './turtle.js';

const infra = 'https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#';
const terrein = 'https://data.vlaanderen.be/ns/openbaardomein/terreindeel#';
const gebied = 'https://data.vlaanderen.be/ns/openbaardomein/gebied#';
const cat = 'https://w3id.org/wegwijzer/category/';
const GENT = 'https://data.vlaanderen.be/id/gemeente/44021';
/** What lies above each value that the rules below ask for; the values themselves included. */
const ABOVE: Readonly<Record<string, readonly string[]>> = {
  [`${infra}Zitbank`]: [`${infra}Zitbank`, `${infra}Straatmeubilair`],
  [`${infra}Straatmeubilair`]: [`${infra}Straatmeubilair`],
  [`${terrein}Groenvlak`]: [`${terrein}Groenvlak`],
  [`${gebied}Park`]: [`${gebied}Park`],
  [`${cat}zitbank-beschadigd`]: [`${cat}zitbank-beschadigd`, `${cat}defect-openbaar-domein`],
  [`${cat}graffiti`]: [`${cat}graffiti`, `${cat}defect-openbaar-domein`],
  [`${cat}verhuizing`]: [`${cat}verhuizing`],
  [GENT]: [GENT],
};

interface MadeUp {
  readonly assetClass?: string | undefined;
  readonly groundClass?: string | undefined;
  readonly category?: string | undefined;
  readonly area?: string | undefined;
}
type Kind = keyof MadeUp;
const KINDS: readonly Kind[] = ['assetClass', 'groundClass', 'category', 'area'];

const oneOf = (...values: string[]): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(undefined, ...values);
const conditions: fc.Arbitrary<MadeUp> = fc
  .record({
    assetClass: oneOf(`${infra}Zitbank`, `${infra}Straatmeubilair`),
    groundClass: oneOf(`${terrein}Groenvlak`, `${gebied}Park`),
    category: oneOf(`${cat}zitbank-beschadigd`, `${cat}defect-openbaar-domein`),
    area: oneOf(GENT),
  })
  .filter((made) => KINDS.some((kind) => made[kind] !== undefined));
const keyOf = (made: MadeUp): string => KINDS.map((kind) => made[kind] ?? '').join(' ');
const rules = fc.uniqueArray(conditions, { minLength: 2, maxLength: 8, selector: keyOf });

const ordered = rules.chain((made) =>
  fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
);

const PLACES: DescribedPlace[] = [undefined, `${infra}Zitbank`].flatMap((assetClass) =>
  [undefined, `${terrein}Groenvlak`, `${gebied}Park`].flatMap((groundClass) =>
    [undefined, GENT].map((area) => ({ assetClass, groundClass, area })),
  ),
);
const CATEGORIES = [`${cat}zitbank-beschadigd`, `${cat}graffiti`, `${cat}verhuizing`];

let engine: Engine;
beforeAll(async () => {
  engine = await freshEngine({ demo: false });
});
afterAll(() => engine.close());

/** A rule that is a set of its own, named after its conditions, so that sets differ in nothing but their order. */
async function setOf(made: MadeUp, at: number): Promise<{ graph: string; lines: string[] }> {
  const graph = `${BASE}/id/rules/set-${String(at)}`;
  const told = KINDS.flatMap((kind) => (made[kind] === undefined ? [] : [`ww:${kind} <${made[kind]}>`]));
  const name = encodeURIComponent(keyOf(made));
  const rule = { name, conditions: told.join(' ; '), manager: `<urn:manager:${name}>` };
  const body = Buffer.from(ruleSetTurtle(graph, '1', [rule]).replaceAll(`${graph}#`, 'urn:rule:'));
  return { graph, lines: await parseTerms(body, 'text/turtle', graph, BASE) };
}

/** Who wins, and by which rule, in every place for every category. */
async function answersUnder(made: readonly MadeUp[]): Promise<Map<string, string>> {
  const ruleSets = await Promise.all(made.map(setOf));
  const supposed = await engine.responsibility.supposing({ ruleSets });
  try {
    const describing = await supposed.describing();
    const answers = new Map<string, string>();
    for (const category of CATEGORIES) {
      const found = await describing.apply(category, PLACES, '2026-11-25');
      found.forEach(({ winners }, index) =>
        answers.set(
          JSON.stringify({ ...PLACES[index], category }),
          winners
            .map(({ rule, responsible }) => `${rule} ${responsible}`)
            .sort()
            .join(', '),
        ),
      );
    }
    return answers;
  } finally {
    await supposed.close();
  }
}

function holds(made: MadeUp, place: MadeUp): boolean {
  return KINDS.every((kind) => {
    const [wanted, value] = [made[kind], place[kind]];
    return wanted === undefined || (value !== undefined && (ABOVE[value] ?? []).includes(wanted));
  });
}

describe('the laws of rule sets', () => {
  it('the order of loading never changes an answer', async () => {
    await fc.assert(
      fc.asyncProperty(ordered, async ([made, shuffled]) => {
        expect(await answersUnder(shuffled)).toEqual(await answersUnder(made));
      }),
      { numRuns: 10 },
    );
  });

  it('adding a rule changes only answers inside its own conditions', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(rules, async ([added, ...others]) => {
        if (!added) return;
        const before = await answersUnder(others);
        const after = await answersUnder([...others, added]);
        for (const [place, answer] of after) {
          if (answer === before.get(place)) continue;
          changed += 1;
          expect(holds(added, JSON.parse(place) as MadeUp), `${keyOf(added)} in ${place}`).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
    expect(changed).toBeGreaterThan(0);
  });
});
