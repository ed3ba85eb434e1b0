import { readdirSync } from 'node:fs';
import type { Engine } from './engine.js';
import { packageFile } from './rdf/package-files.js';
import { registersGraph } from './registers/index.js';

const RULES_FILE = 'rules.ttl';
const RULE_SET = 'gent-demo';
const PREFIX = 'demo-';

/**
 * Whether the demo graph is still to be loaded: nothing but parts of it is there, and its rules, which come last, are
 * not. So a demo that was cut short is completed, and a data directory with registers of its own is left alone.
 */
export function isDemoMissing({ store }: Engine, baseUrl: string): boolean {
  const registers = store.readGraph(registersGraph(baseUrl)) ?? [];
  const ours = registers.every((line) => line.startsWith(`<${baseUrl}/id/register/${PREFIX}`));
  return ours && store.readGraph(`${baseUrl}/id/rules/${RULE_SET}`) === undefined;
}

/** Loads the demo graph: each file as a register of its own, then the rules. @throws ProblemError */
export async function loadDemo(engine: Engine): Promise<void> {
  const files = readdirSync(packageFile('demo')).filter(
    (name) => name.endsWith('.ttl') && name !== RULES_FILE,
  );
  for (const file of files.sort()) {
    const name = file.replace(/\.ttl$/, '');
    await engine.loadRegister({
      name: PREFIX + name,
      title: `Demo: ${name}`,
      files: [{ path: packageFile('demo', file) }],
    });
  }
  await engine.loadRules(RULE_SET, packageFile('demo', RULES_FILE));
}
