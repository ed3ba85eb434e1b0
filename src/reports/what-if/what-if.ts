import { ProblemError } from '../../problem.js';
import { readQuery, literalTerm, type Values } from '../../rdf/query-text.js';
import { xsd } from '../../rdf/namespaces.js';
import type { Decision, Named, Responsibility, Supposition } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { managersOf } from '../life/redecision.js';
import { readStoredReport } from '../stored-report.js';

const decidedSinceQuery = readQuery('reports/decided-since.rq');
const countQuery = readQuery('reports/count-decided-since.rq');

/** Decisions that are under way at once, few enough that a report coming in waits for a few of them alone. */
const AT_ONCE = 8;

/** A report whose answer would be another one. */
export interface WhatIfChange {
  readonly report: string;
  /** IRI of the decision in force. */
  readonly decision: string;
  /** Whom the decision in force leads to: several where it is ambiguous, none where nobody was found. */
  readonly before: readonly Named[];
  readonly after: Decision;
  /** Whether it would change so without the supposition, too, since registers and rules have moved on. */
  readonly anyway: boolean;
}

/** What would follow. */
export interface WhatIf {
  readonly since: Date;
  /** Reports that were decided again. */
  readonly reports: number;
  /** In the order in which the decisions in force were made. */
  readonly changes: readonly WhatIfChange[];
}

/** What is supposed, and of which reports. */
export interface WhatIfRequest {
  readonly supposition: Supposition;
  /** Reports decided at this moment or later. */
  readonly since: Date;
  /** Most reports to decide again. */
  readonly most?: number | undefined;
  /** Ends it between two reports. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many of all reports are done. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** What asking it works with. */
export interface WhatIfParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly baseUrl: string;
}

/** A report with whom its decision in force leads to. */
interface Decided {
  readonly report: string;
  readonly decision: string;
  /** IRIs, sorted. */
  readonly managers: string[];
}

/**
 * Decides past reports again as if rules or a register were others; nothing is stored, and other work gets its turns
 * meanwhile.
 * @throws ProblemError `conflicting-rules`; `invalid-register` where the supposed register is not right;
 *   `invalid-parameter` where there are more reports than `most`; the reason of the signal
 */
export async function whatIf(parts: WhatIfParts, request: WhatIfRequest): Promise<WhatIf> {
  const { since, signal, supposition } = request;
  await refuseTooMany(parts.store, request);
  const decided = await readDecided(parts.store, since);
  signal?.throwIfAborted();
  const supposed = await parts.responsibility.supposing(supposition);
  try {
    const changes = await decideAll({ ...parts, supposed }, decided, request);
    return { since, reports: decided.length, changes };
  } finally {
    await supposed.close();
  }
}

async function refuseTooMany(store: GraphStore, { since, most }: WhatIfRequest): Promise<void> {
  if (most === undefined) return;
  const [row] = await store.select(countQuery(sinceValues(since)));
  const count = Number(row?.reports?.value ?? 0);
  if (count <= most) return;
  throw new ProblemError(
    'invalid-parameter',
    `${String(count)} reports were decided since then, and at most ${String(most)} are decided again in one request. ` +
      'Give a later day, or use the command "wegwijzer what-if" on the data directory, which has no such limit.',
    { parameter: 'since' },
  );
}

async function readDecided(store: GraphStore, since: Date): Promise<Decided[]> {
  const found = new Map<string, Decided>();
  for (const { report, decision, manager } of await store.select(decidedSinceQuery(sinceValues(since)))) {
    if (!report || !decision) continue;
    const known = found.get(report.value) ?? {
      report: report.value,
      decision: decision.value,
      managers: [],
    };
    found.set(report.value, known);
    if (manager) known.managers.push(manager.value);
  }
  return [...found.values()];
}

function sinceValues(since: Date): Values {
  return { since: [[literalTerm(since.toISOString(), xsd('dateTime'))]] };
}

async function decideAll(
  parts: WhatIfParts & { readonly supposed: Responsibility },
  decided: readonly Decided[],
  { signal, onProgress }: WhatIfRequest,
): Promise<WhatIfChange[]> {
  const found: (WhatIfChange | undefined)[] = [];
  const queue = decided.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [index, one] of queue) {
      signal?.throwIfAborted();
      found[index] = await decideOne(parts, one);
      onProgress?.((done += 1), decided.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.flatMap((change) => change ?? []);
}

async function decideOne(
  { store, responsibility, supposed, baseUrl }: WhatIfParts & { readonly supposed: Responsibility },
  { report, decision, managers }: Decided,
): Promise<WhatIfChange | undefined> {
  const stored = readStoredReport(store, baseUrl, report);
  if (!stored) return undefined;
  // Without a place, as when the supposed register lacks the thing that was named, there is nothing to compare.
  const after = await supposed.decide(stored.question).catch(withoutPlace);
  if (!after || isSame(managersOf(after), managers)) return undefined;
  const today = await responsibility.decide(stored.question).catch(withoutPlace);
  const names = await responsibility.name(managers);
  return {
    report,
    decision,
    before: managers.flatMap((iri) => names.get(iri) ?? []),
    after,
    anyway: today !== undefined && isSame(managersOf(today), managersOf(after)),
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.join(' ') === b.join(' ');
}

function withoutPlace(error: unknown): undefined {
  if (error instanceof ProblemError && error.type === 'invalid-parameter') return undefined;
  throw error;
}
