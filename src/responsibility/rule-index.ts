import { iriToString, type Line } from '../rdf/nquads.js';
import { ww } from '../rdf/namespaces.js';
import type { Hierarchies } from './hierarchies.js';
import { compareRules, type Rule } from './rules.js';

/** Stands for "no condition of this kind". */
export const ANYTHING = ww('Anything');

/** The graph that holds what is worked out from the rules when they are loaded. */
export function ruleIndexGraph(baseUrl: string): string {
  return `${baseUrl}/graph/rule-index`;
}

/**
 * What `applicable.rq` and `choose.rq` need beside the rules as written: each condition made explicit, and which rule
 * is more specific than which.
 */
export function ruleIndexLines(rules: readonly Rule[], hierarchies: Hierarchies, graph: string): Line[] {
  const lines: Line[] = [];
  const add = (subject: string, property: string, object: string): void => {
    lines.push(
      `${iriToString(subject)} ${iriToString(ww(property))} ${iriToString(object)} ${iriToString(graph)} .`,
    );
  };
  for (const { iri, conditions } of rules) {
    add(iri, 'whenAsset', conditions.asset ?? ANYTHING);
    add(iri, 'whenAssetClass', conditions.assetClass ?? ANYTHING);
    add(iri, 'whenGroundClass', conditions.groundClass ?? ANYTHING);
    add(iri, 'whenCategory', conditions.category ?? ANYTHING);
    add(iri, 'whenArea', conditions.area ?? ANYTHING);
  }
  for (const a of rules)
    for (const b of rules)
      if (a !== b && isOfOneKind(a, b) && compareRules(a.conditions, b.conditions, hierarchies) === 'more')
        add(a.iri, 'moreSpecificThan', b.iri);
  return lines;
}

/** Agreements are set against general rules only when it is known whom those give a place to (`agreements.ts`). */
function isOfOneKind({ conditions: a }: Rule, { conditions: b }: Rule): boolean {
  return (a.entrustedBy === undefined) === (b.entrustedBy === undefined);
}
