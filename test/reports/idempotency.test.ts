import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdempotency } from '#wegwijzer/reports/idempotency.js';
import { openEmbeddedStore, type EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';

const LIFETIME = 1000;
let store: EmbeddedStore;
let directory: string;
let time = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-idempotency-'));
  store = await openEmbeddedStore({ directory, readers: 0, spare: false });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const kept = (): number => [...store.readRecords('idempotency')].length;

describe('answers that are kept for repeated requests', () => {
  it('are cleared from the journal when their time is over, as new ones come', async () => {
    const idempotency = createIdempotency<string>(store, { lifetime: LIFETIME, now: () => new Date(time) });
    const file = (key: string): Promise<string> =>
      idempotency.once(
        { key, body: Buffer.from(key) },
        async (keep) => {
          await store.commit(() => ({ agent: 'urn:agent', reason: 'test', keep: keep(`urn:${key}`, 'new') }));
          return 'new';
        },
        () => 'repeated',
      );
    for (let count = 0; count < 100; count += 1) await file(`first-${String(count)}`);
    expect(kept()).toBe(100);
    expect(await file('first-0')).toBe('repeated');
    time += LIFETIME;
    for (let count = 0; count < 100; count += 1) await file(`second-${String(count)}`);
    expect(kept()).toBe(100);
    expect(await file('second-0')).toBe('repeated');
    expect(await file('first-0')).toBe('new');
    expect(await file('first-0')).toBe('repeated');
  });
});
