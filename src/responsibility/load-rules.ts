import { Parser, Store, DataFactory } from 'n3';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { dct, owl, rdf, schema, sh, ww } from '../rdf/namespaces.js';
import type { Line } from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { GraphStore } from '../store/graph-store.js';
import { writeGraph } from '../store/write-graph.js';
import { readHierarchies } from './hierarchies.js';
import { checkContradictions, describeAttribute, readRules, type Rule } from './rules.js';

/**
 * Puts a rule set in force, whole or not at all: it must meet the rule shapes and contradict no rule of any set.
 * @param lines the rule set, in its graph
 * @throws ProblemError `invalid-register` naming each rule that violates a shape, `conflicting-rules`
 */
export async function loadRuleSet(
  store: GraphStore,
  lines: readonly Line[],
  options: { readonly graph: string; readonly agent: string; readonly shapes: ShapeChecker },
): Promise<void> {
  const quads = parse(lines);
  await refuseFaults(options.shapes, quads, options.graph);
  const replaced = new Set(rulesIn(parse(store.readGraph(options.graph) ?? [])).map(({ iri }) => iri));
  const others = (await readRules(store)).filter(({ iri }) => !replaced.has(iri));
  checkContradictions([...others, ...rulesIn(quads)], await readHierarchies(store));
  await writeGraph(store, lines, { graph: options.graph, agent: options.agent, reason: 'Rule set loaded' });
}

function parse(lines: readonly Line[]): Quad[] {
  return new Parser({ format: 'application/n-quads' }).parse(lines.join('\n'));
}

async function refuseFaults(shapes: ShapeChecker, quads: readonly Quad[], graph: string): Promise<void> {
  const triples = quads.map(({ subject, predicate, object }) => DataFactory.quad(subject, predicate, object));
  const { results } = await shapes.check(triples);
  const errors = results.filter(({ severity }) => severity === 'Violation');
  if (errors.length === 0) return;
  throw new ProblemError(
    'invalid-register',
    `The rule set <${graph}> was not loaded:\n${errors.map(({ focus, messages }) => `<${focus}>: ${messages.en}`).join('\n')}`,
    { errors },
  );
}

function rulesIn(quads: readonly Quad[]): Rule[] {
  const store = new Store([...quads]);
  const rules = store.getSubjects(rdf('type'), ww('ResponsibilityRule'), null);
  return rules.map((rule): Rule => {
    const value = (property: string): string | undefined => store.getObjects(rule, property, null)[0]?.value;
    const from = value(schema('validFrom'));
    const through = value(schema('validThrough'));
    const attributes = store.getObjects(rule, ww('attribute'), null).flatMap((attribute) => {
      const [path] = store.getObjects(attribute, sh('path'), null);
      const [wanted] = store.getObjects(attribute, sh('hasValue'), null);
      return path && wanted ? [describeAttribute(path.value, wanted.value)] : [];
    });
    const set = value(dct('isPartOf'));
    return {
      iri: rule.value,
      set,
      version: set === undefined ? undefined : store.getObjects(set, owl('versionInfo'), null)[0]?.value,
      conditions: {
        asset: value(ww('asset')),
        attributes: [...new Set(attributes)].sort(),
        assetClass: value(ww('assetClass')),
        groundClass: value(ww('groundClass')),
        category: value(ww('category')),
        area: value(ww('area')),
        period: from === undefined && through === undefined ? undefined : `${from ?? ''}/${through ?? ''}`,
      },
      result: value(ww('manager')) ?? value(ww('managerOf')) ?? '',
    };
  });
}
