import type { Rule } from './rules.js';

/** What a situation holds that rules may ask for. */
export interface Holding {
  /** Things there that a rule may name. */
  readonly things: readonly string[];
  /** Attributes of the asset, as `describeAttribute` writes them. */
  readonly attributes: readonly string[];
  /** The category, and all above it. */
  readonly categories: readonly string[];
  /** The area, and all around it. */
  readonly areas: readonly string[];
  /** Classes of the asset, and all above them. */
  readonly assetClasses: readonly string[];
}

/** Finds the few rules that may hold in a situation, in the order of the rules; others cannot. */
export type CandidateRules = (holding: Holding) => readonly Rule[];

/**
 * Puts each rule where it is found by the condition that the fewest situations meet: the thing that it names, else the
 * first attribute that it asks for, else its category, area and class of things together. Thousands of rules about other
 * things and other areas are then never looked at.
 */
export function indexRules(rules: readonly Rule[]): CandidateRules {
  const byThing = new Map<string, Rule[]>();
  const byAttribute = new Map<string, Rule[]>();
  const byKinds: ByKinds = new Map();
  const places = new Map<Rule, number>();
  for (const rule of rules) {
    const { asset, attributes, category, area, assetClass } = rule.conditions;
    const [attribute] = attributes;
    places.set(rule, places.size);
    if (asset !== undefined) within(byThing, asset, newList).push(rule);
    else if (attribute !== undefined) within(byAttribute, attribute, newList).push(rule);
    else {
      const inArea = within(within(byKinds, category, newMap<ByClass>), area, newMap<Rule[]>);
      within(inArea, assetClass, newList).push(rule);
    }
  }
  return (holding) =>
    [
      ...[...new Set(holding.things)].flatMap((iri) => byThing.get(iri) ?? []),
      ...[...new Set(holding.attributes)].flatMap((attribute) => byAttribute.get(attribute) ?? []),
      ...ofKinds(byKinds, holding),
    ].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** Category → area → class of things, each `undefined` where a rule has no such condition. */
type ByKinds = Map<string | undefined, Map<string | undefined, ByClass>>;
type ByClass = Map<string | undefined, Rule[]>;

function ofKinds(byKinds: ByKinds, { categories, areas, assetClasses }: Holding): Rule[] {
  const found: Rule[] = [];
  const classes = new Set([...assetClasses, undefined]);
  for (const category of new Set([...categories, undefined])) {
    const ofCategory = byKinds.get(category);
    if (!ofCategory) continue;
    for (const area of new Set([...areas, undefined])) {
      const ofArea = ofCategory.get(area);
      if (ofArea) for (const assetClass of classes) found.push(...(ofArea.get(assetClass) ?? []));
    }
  }
  return found;
}

function within<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

function newList(): Rule[] {
  return [];
}

function newMap<V>(): Map<string | undefined, V> {
  return new Map();
}
