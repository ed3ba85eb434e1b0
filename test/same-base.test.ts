import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '#wegwijzer/config.js';
import { startEngine, type Engine } from '#wegwijzer/engine.js';

const BEFORE = 'http://before.example.org';
const AFTER = 'http://after.example.org';

it('a data directory that is opened under another base URL is refused in a sentence, and left as it was', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-base-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const open = (baseUrl: string): Promise<Engine> =>
    startEngine({ directory, baseUrl, readers: 0, spare: false });
  const first = await open(BEFORE);
  await first.close();
  const refused: unknown = await open(AFTER).catch((error: unknown) => error);
  // The command line tells a wrong setting from other faults by this class.
  expect(refused).toBeInstanceOf(ConfigError);
  expect(String(refused)).toContain(`belongs to ${BEFORE}`);
  expect(String(refused)).toContain(`--base-url ${BEFORE}`);
  expect(String(refused).length).toBeLessThan(400);
  const again = await open(BEFORE);
  expect([...again.store.publicGraphs()].filter((graph) => graph.startsWith(AFTER))).toEqual([]);
  await again.close();
});
