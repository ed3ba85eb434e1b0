import { dct } from '../rdf/namespaces.js';
import { lineTerms } from '../rdf/nquads.js';
import { Parser } from 'n3';
import { readStoredReport } from '../reports/index.js';
import type { Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import type { ReportFacts } from './sending/task.js';

/** Reads what a report says of itself. @returns `undefined` where there is no such report */
export async function readReportFacts(
  store: GraphStore,
  responsibility: Pick<Responsibility, 'name'>,
  { baseUrl, report }: { readonly baseUrl: string; readonly report: string },
): Promise<ReportFacts | undefined> {
  const stored = readStoredReport(store, baseUrl, report);
  if (!stored) return undefined;
  const { category, point } = stored.question;
  const label = (await responsibility.name([category])).get(category)?.label;
  return {
    description: descriptionIn(store.readGraph(stored.graph) ?? [], report),
    category,
    categoryLabel: label ?? { nl: category, en: category },
    lon: point?.[0],
    lat: point?.[1],
  };
}

function descriptionIn(lines: readonly string[], report: string): string | undefined {
  const line = lines.find((each) => {
    const { subject, predicate } = lineTerms(each);
    return subject === `<${report}#body>` && predicate === `<${dct('description')}>`;
  });
  const [quad] = line === undefined ? [] : new Parser({ format: 'application/n-quads' }).parse(line);
  return quad?.object.value;
}
