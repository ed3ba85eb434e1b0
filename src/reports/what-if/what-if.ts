import { ProblemError } from '../../problem.js';
import type { Decision, Named, Responsibility, Supposition } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { excludedIn } from '../life/life-of.js';
import { readStoredReport } from '../stored-report.js';
import { decidedSince } from './decided-since.js';

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

/**
 * Decides past reports again as if rules or a register were others; nothing is stored, and other work gets its turns
 * meanwhile.
 * @throws ProblemError `conflicting-rules`; `invalid-register` where the supposed register is not right;
 *   `invalid-parameter` where there are more reports than `most`; the reason of the signal
 */
export async function whatIf(parts: WhatIfParts, request: WhatIfRequest): Promise<WhatIf> {
  const { since, signal, supposition, onProgress } = request;
  const decided = await decidedSince(parts.store, since);
  refuseTooMany(decided.count, request);
  signal?.throwIfAborted();
  const supposed = await parts.responsibility.supposing(supposition);
  try {
    const changes: WhatIfChange[] = [];
    let done = 0;
    const onDone = (): void => {
      done += 1;
      onProgress?.(done, decided.count);
    };
    for await (const reports of decided.pages())
      changes.push(...(await decideAll({ ...parts, supposed }, reports, { signal, onDone })));
    return { since, reports: done, changes };
  } finally {
    await supposed.close();
  }
}

function refuseTooMany(count: number, { most }: WhatIfRequest): void {
  if (most === undefined || count <= most) return;
  throw new ProblemError(
    'invalid-parameter',
    `${String(count)} reports were decided since then, and at most ${String(most)} are decided again in one request. ` +
      'Give a later day, or use the command "wegwijzer what-if" on the data directory, which has no such limit.',
    { parameter: 'since' },
  );
}

async function decideAll(
  parts: WhatIfParts & { readonly supposed: Responsibility },
  reports: readonly string[],
  { signal, onDone }: { readonly signal: AbortSignal | undefined; readonly onDone: () => void },
): Promise<WhatIfChange[]> {
  const found: (WhatIfChange | undefined)[] = [];
  const queue = reports.entries();
  const work = async (): Promise<void> => {
    for (const [index, report] of queue) {
      signal?.throwIfAborted();
      found[index] = await decideOne(parts, report);
      onDone();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.flatMap((change) => change ?? []);
}

async function decideOne(
  { store, responsibility, supposed, baseUrl }: WhatIfParts & { readonly supposed: Responsibility },
  report: string,
): Promise<WhatIfChange | undefined> {
  const stored = readStoredReport(store, baseUrl, report);
  if (stored?.decision === undefined) return undefined;
  const { decision, managers } = stored;
  const question = { ...stored.question, excluded: excludedIn(stored) };
  // Without a place, as when the supposed register lacks the thing that was named, there is nothing to compare.
  const after = await supposed.weigh(question).catch(withoutPlace);
  if (!after || isSame(after.managers, managers)) return undefined;
  // After the last refusal a dispatcher has it and nothing is decided: where that alone makes the difference, no answer changes.
  if (question.excluded.length > (stored.question.excluded ?? []).length) {
    const asDecided = await supposed.weigh(stored.question).catch(withoutPlace);
    if (asDecided && isSame(asDecided.managers, managers)) return undefined;
  }
  const today = await responsibility.weigh(question).catch(withoutPlace);
  const names = await responsibility.name(managers);
  return {
    report,
    decision,
    before: managers.flatMap((iri) => names.get(iri) ?? []),
    after: await after.explain(),
    anyway: today !== undefined && isSame(today.managers, after.managers),
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.join(' ') === b.join(' ');
}

function withoutPlace(error: unknown): undefined {
  if (error instanceof ProblemError && error.type === 'invalid-parameter') return undefined;
  throw error;
}
