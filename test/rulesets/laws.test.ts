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

interface Place {
  readonly assetClass?: string | undefined;
  readonly groundClass?: string | undefined;
  readonly category?: string | undefined;
  readonly area?: string | undefined;
}
interface MadeUp extends Place {
  /** The days it is in force, with an open end left empty. */
  readonly period?: readonly [from: string, through: string] | undefined;
  /** Of an agreement, the party whose task it passes on. */
  readonly entrustedBy?: string | undefined;
  readonly manager: string;
}
type Kind = keyof Place;
const KINDS: readonly Kind[] = ['assetClass', 'groundClass', 'category', 'area'];

const oneOf = (...values: (string | undefined)[]): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(undefined, ...values);
const conditions: fc.Arbitrary<MadeUp> = fc
  .record({
    assetClass: oneOf(`${infra}Zitbank`, `${infra}Straatmeubilair`),
    groundClass: oneOf(`${terrein}Groenvlak`, `${gebied}Park`),
    category: oneOf(`${cat}zitbank-beschadigd`, `${cat}defect-openbaar-domein`),
    area: oneOf(GENT),
    period: fc.constantFrom<MadeUp['period'][]>(
      undefined,
      undefined,
      ['2026-01-01', '2026-12-31'],
      ['2026-06-01', ''],
      ['', '2024-12-31'],
    ),
    entrustedBy: oneOf(undefined, undefined, 'urn:party:a', 'urn:party:b'),
    manager: fc.constantFrom('urn:party:a', 'urn:party:b', 'urn:party:c'),
  })
  .filter((made) => KINDS.some((kind) => made[kind] !== undefined))
  // Nobody entrusts a task to itself.
  .filter(({ manager, entrustedBy }) => manager !== entrustedBy);
const keyOf = ({ period = ['', ''], entrustedBy = '', ...made }: MadeUp): string =>
  [...KINDS.map((kind) => made[kind] ?? ''), period.join('/'), entrustedBy].join(' ');
const rules = fc.uniqueArray(conditions, { minLength: 2, maxLength: 8, selector: keyOf });

const ordered = rules.chain((made) =>
  fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
);

const PLACES: DescribedPlace[] = [undefined, `${infra}Zitbank`].flatMap((assetClass) =>
  [undefined, `${terrein}Groenvlak`, `${gebied}Park`].flatMap((groundClass) =>
    [undefined, GENT].map((area) => ({ assetClass, groundClass, area })),
  ),
);
const DAYS = ['2024-06-01', '2026-03-01', '2026-11-25'];
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
  const [from = '', through = ''] = made.period ?? [];
  const conditions = [
    ...told,
    ...(from === '' ? [] : [`schema:validFrom "${from}"^^xsd:date`]),
    ...(through === '' ? [] : [`schema:validThrough "${through}"^^xsd:date`]),
    ...(made.entrustedBy === undefined ? [] : [`a ww:Agreement ; ww:entrustedBy <${made.entrustedBy}>`]),
  ];
  const rule = { name, conditions: conditions.join(' ; '), manager: `<${made.manager}>` };
  const body = Buffer.from(ruleSetTurtle(graph, '1', [rule]).replaceAll(`${graph}#`, 'urn:rule:'));
  return { graph, lines: await parseTerms(body, 'text/turtle', graph, BASE) };
}

/** Who wins, and by which rule, in every place for every category on every day. */
async function answersUnder(made: readonly MadeUp[]): Promise<Map<string, string>> {
  const ruleSets = await Promise.all(made.map(setOf));
  const supposed = await engine.responsibility.supposing({ ruleSets });
  try {
    const describing = await supposed.describing();
    const answers = new Map<string, string>();
    for (const [category, day] of CATEGORIES.flatMap((one) => DAYS.map((each) => [one, each] as const))) {
      const found = await describing.apply(category, PLACES, day);
      found.forEach(({ winners }, index) =>
        answers.set(
          JSON.stringify({ ...PLACES[index], category, day }),
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

function holds(
  { period: [from, through] = ['', ''], ...made }: MadeUp,
  place: Place & { day: string },
): boolean {
  if (place.day < from || (through !== '' && place.day > through)) return false;
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
          const where = JSON.parse(place) as Place & { day: string };
          expect(holds(added, where), `${keyOf(added)} in ${place}`).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
    expect(changed).toBeGreaterThan(0);
  });

  it('adding an agreement changes only answers that the other rules give to who entrusts, or to nobody', async () => {
    let changed = 0;
    const entrusting = conditions.filter(({ entrustedBy }) => entrustedBy !== undefined);
    await fc.assert(
      fc.asyncProperty(rules, entrusting, async (made, agreement) => {
        const others = made.filter((one) => keyOf(one) !== keyOf(agreement));
        const general = await answersUnder(others.filter(({ entrustedBy }) => entrustedBy === undefined));
        const before = await answersUnder(others);
        const after = await answersUnder([...others, agreement]);
        for (const [place, answer] of after) {
          if (answer === before.get(place)) continue;
          changed += 1;
          const given = general.get(place) ?? '';
          // In a place that is only described, whoever is recorded in a role may be the party.
          const party = new RegExp(` (${agreement.entrustedBy ?? ''}|https://w3id.org/wegwijzer#\\w+)(,|$)`);
          const isTheirs = given === '' || party.test(given);
          expect(isTheirs, `${keyOf(agreement)} in ${place}, which is ${given}`).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
    expect(changed).toBeGreaterThan(0);
  });
});
