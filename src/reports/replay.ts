import { ProblemError } from '../problem.js';
import { prov, ww } from '../rdf/namespaces.js';
import { iriToString, lineSubject, type Line } from '../rdf/nquads.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import { decisionLines, isWording, type Decision, type Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { readStatements } from './statements.js';
import { readStoredReport } from './stored-report.js';

const reportQuery = readQuery('reports/report-of-decision.rq');

/** What comes of deciding once more, as things were then. */
export interface Replay {
  /** IRI of the decision. */
  readonly iri: string;
  readonly decision: Decision;
  /** The canonical record that comes out now: what was decided and why, without texts; N-Quads lines, sorted. */
  readonly record: readonly Line[];
  /** Whether the canonical record is the same, to the byte. */
  readonly same: boolean;
  /** Lines of the canonical record that the replay does not give, and those that only it gives; in order. */
  readonly missing: readonly Line[];
  readonly added: readonly Line[];
  /** The same of the texts for people, which a later release may word otherwise. */
  readonly texts: { readonly missing: readonly Line[]; readonly added: readonly Line[] };
}

/** What replaying works with. */
export interface ReplayParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly baseUrl: string;
}

/**
 * Makes a decision again, with the registers, rules and terms as they were, which the change log remembers, and compares
 * the two records in their canonical form: N-Quads lines, sorted. Texts are compared apart: the words are those of the
 * release, and no part of what was decided and why.
 * @param iri IRI of the decision
 * @throws ProblemError `not-found`
 */
export async function replayDecision(
  { store, responsibility, baseUrl }: ReplayParts,
  iri: string,
): Promise<Replay> {
  const [row] = await store.select(reportQuery({ decision: [[iriTerm(iri)]] }));
  const stored = row?.report && readStoredReport(store, baseUrl, row.report.value, iri);
  const lines = (stored && store.readGraph(stored.graph)) ?? [];
  const { values } = readStatements(lines);
  const [agent] = values(iri, prov('wasAssociatedWith'));
  const [time] = values(iri, prov('startedAtTime'));
  const [change] = values(iri, ww('asOfChange'));
  if (!stored || agent === undefined || time === undefined || change === undefined)
    throw new ProblemError('not-found', `There is no decision <${iri}> that says what it was based on.`);
  const past = await responsibility.asOf(Number(change), new Date(time));
  try {
    const decision = await past.decide(stored.question);
    const names = { iri, graph: stored.graph, agent, report: stored.iri };
    const replayed = new Set(decisionLines(decision, names));
    const recorded = new Set(recordOf(lines, iri));
    const missing = [...recorded].filter((line) => !replayed.has(line)).sort();
    const added = [...replayed].filter((line) => !recorded.has(line)).sort();
    const canonical = { missing: missing.filter(isCanonical), added: added.filter(isCanonical) };
    return {
      iri,
      decision,
      record: [...replayed].filter(isCanonical).sort(),
      same: canonical.missing.length + canonical.added.length === 0,
      ...canonical,
      texts: { missing: missing.filter(isWording), added: added.filter(isWording) },
    };
  } finally {
    await past.close();
  }
}

function isCanonical(line: Line): boolean {
  return !isWording(line);
}

/** The lines about a decision and its parts; which one it revises is no part of deciding. */
function recordOf(lines: readonly Line[], iri: string): Line[] {
  const own = iriToString(iri);
  const parts = `${own.slice(0, -1)}#`;
  const revision = ` ${iriToString(prov('wasRevisionOf'))} `;
  return lines.filter((line) => {
    const subject = lineSubject(line);
    return (subject === own || subject.startsWith(parts)) && !line.includes(revision);
  });
}
