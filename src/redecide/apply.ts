import { decisionChange, readStoredReport, type Turns } from '../reports/index.js';
import { listOpenReports, managersOf } from './open-reports.js';
import type { ScanParts } from './scan.js';
import { linesAbout, readRedecision, redecisionLines } from './waiting-graph.js';

/** Reports that get their new decision at once. */
const AT_ONCE = 8;

/** What became of what was to be applied. */
export interface Applied {
  /** Reports that have a new decision. */
  readonly applied: readonly string[];
  /** Reports that wait no longer, since they are closed or their answer is the same again. */
  readonly settled: readonly string[];
  /** Reports about which nothing waits. */
  readonly unknown: readonly string[];
}

/** What applying works with. */
export interface ApplyParts extends ScanParts {
  readonly turns: Turns;
  /** Makes a UUID. */
  readonly newId: () => string;
}

/**
 * Gives reports the decision that they would get now, in the place of the one in force, which stays in the record.
 * @param reports IRIs
 * @param agent IRI of the person on whose word it happens
 */
export async function applyRedecisions(
  parts: ApplyParts,
  reports: readonly string[],
  options: { readonly agent: string; readonly onProgress?: ((done: number) => void) | undefined },
): Promise<Applied> {
  const open = new Set(await listOpenReports(parts.store));
  const outcome = { applied: [] as string[], settled: [] as string[], unknown: [] as string[] };
  const queue = new Set(reports).values();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const report of queue) {
      const became = await parts.turns.take(report, () =>
        applyOne(parts, report, { agent: options.agent, isOpen: open.has(report) }),
      );
      outcome[became].push(report);
      options.onProgress?.((done += 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcome;
}

async function applyOne(
  parts: ApplyParts,
  iri: string,
  { agent, isOpen }: { readonly agent: string; readonly isOpen: boolean },
): Promise<keyof Applied> {
  const { store, responsibility, baseUrl, newId } = parts;
  const waiting = readRedecision(store, baseUrl, iri);
  if (!waiting) return 'unknown';
  const lines = linesAbout(store, baseUrl, iri);
  const report = isOpen ? readStoredReport(store, baseUrl, iri) : undefined;
  const decision = report && (await responsibility.decide(report.question).catch(() => undefined));
  const isOther =
    decision &&
    !(waiting.decision === report.decision && managersOf(decision).join(' ') === waiting.from.join(' '));
  if (!report || !decision || !isOther) {
    await store.commit({ agent, reason: 'Nothing to decide again', remove: lines });
    return 'settled';
  }
  const change = decisionChange(report, decision, {
    iri: `${baseUrl}/id/decision/${newId()}`,
    service: parts.agent,
  });
  await store.commit({
    agent,
    reason: 'Decided again after a change',
    insert: change.insert,
    remove: [...change.remove, ...lines],
  });
  return 'applied';
}

/**
 * Lets the decisions in force stay; the same change is not put to anyone again.
 * @returns the reports about which something waited
 */
export async function dismissRedecisions(
  { store, baseUrl }: ScanParts,
  reports: readonly string[],
  agent: string,
): Promise<string[]> {
  const dismissed = reports.filter((report) => readRedecision(store, baseUrl, report) !== undefined);
  const insert: string[] = [];
  const remove: string[] = [];
  for (const report of dismissed) {
    const known = readRedecision(store, baseUrl, report);
    if (known?.state !== 'waiting') continue;
    remove.push(...linesAbout(store, baseUrl, report));
    insert.push(...redecisionLines({ ...known, state: 'dismissed' }, baseUrl));
  }
  const kept = new Set(insert);
  if (insert.length > 0)
    await store.commit({
      agent,
      reason: 'Decisions kept as they are',
      insert,
      remove: remove.filter((line) => !kept.has(line)),
    });
  return dismissed;
}
