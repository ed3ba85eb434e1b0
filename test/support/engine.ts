import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type Engine } from '#wegwijzer/engine.js';

export const BASE = 'http://localhost:8080';
/** The folder of the project. */
export const PROJECT = new URL('../../', import.meta.url).pathname;
const DEMO_REGISTERS = ['organisations', 'areas', 'roads', 'ground', 'water', 'assets'];

/** A fresh engine in a directory of its own, with the demo graph where wanted. */
export async function freshEngine(options: {
  readonly demo?: boolean;
  readonly now?: () => Date;
}): Promise<Engine & { readonly directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-test-'));
  const engine = await startEngine({
    directory,
    baseUrl: BASE,
    readers: 1,
    spare: false,
    ...(options.now && { now: options.now }),
  });
  if (options.demo) {
    for (const name of DEMO_REGISTERS)
      await engine.loadRegister({
        name: `demo-${name}`,
        files: [{ path: join(PROJECT, 'demo', `${name}.ttl`) }],
      });
    await engine.loadRules('gent-demo', join(PROJECT, 'demo', 'rules.ttl'));
  }
  return {
    ...engine,
    directory,
    close: async () => {
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** One worked example of the demo. */
export interface Scenario {
  readonly name: string;
  readonly category: string;
  readonly lon: number;
  readonly lat: number;
  readonly accuracy: number;
  readonly asset?: string;
  readonly outcome: string;
  readonly manager: string | null;
}

export function demoScenarios(): Scenario[] {
  return JSON.parse(readFileSync(join(PROJECT, 'demo', 'scenarios.json'), 'utf8')) as Scenario[];
}
