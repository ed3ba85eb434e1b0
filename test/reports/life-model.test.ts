import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAuthorised, type Action, type Client, type Owner, type Role } from '#wegwijzer/access/index.js';
import type { Command } from '#wegwijzer/reports/index.js';
import { ProblemError } from '#wegwijzer/problem.js';
import { BASE, freshEngine } from '../support/engine.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const WEGEN = `${BASE}/id/organisation/gent-wegendienst`;
const GENT = 'https://data.vlaanderen.be/id/organisatie/OVO002067';
const AREA = 'https://data.vlaanderen.be/id/gemeente/44021';

let engine: Awaited<ReturnType<typeof freshEngine>>;
beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(() => engine.close());

const actors = ['groen', 'wegen', 'gent', 'dispatcher', 'auditor', 'reporter', 'nobody'] as const;
type Actor = (typeof actors)[number];

function clientOf(actor: Actor, report: string): Client {
  const base = { id: `${BASE}/id/agent/${actor}`, name: actor, anonymous: false };
  const manager = (organisation: string): Client => ({
    ...base,
    roles: new Set<Role>(['manager']),
    organisation,
  });
  switch (actor) {
    case 'groen':
      return manager(GROEN);
    case 'wegen':
      return manager(WEGEN);
    case 'gent':
      return manager(GENT);
    case 'dispatcher':
      return { ...base, roles: new Set<Role>(['dispatcher']), areas: [AREA] };
    case 'auditor':
      return { ...base, roles: new Set<Role>(['auditor']) };
    case 'reporter':
      return { ...base, roles: new Set<Role>(), follows: report };
    case 'nobody':
      return { ...base, anonymous: true, roles: new Set<Role>() };
  }
}

/** What the test believes of a report: no graph, no table, no rules. */
interface Model {
  state: string;
  handler: string | undefined;
  refusedBy: Set<string>;
  refusals: number;
  steps: number;
}

const OPEN = ['offered', 'unassigned', 'accepted', 'in-progress', 'waiting', 'reopened'];
const ENDED = ['solved', 'finished', 'rejected', 'inadmissible', 'closed', 'withdrawn'];
const FROM: Readonly<Record<string, readonly string[]>> = {
  accept: ['offered', 'reopened'],
  refuse: ['offered', 'reopened', 'accepted', 'in-progress'],
  transfer: ['offered', 'reopened', 'accepted', 'in-progress'],
  assign: ['unassigned', 'offered', 'reopened', 'accepted', 'in-progress'],
  start: ['accepted'],
  question: ['accepted', 'in-progress'],
  answer: ['waiting'],
  addition: OPEN,
  resolve: ['accepted', 'in-progress', 'waiting'],
  close: OPEN,
  seal: ENDED,
  reopen: ENDED,
  withdraw: OPEN,
  rate: ['solved', 'finished', 'closed', 'rejected'],
};
const BY_REPORTER = ['answer', 'addition', 'withdraw', 'rate'];

/** A unit's own organisation may act for it. */
function handles(actor: Actor, handler: string | undefined): boolean {
  if (actor === 'groen') return handler === GROEN;
  if (actor === 'wegen') return handler === WEGEN;
  return actor === 'gent' && [GROEN, WEGEN, GENT].includes(handler ?? '');
}

function mayBelieved(actor: Actor, name: string, { handler }: Model): boolean {
  if (actor === 'reporter') return BY_REPORTER.includes(name) || name === 'reopen';
  if (BY_REPORTER.includes(name)) return false;
  if (actor === 'dispatcher') return true;
  return name !== 'assign' && handles(actor, handler);
}

/** What a refusal leads to in the park of the demo: the green service, then the city, then a dispatcher. */
function afterRefusal(model: Model): void {
  model.refusedBy.add(model.handler ?? '');
  model.refusals += 1;
  const next = [GROEN, GENT].find((one) => !model.refusedBy.has(one));
  const goesOn = model.refusals < 2 && next !== undefined;
  model.state = goesOn ? 'offered' : 'unassigned';
  model.handler = goesOn ? next : undefined;
}

function reopenBelieved(model: Model): void {
  model.state = model.handler === undefined ? 'unassigned' : 'reopened';
}

