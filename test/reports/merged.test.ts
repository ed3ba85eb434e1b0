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
