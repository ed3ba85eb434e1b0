import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAuthorised, type Action, type Client, type Owner, type Role } from '#wegwijzer/access/index.js';
import type { Command } from '#wegwijzer/reports/index.js';
import { ProblemError } from '#wegwijzer/problem.js';
import { BASE, freshEngine } from '../support/engine.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const WEGEN = `${BASE}/id/organisation/gent-wegendienst`;
const managers = { groen: GROEN, wegen: WEGEN } as const;
type Manager = keyof typeof managers;

let engine: Awaited<ReturnType<typeof freshEngine>>;
beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(() => engine.close());

async function fileReport(): Promise<string> {
  const report = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const body = Buffer.from(JSON.stringify(report));
  return (await engine.intake.submit({ body, mediaType: 'application/ld+json' })).location;
}

async function outcomeOf(report: string, manager: Manager, command: Command): Promise<string> {
  const client: Client = {
    id: `${BASE}/id/agent/${manager}`,
    name: manager,
    anonymous: false,
    roles: new Set<Role>(['manager']),
    organisation: managers[manager],
  };
  const authorise = (action: Action, owner: Owner): Promise<Client> =>
    isAuthorised(client, action, owner, { anonymousFile: true, anonymousRead: true })
      ? Promise.resolve(client)
      : Promise.reject(new ProblemError('forbidden', action));
  try {
    await engine.life.perform({ report, command, authorise });
    return 'done';
  } catch (error) {
    if (error instanceof ProblemError) return error.type;
    throw error;
  }
}

const OPEN = ['offered', 'accepted', 'in-progress', 'reopened'];
const ENDED = ['solved', 'rejected', 'closed', 'merged'];
const FROM: Readonly<Record<string, readonly string[]>> = {
  accept: ['offered', 'reopened'],
  start: ['accepted'],
  resolve: ['accepted', 'in-progress'],
  close: OPEN,
  seal: ENDED,
  reopen: ENDED,
  merge: OPEN,
};
const TO: Readonly<Record<string, string>> = {
  accept: 'accepted',
  start: 'in-progress',
  resolve: 'solved',
  close: 'rejected',
  seal: 'final',
  reopen: 'reopened',
  merge: 'merged',
};
const COMMANDS: Readonly<Record<string, Command>> = {
  accept: { name: 'accept' },
  start: { name: 'start' },
  resolve: { name: 'resolve', text: 'Klaar.' },
  close: { name: 'close', outcome: 'rejected', text: 'Nee.' },
  seal: { name: 'seal' },
  reopen: { name: 'reopen', text: 'Toch niet.' },
};
const manager = fc.constantFrom<Manager>('groen', 'wegen');
const name = fc.constantFrom('accept', 'accept', 'start', 'resolve', 'resolve', 'close', 'seal', 'reopen');

/** What the test believes of one report: no graph, no table. */
interface Model {
  state: string;
  /** Whether it ended with a solution. */
  solved: boolean;
}

/** Does a command to the model where it may be done. */
function apply(model: Model, given: string): string {
  if (!FROM[given]?.includes(model.state)) return 'illegal-transition';
  model.state = TO[given] ?? '';
  if (given === 'resolve') model.solved = true;
  if (given === 'reopen') model.solved = false;
  return 'done';
}

describe('a report that is split', () => {
  it('is split while any part is open, and ends solved where any part was solved, whoever does what', async () => {
    const steps = fc.array(fc.record({ part: fc.nat({ max: 1 }), manager, name }), { maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const whole = await fileReport();
        const parts = [{ to: GROEN }, { to: WEGEN }];
        expect(await outcomeOf(whole, 'groen', { name: 'split', parts })).toBe('done');
        const iris = engine.life.read(whole)?.parts ?? [];
        const owned = iris.map((iri) => (engine.life.read(iri)?.handler === GROEN ? 'groen' : 'wegen'));
        expect([...owned].sort()).toEqual(['groen', 'wegen']);
        const models: Model[] = iris.map(() => ({ state: 'offered', solved: false }));
        let expected = 'split';
        for (const { part, manager: actor, name: given } of all) {
          const model = models[part] ?? { state: '', solved: false };
          const outcome = owned[part] === actor ? apply(model, given) : 'forbidden';
          const command = COMMANDS[given] ?? { name: 'accept' };
          expect(await outcomeOf(iris[part] ?? '', actor, command), `${actor} ${given}`).toBe(outcome);
          expect(engine.life.read(iris[part] ?? '')?.state).toBe(model.state);
          const isOpen = models.some(({ state }) => OPEN.includes(state));
          if (isOpen) expected = 'split';
          else if (expected === 'split') expected = models.some(({ solved }) => solved) ? 'solved' : 'closed';
          expect(engine.life.read(whole)?.state, models.map(({ state }) => state).join(', ')).toBe(expected);
        }
      }),
      { numRuns: 40, examples: [[[...rejectedAndSealed(0), ...rejectedAndSealed(1)]]] },
    );
  }, 300_000);
});

/** One part is rejected and sealed, whoever has it. */
function rejectedAndSealed(part: number): { part: number; manager: Manager; name: string }[] {
  return (['groen', 'wegen'] as const).flatMap((each) =>
    ['close', 'seal'].map((given) => ({ part, manager: each, name: given })),
  );
}

interface Counted extends Model {
  /** Entries of its history. */
  steps: number;
}

/** The two reports: `a` may be merged into `b`. */
interface Pair {
  readonly a: Counted;
  readonly b: Counted;
}

/** Does a command of the manager that has both to the model, with what the other report hears of it. */
function applyToPair({ a, b }: Pair, isFirst: boolean, given: string): string {
  const model = isFirst ? a : b;
  const wasMerged = a.state === 'merged';
  if (given === 'merge' && OPEN.includes(a.state) && !OPEN.includes(b.state)) return 'invalid-parameter';
  const outcome = apply(model, given);
  if (outcome !== 'done') return outcome;
  model.steps += 1;
  if (model === b && wasMerged) a.steps += 1;
  if (given === 'merge' || (model === a && given === 'reopen' && wasMerged)) b.steps += 1;
  return outcome;
}

describe('a report that is merged into another', () => {
  it('hears the news of the other until it is reopened, whoever does what', async () => {
    const step = fc.record({ first: fc.boolean(), manager, name: fc.oneof(name, fc.constant('merge')) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (all) => {
        const [one, other] = [await fileReport(), await fileReport()];
        const begun = (): Counted => ({ state: 'offered', solved: false, steps: 1 });
        const pair: Pair = { a: begun(), b: begun() };
        for (const { first, manager: actor, name: given } of all) {
          const isFirst = first || given === 'merge';
          const outcome = actor === 'groen' ? applyToPair(pair, isFirst, given) : 'forbidden';
          const command: Command =
            given === 'merge' ? { name: 'merge', into: other } : (COMMANDS[given] ?? { name: 'accept' });
          expect(await outcomeOf(isFirst ? one : other, actor, command), `${actor} ${given}`).toBe(outcome);
          const lives = [one, other].map((report) => engine.life.read(report));
          expect(lives.map((life) => [life?.state, life?.history.length])).toEqual(
            [pair.a, pair.b].map(({ state, steps }) => [state, steps]),
          );
        }
      }),
      { numRuns: 40 },
    );
  }, 300_000);
});