/** The state that a command always leads to. */
const LEADS_TO: Readonly<Record<string, string>> = {
  accept: 'accepted',
  start: 'in-progress',
  answer: 'in-progress',
  question: 'waiting',
  resolve: 'solved',
  seal: 'final',
  withdraw: 'withdrawn',
};

function apply(model: Model, given: Command): void {
  model.steps += 1;
  model.state = LEADS_TO[given.name] ?? model.state;
  if (given.name === 'refuse') afterRefusal(model);
  else if (given.name === 'close') model.state = given.outcome;
  else if (given.name === 'rate') applyRating(model, given.rating, given.reopen === true);
  else if (given.name === 'transfer' || given.name === 'assign') {
    if (given.name === 'assign') model.refusals = 0;
    model.state = 'offered';
    model.handler = given.to;
  } else if (given.name === 'reopen') {
    model.refusals = 0;
    reopenBelieved(model);
  }
}

function applyRating(model: Model, rating: number, reopen: boolean): void {
  if (reopen && rating <= 2) reopenBelieved(model);
  else if (model.state === 'solved') model.state = 'finished';
}

const text = fc.constantFrom('Tekst.', 'Met "aanhalingstekens" en\nregels.', '<script>', 'één');
const organisation = fc.constantFrom(GROEN, WEGEN, GENT);
const command: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: fc.constantFrom<Command>({ name: 'accept' }, { name: 'start' }), weight: 6 },
  fc.constantFrom<Command>({ name: 'withdraw' }, { name: 'seal' }),
  {
    arbitrary: fc.record({
      name: fc.constant('refuse' as const),
      reason: fc.constantFrom('not-our-asset', 'other'),
      text,
    }),
    weight: 3,
  },
  fc.record({ name: fc.constantFrom('transfer' as const, 'assign' as const), to: organisation, text }),
  {
    arbitrary: fc.record({
      name: fc.constantFrom(
        'question' as const,
        'answer' as const,
        'addition' as const,
        'resolve' as const,
        'reopen' as const,
      ),
      text,
    }),
    weight: 6,
  },
  fc.record({
    name: fc.constant('close' as const),
    outcome: fc.constantFrom('rejected' as const, 'inadmissible' as const, 'closed' as const),
    text,
  }),
  fc.record({
    name: fc.constant('rate' as const),
    rating: fc.integer({ min: 1, max: 5 }),
    text,
    reopen: fc.boolean(),
  }),
);
const step = fc.record({ actor: fc.constantFrom(...actors), command });

async function fileReport(): Promise<string> {
  const report = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'De bank is stuk.',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const body = Buffer.from(JSON.stringify(report));
  return (await engine.intake.submit({ body, mediaType: 'application/ld+json' })).location;
}

async function outcomeOf(report: string, actor: Actor, given: Command): Promise<string> {
  const client = clientOf(actor, report);
  const authorise = (action: Action, owner: Owner): Promise<Client> =>
    isAuthorised(client, action, owner, { anonymousFile: true, anonymousRead: true })
      ? Promise.resolve(client)
      : Promise.reject(new ProblemError('forbidden', action));
  try {
    await engine.life.perform({ report, command: given, authorise });
    return 'done';
  } catch (error) {
    if (error instanceof ProblemError) return error.type;
    throw error;
  }
}

describe('any sequence of commands by anyone', () => {
  it('comes to what a model without graph, table and rules says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const report = await fileReport();
        const model: Model = {
          state: 'offered',
          handler: GROEN,
          refusedBy: new Set(),
          refusals: 0,
          steps: 1,
        };
        for (const { actor, command: given } of steps) {
          const expected = !mayBelieved(actor, given.name, model)
            ? 'forbidden'
            : FROM[given.name]?.includes(model.state)
              ? 'done'
              : 'illegal-transition';
          expect(await outcomeOf(report, actor, given), `${actor} ${given.name} in ${model.state}`).toBe(
            expected,
          );
          if (expected === 'done') apply(model, given);
          const life = engine.life.read(report);
          expect(life?.state).toBe(model.state);
          expect(life?.handler).toBe(model.handler ?? `${BASE}/id/agent/service`);
          expect(life?.history).toHaveLength(model.steps);
        }
        const open = [...engine.openReports.all()].find((one) => one.report === report);
        expect(open?.state).toBe(OPEN.includes(model.state) ? model.state : undefined);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
