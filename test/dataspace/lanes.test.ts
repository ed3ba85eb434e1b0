import { expect, it, vi } from 'vitest';
import { createLanes } from '#wegwijzer/dataspace/lanes.js';

it('A lane goes on by itself after a failure of ours, such as a full disk, and each is told', async () => {
  const failures: unknown[] = [];
  let attempts = 0;
  const lanes = createLanes(
    () => {
      attempts += 1;
      return attempts < 2 ? Promise.reject(new Error('The disk is full.')) : Promise.resolve();
    },
    (error) => failures.push(error),
  );
  lanes.wake('one');
  await vi.waitFor(
    () => {
      expect(attempts).toBe(2);
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(failures).toEqual([new Error('The disk is full.')]);
  await lanes.close();
});
