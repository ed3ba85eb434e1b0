import { readQuery, literalTerm } from '../rdf/query-text.js';
import { xsd } from '../rdf/namespaces.js';
import type { Decision, Named, Responsibility, SupposedRuleSet } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { readStoredReport } from './stored-report.js';

const decidedSinceQuery = readQuery('reports/decided-since.rq');

/** A report whose answer would be another one. */
export interface WhatIfChange {
  readonly report: string;
  readonly decision: string;
  /** Who is responsible now; nobody where it is not certain. */
  readonly before: Named | undefined;
  readonly after: Decision;
}

/** What would follow. */
export interface WhatIf {
  /** Reports that were decided again. */
  readonly reports: number;
  readonly changes: readonly WhatIfChange[];
}

/** What is supposed, and of which reports. */
export interface WhatIfRequest {
  readonly ruleSets: readonly SupposedRuleSet[];
  /** Reports decided at this moment or later. */
  readonly since: Date;
  /** Told how many of all reports are done. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Decides past reports again under other rules; nothing is stored.
 * @throws ProblemError `conflicting-rules`
 */
export async function whatIf(
  parts: { readonly store: GraphStore; readonly responsibility: Responsibility; readonly baseUrl: string },
  { ruleSets, since, onProgress }: WhatIfRequest,
): Promise<WhatIf> {
  const { store, responsibility, baseUrl } = parts;
  const rows = await store.select(
    decidedSinceQuery({ since: [[literalTerm(since.toISOString(), xsd('dateTime'))]] }),
  );
  const supposed = await responsibility.supposing({ ruleSets });
  try {
    const changes: WhatIfChange[] = [];
    for (const [index, { report, decision, manager }] of rows.entries()) {
      const stored = report && readStoredReport(store, baseUrl, report.value);
      if (!stored || !decision) continue;
      const after = await supposed.decide(stored.question);
      if (after.responsible?.iri !== manager?.value) {
        const names = await responsibility.name(manager ? [manager.value] : []);
        const before = manager && names.get(manager.value);
        changes.push({ report: stored.iri, decision: decision.value, before, after });
      }
      onProgress?.(index + 1, rows.length);
    }
    return { reports: rows.length, changes };
  } finally {
    await supposed.close();
  }
}
