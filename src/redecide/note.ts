import { ww } from '../rdf/namespaces.js';
import { lineTerms, type Line } from '../rdf/nquads.js';
import { lifeKey } from '../reports/index.js';
import type { Change } from '../store/graph-store.js';
import type { ScanParts } from './scan.js';
import {
  linesAbout,
  readRedecision,
  readRedecisions,
  redecisionLines,
  type Redecision,
} from './waiting-graph.js';

/** A report that was looked at, and what came of it. */
export interface Looked {
  readonly report: string;
  /** IRI of the decision that was looked at. */
  readonly decision: string;
  /** What waits now; nothing where the answer is the same. */
  readonly found: Redecision | undefined;
}

/**
 * Writes what waits now about these reports in the place of what waited. A report that was closed or decided about since it
 * was looked at is left alone: whatever did that has struck out what waited.
 */
export async function note(parts: ScanParts, looked: readonly Looked[]): Promise<void> {
  const { store, baseUrl } = parts;
  const told = looked.filter(({ report, found }) => found ?? readRedecision(store, baseUrl, report));
  if (told.length === 0) return;
  await commit(parts, () => {
    const changes = told
      .filter(({ report, decision }) => isAsked(parts, report, decision))
      .map(({ report, found }) => changeAbout(parts, report, found));
    return {
      insert: changes.flatMap(({ insert }) => insert),
      remove: changes.flatMap(({ remove }) => remove),
    };
  });
}

/**
 * Strikes out what waits about reports that are gone, or have another decision. That about a report which is closed stays, as it
 * may be reopened.
 * @param open IRIs of the open ones, which were looked at
 */
export async function strikeEnded(parts: ScanParts, open: readonly string[]): Promise<void> {
  const { store, baseUrl } = parts;
  const isOpen = new Set(open);
  const others = readRedecisions(store, baseUrl).filter(({ report }) => !isOpen.has(report));
  if (others.length === 0) return;
  await commit(parts, () => ({
    remove: others
      .filter(({ report, decision }) => !isInForce(statementsOf(parts, report), decision))
      .flatMap(({ report }) => linesAbout(store, baseUrl, report)),
  }));
}

async function commit(
  { store, agent }: ScanParts,
  change: () => Pick<Change, 'insert' | 'remove'>,
): Promise<void> {
  await store.commit(() => ({ agent, reason: 'Answers that would be others now', ...change() }));
}

function changeAbout(
  { store, baseUrl }: ScanParts,
  report: string,
  found: Redecision | undefined,
): { readonly insert: readonly Line[]; readonly remove: readonly Line[] } {
  const known = readRedecision(store, baseUrl, report);
  if (known && found && isSame(known, found)) return { insert: [], remove: [] };
  const insert = found ? redecisionLines(found, baseUrl) : [];
  const kept = new Set(insert);
  return { insert, remove: linesAbout(store, baseUrl, report).filter((line) => !kept.has(line)) };
}

/** The same step from the same decision is not put to anyone again, nor what was dismissed. */
function isSame(a: Redecision, b: Redecision): boolean {
  return a.decision === b.decision && a.to.join(' ') === b.to.join(' ') && a.held === b.held;
}

/** Whether a report is open, and this decision about it in force. */
export function isAsked(
  parts: Pick<ScanParts, 'store' | 'baseUrl' | 'life'>,
  report: string,
  decision: string,
): boolean {
  const about = statementsOf(parts, report);
  const { states } = parts.life.table;
  const isOver = about.some(
    ({ predicate, object }) =>
      predicate === `<${ww('state')}>` && states.get(lifeKey(object.slice(1, -1)))?.open === false,
  );
  return !isOver && isInForce(about, decision);
}

type Statement = ReturnType<typeof lineTerms>;

function isInForce(about: readonly Statement[], decision: string): boolean {
  return about.some(
    ({ predicate, object }) => predicate === `<${ww('decision')}>` && object === `<${decision}>`,
  );
}

function statementsOf({ store, baseUrl }: Pick<ScanParts, 'store' | 'baseUrl'>, report: string): Statement[] {
  return store.readSubject(report.replace(`${baseUrl}/id/`, `${baseUrl}/doc/`), report).map(lineTerms);
}
