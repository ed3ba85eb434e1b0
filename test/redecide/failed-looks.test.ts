import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '#wegwijzer/problem.js';
import { createRedecide, type Redecide } from '#wegwijzer/redecide/index.js';
import { BASE } from '../support/engine.js';
import { openTown, road, x, type Town } from './town.js';

/** A busy machine takes its time to get to it. */
const PATIENT = { timeout: 30_000 };
const AGENT = `${BASE}/id/agent/steward`;

/** Something to wait for until it is opened. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}

describe('a look at open reports', () => {
  let town: Town;
  let redecide: Redecide;
  let north = '';
  /** What deciding waits for, or fails with. */
  let weighing: () => Promise<void> = () => Promise.resolve();
  const failures: unknown[] = [];
  const waiting = (): readonly string[] => redecide.list().map(({ report }) => report);
  const isPending = (): boolean =>
    (town.engine.store.readGraph(`${BASE}/doc/redecision/waiting`) ?? []).join('').includes('scanPending');
  const watch = (retry: number): Redecide => {
    const { store, life, responsibility } = town.engine;
    return createRedecide({
      store,
      life,
      responsibility: {
        ...responsibility,
        weigh: async (question) => {
          await weighing();
          return responsibility.weigh(question);
        },
      },
      baseUrl: BASE,
      agent: AGENT,
      now: () => new Date(),
      retry,
      onError: (error) => failures.push(error),
    });
  };
  const tooLong = (): Promise<never> => Promise.reject(new ProblemError('query-timeout', 'Too long.'));

  /** Another manager for the road in the north, on disk when it resolves. */
  async function giveNorth(from: string, to: string): Promise<void> {
    const lines = (town.engine.store.readGraph(`${BASE}/id/register/roads`) ?? []).filter(
      (line) => line.includes('/north>') && line.includes('wegbeheerder'),
    );
    const insert = lines.map((line) => line.replace(x(from), x(to)));
    await town.engine.store.commit({ agent: AGENT, reason: 'Handed over', insert, remove: lines });
  }

  const change = (from: string, to: string): Promise<void> =>
    redecide.after(
      async (aboutToCommit) => {
        await aboutToCommit();
        await giveNorth(from, to);
      },
      () => ({}),
    );

  const nothing = (): Promise<void> =>
    redecide.after(
      () => Promise.resolve(),
      () => undefined,
    );

  beforeEach(async () => {
    town = await openTown();
    await town.load(
      'bodies',
      ['A', 'B', 'C'].map((name) => `:${name} a org:Organization ; skos:prefLabel "${name}"@nl .\n`).join(''),
    );
    await town.load('roads', road('north', 'A', 51.06));
    north = await town.file(3.705, 51.06);
    weighing = () => Promise.resolve();
    failures.length = 0;
  });
  afterEach(async () => {
    await redecide.close();
    await town.close();
  });

  it('that fails keeps what waits, and is still to be done after a change that comes to nothing', async () => {
    redecide = watch(3_600_000);
    await change('A', 'B');
    await redecide.settled();
    expect(waiting()).toEqual([north]);
    weighing = tooLong;
    await change('B', 'C');
    await expect(redecide.settled()).rejects.toMatchObject({ type: 'query-timeout' });
    expect(waiting()).toEqual([north]);
    await nothing();
    expect(isPending()).toBe(true);
    weighing = () => Promise.resolve();
    redecide.request({ touched: { cells: new Set(), features: new Set() } });
    await redecide.settled();
    expect(redecide.list()).toMatchObject([{ report: north, to: [x('C')] }]);
    expect(isPending()).toBe(false);
  });

  it('that ends after a report got its new decision puts nothing to anyone again', async () => {
    const { store, life, responsibility } = town.engine;
    const [compared, explaining] = [gate(), gate()];
    redecide = createRedecide({
      store,
      life,
      responsibility: {
        ...responsibility,
        weigh: async (question) => {
          const weighed = await responsibility.weigh(question);
          return {
            ...weighed,
            explain: async () => {
              compared.open();
              await explaining.opened;
              return weighed.explain();
            },
          };
        },
      },
      baseUrl: BASE,
      agent: AGENT,
      now: () => new Date(),
    });
    await town.load('roads', road('north', 'B', 51.06));
    expect(waiting()).toEqual([north]);
    redecide.request({});
    await compared.opened;
    const client = { id: AGENT, name: 'steward', anonymous: false, roles: new Set(['steward'] as const) };
    expect((await town.engine.redecide.apply({ client })).applied).toEqual([north]);
    explaining.open();
    await redecide.settled();
    expect(store.readGraph(`${BASE}/doc/redecision/waiting`)).toEqual([]);
  });

  it('that fails is tried again by itself', async () => {
    redecide = watch(1);
    weighing = tooLong;
    await change('A', 'B');
    await vi.waitFor(() => {
      expect(failures.length).toBeGreaterThan(1);
    }, PATIENT);
    weighing = () => Promise.resolve();
    await vi.waitFor(() => {
      expect(waiting()).toEqual([north]);
    }, PATIENT);
    await redecide.settled();
    expect(isPending()).toBe(false);
  });

  it('that ends while another change is being made leaves that one to be looked at', async () => {
    redecide = watch(3_600_000);
    const [deciding, marked, renewed] = [gate(), gate(), gate()];
    weighing = () => deciding.opened;
    await change('A', 'B');
    const second = redecide.after(
      async (aboutToCommit) => {
        await aboutToCommit();
        await giveNorth('B', 'C');
        marked.open();
        await renewed.opened;
      },
      () => ({}),
    );
    await marked.opened;
    deciding.open();
    await redecide.settled();
    expect(isPending()).toBe(true);
    renewed.open();
    await second;
    await redecide.settled();
    expect(redecide.list()).toMatchObject([{ report: north, to: [x('C')] }]);
    expect(isPending()).toBe(false);
  });
});

describe('applying', () => {
  it('ends with the first failure, and tells what was done by then', async () => {
    const town = await openTown();
    const { store, life, responsibility, redecide: own } = town.engine;
    await town.load(
      'bodies',
      ':A a org:Organization ; skos:prefLabel "A"@nl . :B a org:Organization ; skos:prefLabel "B"@nl .',
    );
    await town.load('roads', road('north', 'A', 51.06) + road('south', 'A', 51.05));
    const [north, south] = [await town.file(3.705, 51.06), await town.file(3.705, 51.05)];
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'B', 51.05));
    const redecide = createRedecide({
      store,
      responsibility,
      life: {
        ...life,
        carryOut: (order) =>
          order.report === south
            ? Promise.reject(new ProblemError('query-timeout', 'Too long.'))
            : life.carryOut(order),
      },
      baseUrl: BASE,
      agent: AGENT,
      now: () => new Date(),
      onError: () => undefined,
    });
    const client = { id: AGENT, name: 'steward', anonymous: false, roles: new Set(['steward'] as const) };
    await expect(redecide.apply({ client, reports: [north, south] })).rejects.toMatchObject({
      type: 'query-timeout',
      message: 'Too long. Reports that have their new decision: 1. Ask again for the others.',
      extra: { applied: [north], settled: [], kept: [], unknown: [] },
    });
    expect(own.list().map(({ report }) => report)).toEqual([south]);
    await redecide.close();
    await town.close();
  });
});
