import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#wegwijzer/access/index.js';
import type { Engine } from '#wegwijzer/engine.js';
import type { Command, ReportLife } from '#wegwijzer/reports/index.js';
import { BASE, freshEngine } from '../support/engine.js';

const STAFF: Client = {
  id: `${BASE}/id/agent/dispatcher`,
  name: 'dispatcher',
  anonymous: false,
  roles: new Set(['dispatcher']),
};
let engine: Engine;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(async () => {
  await engine.close();
});

const order = (report: string, command: Command): Promise<ReportLife> =>
  engine.life.perform({ report, command, authorise: () => Promise.resolve(STAFF) });
const pageOf = (report: string): string => report.replace('/id/', '/doc/');

async function fileBench(): Promise<string> {
  const body = {
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    description: 'De bank is stuk.',
    location: { lon: 3.7099224, lat: 51.0453067, accuracy: 5 },
  };
  const { location } = await engine.intake.submit({
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/ld+json',
  });
  return location;
}

describe('the other report that a command names', () => {
  it('may be named by its page', async () => {
    const [one, other, third] = [await fileBench(), await fileBench(), await fileBench()];
    expect((await order(one, { name: 'merge', into: pageOf(other) })).mergedInto).toBe(other);
    await order(third, { name: 'relate', to: pageOf(other) });
    expect(engine.life.read(other)?.merged).toEqual([one]);
  });

  it.each(['graph/archive', 'graph/register/demo-organisations', 'id/category/none', 'doc/report/none'])(
    'is no graph of something else: %s',
    async (path) => {
      const report = await fileBench();
      const into = `${BASE}/${path}`;
      const { sequence } = engine.store;
      const refusal = {
        type: 'invalid-parameter',
        message: expect.stringContaining(`${BASE}/id/report/`) as string,
      };
      await expect(order(report, { name: 'merge', into })).rejects.toMatchObject(refusal);
      await expect(order(report, { name: 'relate', to: into })).rejects.toMatchObject(refusal);
      expect(engine.store.sequence).toBe(sequence);
    },
  );

  it('is no thing in a graph of the service that is called like one', async () => {
    const [report, other] = [await fileBench(), await fileBench()];
    const decision = engine.life.read(other)?.decision ?? '';
    await expect(order(report, { name: 'merge', into: decision })).rejects.toMatchObject({
      type: 'invalid-parameter',
    });
  });
});

const lifeOf = (report: string): ReportLife | undefined => engine.life.read(report);
const commandsOf = (report: string): string[] => lifeOf(report)?.history.map(({ command }) => command) ?? [];
const lastOf = (report: string): string | undefined => lifeOf(report)?.history.at(-1)?.message.en;
const merge = (report: string, into: string): Promise<ReportLife> => order(report, { name: 'merge', into });
const resolve = async (report: string): Promise<void> => {
  await order(report, { name: 'accept' });
  await order(report, { name: 'resolve', text: 'Klaar.' });
};

describe('what others reported', () => {
  it('goes on by itself where the report that it was merged into is withdrawn', async () => {
    const [primary, one, other] = [await fileBench(), await fileBench(), await fileBench()];
    const { handler } = lifeOf(one) ?? {};
    await merge(one, primary);
    await merge(other, primary);
    const { sequence } = engine.store;
    await order(primary, { name: 'withdraw' });
    expect(engine.store.sequence).toBe(sequence + 1);
    expect(lifeOf(primary)).toMatchObject({ state: 'withdrawn', merged: [] });
    for (const report of [one, other]) {
      expect(lifeOf(report)).toMatchObject({ state: 'reopened', handler, mergedInto: undefined });
      expect(lifeOf(report)?.answerBy).toBeDefined();
      expect(lastOf(report)).toBe(
        'The report together with which yours was followed up has been withdrawn. Yours goes on by itself; you need not report anything again.',
      );
    }
    await resolve(one);
    expect(commandsOf(other)).toEqual(['file', 'merge', 'reopen']);
  });

  it('goes on where it was merged into a part of it, and parts merged into parts do not', async () => {
    const [whole, other] = [await fileBench(), await fileBench()];
    const [first = '', second = ''] = (await order(whole, { name: 'split', parts: [{}, {}] })).parts;
    await merge(other, first);
    await merge(second, first);
    await order(whole, { name: 'withdraw' });
    expect([whole, first, second, other].map((report) => lifeOf(report)?.state)).toEqual([
      'withdrawn',
      'withdrawn',
      'merged',
      'reopened',
    ]);
  });

  it('stays where it is as a part of what was withdrawn before', async () => {
    const [whole, other] = [await fileBench(), await fileBench()];
    const [first = '', second = ''] = (await order(whole, { name: 'split', parts: [{}, {}] })).parts;
    await merge(first, other);
    await order(whole, { name: 'withdraw' });
    await order(other, { name: 'withdraw' });
    expect([whole, first, second].map((report) => lifeOf(report)?.state)).toEqual([
      'withdrawn',
      'merged',
      'withdrawn',
    ]);
  });

  it('keeps its whole open where it goes on as a part of it', async () => {
    const whole = await fileBench();
    const [first = '', second = ''] = (await order(whole, { name: 'split', parts: [{}, {}] })).parts;
    await merge(second, first);
    await order(first, { name: 'withdraw' });
    expect([whole, first, second].map((report) => lifeOf(report)?.state)).toEqual([
      'split',
      'withdrawn',
      'reopened',
    ]);
  });

  it('is told of over as many mergers as there are, in the words of the first', async () => {
    const [first, second, third] = [await fileBench(), await fileBench(), await fileBench()];
    await merge(first, second);
    await merge(second, third);
    await resolve(third);
    expect(commandsOf(first)).toEqual(['file', 'merge', 'news', 'news']);
    expect(lastOf(first)).toMatch(
      /^About the report together with which yours is followed up: “[^“]* has solved the problem\.”$/,
    );
    expect(lastOf(first)).toBe(lastOf(second));
  });

  it('is told of where it was merged into what was divided then', async () => {
    const [whole, other] = [await fileBench(), await fileBench()];
    await merge(other, whole);
    const parts = (await order(whole, { name: 'split', parts: [{}, {}] })).parts;
    await order(parts[0] ?? '', { name: 'accept' });
    expect(lastOf(other)).toMatch(/^About the report together .*: “[^“]* has accepted your report\.”$/);
    await order(parts[0] ?? '', { name: 'resolve', text: 'Klaar.' });
    await resolve(parts[1] ?? '');
    expect(lifeOf(whole)?.state).toBe('solved');
    // Split, three steps of parts, and the end of the whole.
    expect(commandsOf(other).filter((command) => command === 'news')).toHaveLength(5);
  });
});
