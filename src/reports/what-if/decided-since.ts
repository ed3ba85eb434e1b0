import { readQuery, literalTerm } from '../../rdf/query-text.js';
import { xsd } from '../../rdf/namespaces.js';
import type { GraphStore } from '../../store/graph-store.js';

const pageQuery = readQuery('reports/decided-since.rq');
const countQuery = readQuery('reports/count-decided-since.rq');

/** The reports that were decided since a moment, until now. */
export interface DecidedSince {
  readonly count: number;
  /** IRIs in the order in which their decisions in force were made, in pages; those decided meanwhile are left out. */
  pages(): AsyncIterable<readonly string[]>;
}

/** Counts the reports that were decided since a moment, and reads them page by page, as there may be very many. */
export async function decidedSince(store: Pick<GraphStore, 'select'>, since: Date): Promise<DecidedSince> {
  const moment = (time: string): ReturnType<typeof literalTerm> => literalTerm(time, xsd('dateTime'));
  const [row] = await store.select(countQuery({ since: [[moment(since.toISOString())]] }));
  const last = row?.last?.value;
  return {
    count: Number(row?.reports?.value ?? 0),
    pages: async function* () {
      if (last === undefined) return;
      let [time, after] = [since.toISOString(), ''];
      for (;;) {
        const rows = await store.select(pageQuery({ 'since after': [[moment(time), literalTerm(after)]] }));
        const reports: string[] = [];
        for (const { report, time: decided } of rows) {
          if (!report || !decided || Date.parse(decided.value) > Date.parse(last)) continue;
          reports.push(report.value);
          [time, after] = [decided.value, report.value];
        }
        if (reports.length === 0) return;
        yield reports;
      }
    },
  };
}
