import type { Store } from 'n3';
import { ProblemError } from '../problem.js';
import { rdf, ww } from '../rdf/namespaces.js';
import { readQuery } from '../rdf/query-text.js';
import type { GraphStore } from '../store/graph-store.js';
import { rulesIn } from './rule-set.js';
import { ruleSetGraph, ruleSetsGraph } from './versions.js';

const membersQuery = readQuery('rulesets/members.rq');

/**
 * Sees that no rule is in force in two sets at once, where it would have two versions, and one that the newer version
 * dropped would still decide. So it is when the next version of a set is loaded under another name.
 * @param name what the set is to be called
 * @param triples what it says
 * @param mayRepeat whether what another set has is warned of alone, as for rules that come with the software
 * @returns warnings of what stands in two sets already, which no refusal would mend, or will
 * @throws ProblemError `invalid-rules` naming the set that it is a version of
 */
export async function refuseRulesElsewhere(
  store: Pick<GraphStore, 'select'>,
  {
    name,
    baseUrl,
    triples,
    mayRepeat = false,
  }: {
    readonly name: string;
    readonly baseUrl: string;
    readonly triples: Store;
    readonly mayRepeat?: boolean | undefined;
  },
): Promise<string[]> {
  const own = ruleSetGraph(baseUrl, name);
  const sets = `${ruleSetsGraph(baseUrl)}/`;
  const mine = new Set([
    ...rulesIn(triples),
    ...triples.getSubjects(rdf('type'), ww('RuleSet'), null).map(({ value }) => value),
  ]);
  const known = new Set<string>();
  const elsewhere = new Map<string, string[]>();
  for (const { graph, member } of await store.select(membersQuery())) {
    if (!graph?.value.startsWith(sets) || !member || !mine.has(member.value)) continue;
    if (graph.value === own) known.add(member.value);
    else elsewhere.set(graph.value, [...(elsewhere.get(graph.value) ?? []), member.value]);
  }
  const both: string[] = [];
  for (const [graph, members] of elsewhere) {
    const other = decodeURIComponent(graph.slice(sets.length));
    const added = mayRepeat ? [] : members.filter((member) => !known.has(member));
    if (added.length > 0) throw new ProblemError('invalid-rules', refusal(added, other));
    both.push(
      `${named(members)} in force in rule set ${other} as well, as another version of the same. ` +
        `Load a version of one of the two without: under ${other}, a file that describes a ww:RuleSet with an IRI of its own, ` +
        'and no rules or other ones. See docs/rules.md, "Emptying a set".',
    );
  }
  return both;
}

function refusal(members: readonly string[], set: string): string {
  return (
    `${named(members)} in force in rule set ${set} already, and would be twice. ` +
    `Where this is another version of that set, load it with --set ${set} (--rules ${set} of "wegwijzer load"; a request: PUT /rules/${set}). ` +
    'Where it is a set of its own, give the set and its rules IRIs of their own.'
  );
}

function named(members: readonly string[]): string {
  const [first = '', ...others] = members;
  return others.length === 0 ? `<${first}> is` : `<${first}> and ${String(others.length)} more are`;
}
