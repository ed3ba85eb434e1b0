import { lineWriter } from '../../rdf/line-writer.js';
import { ww, xsd } from '../../rdf/namespaces.js';
import { lineTerms, type Line } from '../../rdf/nquads.js';
import type { ReportLife } from './life-of.js';
import type { Plan } from './step.js';

/** Commands that answer a report that was offered. */
const ANSWERS = ['accept', 'refuse', 'transfer', 'close'];
const SOLUTION = [ww('solvedAfter'), ww('solvedInTime')].map((iri) => `<${iri}>`);

/** How long things took, as numbers that queries can average: dates cannot be subtracted and averaged in SPARQL 1.1. */
export function measureLines(
  life: ReportLife,
  plan: Plan,
  now: Date,
): { readonly insert: readonly Line[]; readonly remove: readonly Line[] } {
  const { iri, graph, history, lines, solveBy } = life;
  const write = lineWriter(graph);
  const filed = Date.parse(history[0]?.time ?? now.toISOString());
  const seconds = String(Math.max(0, Math.round((now.getTime() - filed) / 1000)));
  const answered = lines.some((line) => line.includes(`<${ww('answeredAfter')}>`));
  const answers = !answered && ANSWERS.includes(plan.command);
  const inTime = solveBy === undefined || now <= new Date(solveBy);
  const reopens = ['reopened', 'unassigned', 'split', 'solved'].includes(plan.state);
  return {
    insert: [
      ...(answers ? [write.literal(iri, ww('answeredAfter'), seconds, xsd('integer'))] : []),
      ...(plan.state === 'solved' && life.state !== 'solved'
        ? [
            write.literal(iri, ww('solvedAfter'), seconds, xsd('integer')),
            write.literal(iri, ww('solvedInTime'), String(inTime), xsd('boolean')),
          ]
        : []),
    ],
    remove:
      reopens && plan.state !== life.state
        ? lines.filter((line) => SOLUTION.includes(lineTerms(line).predicate))
        : [],
  };
}
