import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Quad } from '@rdfjs/types';
import type { Store } from 'n3';
import type { ShapeChecker, ShapeResult } from '../rdf/shapes.js';
import { rulesIn } from './rule-set.js';

/** Rules that are checked before other work has its turn. */
const AT_ONCE = 50;

/**
 * Checks a rule set against the shapes, rule by rule: each with all it refers to, the set included. Most rules of a large
 * set are of a form that another one had, and other work has its turn in between.
 * @param onProgress told how many rules are done, and how many there are
 * @returns every result once
 */
export async function checkShapes(
  triples: Store,
  shapes: ShapeChecker,
  onProgress?: (done: number, all: number) => void,
): Promise<ShapeResult[]> {
  const rules = rulesIn(triples);
  const found = new Map<string, ShapeResult>();
  const keep = (results: readonly ShapeResult[]): void => {
    for (const result of results)
      found.set(`${result.focus} ${result.path ?? ''} ${result.messages.en}`, result);
  };
  const all = new Set(rules);
  const taken = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    keep(shapes.checkRecord(recordOf(rule, triples, all, taken)));
    if ((index + 1) % AT_ONCE > 0) continue;
    onProgress?.(index + 1, rules.length);
    await nextTurn();
  }
  // What hangs from no rule is looked at as well: such as an example that nothing refers to.
  const rest = triples.getQuads(null, null, null, null).filter(({ subject }) => !taken.has(subject.value));
  keep((await shapes.check(rest)).results);
  return [...found.values()];
}

/** What is said of a rule and of everything that it leads to, other rules left out. */
function recordOf(
  rule: string,
  triples: Store,
  rules: ReadonlySet<string>,
  taken: Set<string>,
): readonly Quad[] {
  const quads: Quad[] = [];
  const reached = new Set([rule]);
  for (const subject of reached) {
    taken.add(subject);
    for (const quad of triples.getQuads(subject, null, null, null)) {
      quads.push(quad);
      if (quad.object.termType === 'NamedNode' && !rules.has(quad.object.value))
        reached.add(quad.object.value);
    }
  }
  return quads;
}
