import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '#wegwijzer/engine.js';
import { freshEngine } from '../support/engine.js';

/** An engine that knows one register, for tests that draw what they need. */
export interface World {
  readonly engine: Engine;
  readonly close: () => Promise<void>;
}

/**
 * Opens an engine with a register of what a test draws, and without the demo.
 * @param turtle the register
 * @param now its clock; that of the machine where not given
 */
export async function openWorld(turtle: string, now?: () => Date): Promise<World> {
  const engine = await freshEngine({ demo: false, ...(now && { now }) });
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-world-'));
  const path = join(folder, 'world.ttl');
  writeFileSync(path, turtle);
  await engine.loadRegister({ name: 'world', files: [{ path }] });
  return {
    engine,
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
