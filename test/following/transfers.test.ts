import { expect, it } from 'vitest';
import type { Process } from '#wegwijzer/dataspace/index.js';
import { followTransfers } from '#wegwijzer/service/follow-transfers.js';
import { member, STREAM } from './publisher.js';
import { followBench } from './support.js';

const bench = followBench();
const PATIENCE = { timeout: 60_000 };

it('A transfer that is resumed is followed at once, and at its new address where that changed', async () => {
  const { publisher } = bench;
  await bench.restart({ firstDelay: 3_600_000 });
  const { following } = bench;
  const problems: unknown[] = [];
  let path = '/stream';
  const current = (): { url: string } => ({ url: publisher.url + path });
  const changed = followTransfers(
    { access: { current, renew: () => Promise.resolve(current()) }, list: () => [] },
    following,
    (problem) => problems.push(problem),
  );
  const become = (state: string): void => {
    const transfer = { kind: 'transfer', role: 'consumer', pid: '1', register: 'assets', dataAddress: {} };
    changed({ ...transfer, state } as unknown as Process);
  };
  publisher.set('/stream', (_, response) => response.writeHead(503).end());
  become('STARTED');
  await expect.poll(() => following.list()[0]?.phase, PATIENCE).toBe('failing');

  become('SUSPENDED');
  publisher.set('/stream', STREAM + member({ version: 1 }));
  become('STARTED');
  await expect.poll(() => bench.managers(), PATIENCE).toEqual({ 1: 'a' });

  path = '/moved';
  publisher.set('/moved', STREAM);
  become('SUSPENDED');
  become('STARTED');
  await expect.poll(() => following.list()[0]?.url, PATIENCE).toBe(`${publisher.url}/moved`);
  become('TERMINATED');
  await expect.poll(() => following.list()[0]?.phase, PATIENCE).toBeUndefined();
  expect(problems).toEqual([]);
});
