import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createSuccessions,
  refuseCircles,
  undoRegister,
  type Succession,
} from '#wegwijzer/registers/index.js';
import { BASE_URL, openRegisters, type Registers } from './support.js';

const DAYS = ['2019-01-01', '2022-01-01', '2025-01-01'];
const TODAY = '2026-01-01';
const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** Each event turns all its organisations into all that come out of it. */
const events = fc.array(
  fc.record({
    from: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
    to: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
    date: fc.constantFrom(...DAYS),
  }),
  { maxLength: 6 },
);

type Event = (typeof events extends fc.Arbitrary<infer T> ? T : never)[number];

function successionsOf(all: readonly Event[]): Succession[] {
  return all.flatMap(({ from, to, date }, index) =>
    from.flatMap((before) =>
      to.map((after) => ({ event: `e${String(index)}`, from: before, to: after, date, register: 'r' })),
    ),
  );
}

/** An organisation that comes out of its own event goes on. */
const leaving = (all: readonly Succession[]): Succession[] =>
  all.filter(
    ({ event, from }) => !all.some((one) => one.event === event && one.from === from && one.to === from),
  );

/** The rule as it reads: every way, one after the other. */
function everyWay(all: readonly Succession[], organisation: string, since = ''): string[] {
  const later = leaving(all).filter(
    (one) => one.from === organisation && one.date >= since && one.date <= TODAY,
  );
  const [first] = later.map(({ date }) => date).sort();
  if (first === undefined) return [organisation];
  return later.flatMap(({ date, to }) => (date === first ? everyWay(all, to, date) : []));
}

/** Whether somebody leads back to where it began on one day, found by walking every way. */
function hasCircle(all: readonly Succession[]): boolean {
  const leads = (from: string, date: string, path: readonly string[]): boolean =>
    leaving(all).some(
      (one) =>
        one.from === from &&
        one.date === date &&
        (path.includes(one.to) || leads(one.to, date, [...path, one.to])),
    );
  return NAMES.some((name) => DAYS.some((date) => leads(name, date, [name])));
}

/** Layers of organisations that each turn into all of the next layer, on one day. */
function layers(depth: number, width: number): Succession[] {
  const layer = (level: number): string[] =>
    Array.from({ length: width }, (_, i) => `${String(level)}-${String(i)}`);
  return successionsOf(
    Array.from({ length: depth }, (_, level) => ({
      from: layer(level),
      to: layer(level + 1),
      date: '2025-01-01',
    })),
  );
}

describe('successions', () => {
  it('lead to whoever every way leads to, each by a way that is one', () => {
    fc.assert(
      fc.property(events, (all) => {
        const successions = successionsOf(all);
        fc.pre(!hasCircle(successions));
        for (const name of NAMES) {
          const found = createSuccessions(successions).successorsOf(name, TODAY);
          expect(found.map(({ organisation }) => organisation).sort()).toEqual(
            [...new Set(everyWay(successions, name))].sort(),
          );
          for (const { organisation, steps } of found) {
            expect([name, ...steps.map(({ to }) => to)]).toEqual([
              ...steps.map(({ from }) => from),
              organisation,
            ]);
            expect(steps.map(({ date }) => date)).toEqual(steps.map(({ date }) => date).sort());
          }
        }
      }),
    );
  });

  it('are refused exactly where somebody leads back to where it began on one day', () => {
    fc.assert(
      fc.property(events, (all) => {
        const successions = successionsOf(all);
        if (hasCircle(successions))
          expect(() => {
            refuseCircles(successions);
          }).toThrow(/circle/);
        else
          expect(() => {
            refuseCircles(successions);
          }).not.toThrow();
      }),
    );
  });

  it('are followed in as many looks as there are organisations', () => {
    for (const depth of [10, 20, 200]) {
      let visits = 0;
      const all = layers(depth, 10);
      refuseCircles(all);
      const found = createSuccessions(all, () => (visits += 1)).successorsOf('0-0', TODAY);
      expect(found).toHaveLength(10);
      expect(visits).toBe(1 + depth * 10);
    }
  });

  it('go on after an event that an organisation comes out of itself', () => {
    const all = successionsOf([
      { from: ['a', 'b'], to: ['b'], date: '2019-01-01' },
      { from: ['b'], to: ['c'], date: '2025-01-01' },
    ]);
    for (const name of ['a', 'b'])
      expect(createSuccessions(all).successorsOf(name, TODAY)).toMatchObject([{ organisation: 'c' }]);
  });
});

describe('a step back', () => {
  let registers: Registers;
  beforeEach(async () => {
    registers = await openRegisters();
  });
  afterEach(async () => {
    await registers.close();
  });

  it('to what makes a circle with what another register has said since is refused', async () => {
    const event = (key: string, from: string, to: string): string =>
      `<id/event/${key}> a org:ChangeEvent ; prov:endedAtTime "2025-01-01T00:00:00Z"^^xsd:dateTime ;
        org:originalOrganization <id/org/${from}> ; org:resultingOrganization <id/org/${to}> .\n`;
    await registers.load(event('1', 'a', 'b'));
    await registers.load(event('1', 'a', 'c'));
    await registers.load(event('2', 'b', 'a'), { name: 'other' });
    const before = registers.rows();
    await expect(
      undoRegister(registers.store, {
        name: 'assets',
        baseUrl: BASE_URL,
        agent: `${BASE_URL}/id/agent/test`,
        now: () => new Date('2026-11-24T12:00:00Z'),
      }),
    ).rejects.toMatchObject({
      type: 'invalid-register',
      message: expect.stringContaining('circle') as string,
    });
    expect(registers.rows()).toEqual(before);
  });
});

describe('a load', () => {
  let registers: Registers;
  beforeEach(async () => {
    registers = await openRegisters();
  });
  afterEach(async () => {
    await registers.close();
  });

  it('of a circle on one day in Belgium is refused, however its times are written', async () => {
    const event = (key: string, from: string, to: string, time: string): string =>
      `<id/event/${key}> a org:ChangeEvent ; prov:endedAtTime "${time}"^^xsd:dateTime ;
        org:originalOrganization <id/org/${from}> ; org:resultingOrganization <id/org/${to}> .\n`;
    const there = event('1', 'a', 'b', '2024-12-31T23:00:00Z');
    await expect(
      registers.load(there + event('2', 'b', 'a', '2025-01-01T00:00:00+01:00')),
    ).rejects.toMatchObject({ type: 'invalid-register' });
    // Back on the day before is no circle, though both are written as of one day.
    await registers.load(there + event('2', 'b', 'a', '2024-12-31T22:00:00Z'));
  });
});
