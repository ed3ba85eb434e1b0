import { dcat, dct, owl, prov, rdf, schema, skos, ww, xsd } from '../rdf/namespaces.js';
import { lineWriter } from '../rdf/line-writer.js';
import { iriToString, lineTerms, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import type { RuleSetFacts } from './rule-set.js';

/** The graph that describes the rule sets and their versions; each set is a graph of its own beside it. */
export function ruleSetsGraph(baseUrl: string): string {
  return `${baseUrl}/id/rules`;
}

/** The graph of a rule set in force, which is also what the set is called here. */
export function ruleSetGraph(baseUrl: string, name: string): string {
  return `${ruleSetsGraph(baseUrl)}/${encodeURIComponent(name)}`;
}

/** The IRI of one version of a rule set. */
export function ruleSetVersion(baseUrl: string, name: string, version: string): string {
  return `${ruleSetGraph(baseUrl, name)}/${version}`;
}

/** What is said of a version when it comes in force. */
export interface VersionRecord {
  readonly name: string;
  readonly baseUrl: string;
  readonly facts: RuleSetFacts;
  readonly rules: number;
  readonly examples: number;
  readonly agent: string;
  readonly time: Date;
}

/**
 * The lines that make a version the one in force, and those of before that they take the place of (OWL 2, section 5.5,
 * `owl:priorVersion`; DCAT 3, section 11). A version that comes in force again keeps what was said of it.
 */
export function describeVersion(
  store: GraphStore,
  { name, baseUrl, facts, rules, examples, agent, time }: VersionRecord,
): { readonly insert: Line[]; readonly remove: Line[] } {
  const graph = ruleSetsGraph(baseUrl);
  const set = ruleSetGraph(baseUrl, name);
  const iri = ruleSetVersion(baseUrl, name, facts.version);
  const remove = store.readSubject(graph, set);
  const prior = objectOf(remove, dcat('hasCurrentVersion'));
  const write = lineWriter(graph);
  const known = store.readSubject(graph, iri).length > 0;
  const insert = [
    write.iri(set, rdf('type'), ww('RuleSet')),
    write.iri(set, dcat('hasCurrentVersion'), iri),
    write.literal(set, owl('versionInfo'), facts.version),
    write.literal(set, dct('modified'), time.toISOString(), xsd('dateTime')),
    ...write.bilingual(set, dct('title'), facts.title),
    ...(facts.iri === set ? [] : [write.iri(set, dct('source'), facts.iri)]),
    ...(known ? [] : versionLines()),
  ];
  const kept = new Set(insert);
  return { insert, remove: remove.filter((line) => !kept.has(line)) };

  function versionLines(): Line[] {
    return [
      write.iri(iri, rdf('type'), ww('RuleSetVersion')),
      write.iri(iri, rdf('type'), prov('Entity')),
      write.iri(iri, dcat('isVersionOf'), set),
      write.literal(iri, owl('versionInfo'), facts.version),
      ...(prior === undefined ? [] : [write.iri(iri, owl('priorVersion'), prior)]),
      ...facts.authors.map((author) => write.iri(iri, dct('creator'), author)),
      write.literal(iri, schema('validFrom'), facts.validFrom, xsd('date')),
      ...write.bilingual(iri, skos('changeNote'), facts.changeNote),
      ...write.bilingual(iri, dct('title'), facts.title),
      write.literal(iri, ww('rules'), String(rules), xsd('integer')),
      write.literal(iri, ww('examples'), String(examples), xsd('integer')),
      write.literal(iri, prov('generatedAtTime'), time.toISOString(), xsd('dateTime')),
      write.iri(iri, prov('wasAttributedTo'), agent),
    ];
  }
}

function objectOf(lines: readonly Line[], property: string): string | undefined {
  const predicate = iriToString(property);
  const found = lines.map(lineTerms).find((terms) => terms.predicate === predicate);
  return found?.object.slice(1, -1);
}

/** The key of the content of a version, which is kept beside the graph: rules that are not in force decide nothing. */
export function versionKey(name: string, version: string): string {
  return `${encodeURIComponent(name)}/${version}`;
}

/** The content of a version as it was loaded, in the graph of its set; `undefined` where there is none such. */
export function readVersion(store: GraphStore, name: string, version: string): Line[] | undefined {
  const text = store.readRecord('rule-version', versionKey(name, version));
  return text === undefined ? undefined : text.split('\n');
}
