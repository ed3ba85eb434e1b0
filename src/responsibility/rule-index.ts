import { iriToString, type Line } from '../rdf/nquads.js';
import { ww } from '../rdf/namespaces.js';
import type { Rule } from './rules.js';

/** Stands for "no condition of this kind". */
export const ANYTHING = ww('Anything');

/** The graph that holds what is worked out from the rules when they are loaded. */
export function ruleIndexGraph(baseUrl: string): string {
  return `${baseUrl}/graph/rule-index`;
}

/**
 * What `applicable.rq` needs beside the rules as written: each condition made explicit. One rule more is a few lines more,
 * however many there are.
 */
export function ruleIndexLines(rules: readonly Rule[], graph: string): Line[] {
  const end = ` ${iriToString(graph)} .`;
  return rules.flatMap(({ iri, conditions }) => {
    const line = (property: string, value: string | undefined): Line =>
      `${iriToString(iri)} ${iriToString(ww(property))} ${iriToString(value ?? ANYTHING)}${end}`;
    return [
      line('whenAsset', conditions.asset),
      line('whenAssetClass', conditions.assetClass),
      line('whenGroundClass', conditions.groundClass),
      line('whenCategory', conditions.category),
      line('whenArea', conditions.area),
    ];
  });
}
