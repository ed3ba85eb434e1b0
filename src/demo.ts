import { readdirSync } from 'node:fs';
import type { Engine } from './engine.js';
import { packageFile } from './rdf/package-files.js';
import { registersGraph } from './registers/index.js';
import { archiveGraph } from './reports/index.js';
import { packagedRuleSets, ruleSetsGraph } from './rulesets/index.js';

const RULES_FILE = 'rules.ttl';
const RULE_SET = 'gent-demo';
const PREFIX = 'demo-';

/**
 * Whether the demo graph is still to be loaded: nothing but parts of it is there beside what comes with the package, and
 * its rules, which come last, are not. So a demo that was cut short is completed, and a data directory with registers,
 * rules, reports or graphs of its own is left alone.
 */
export function isDemoMissing(
  { store, clientGraphs }: Pick<Engine, 'store' | 'clientGraphs'>,
  baseUrl: string,
): boolean {
  const registers = store.readGraph(registersGraph(baseUrl)) ?? [];
  if (!registers.every((line) => line.startsWith(`<${baseUrl}/id/register/${PREFIX}`))) return false;
  if (store.graphAccess(archiveGraph(baseUrl)) !== undefined) return false;
  const sets = `${ruleSetsGraph(baseUrl)}/`;
  const packaged = packagedRuleSets().map(({ name }) => sets + name);
  const isOurs = (graph: string): boolean =>
    !clientGraphs.isOpen(graph) &&
    !graph.startsWith(`${baseUrl}/doc/report/`) &&
    (!graph.startsWith(sets) || packaged.includes(graph));
  for (const graph of store.publicGraphs()) if (!isOurs(graph)) return false;
  return true;
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
