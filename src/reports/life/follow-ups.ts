import { dct, ww } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { LifeTable } from './life-table.js';
import type { ReportLife } from './life-of.js';
import { serviceOf, type PlanContext } from './planners.js';
import type { Plan } from './step.js';

/** What happens to another report because of a command. */
export interface FollowUp {
  readonly life: ReportLife;
  readonly plan: Plan;
}

/** Commands after which a whole, or a merged report, hears nothing: they concern the one report alone. */
const QUIET = ['relate', 'addition', 'rate', 'merge', 'news'];

/** Reports that may have to follow when something happens to one. */
export function relatedReports({ partOf, mergedInto, merged, parts }: ReportLife): string[] {
  return [partOf, mergedInto, ...merged, ...parts].filter((iri) => iri !== undefined);
}

/**
 * What a command does to the reports that hang together with one: a whole ends with its last part and opens with the
 * first that is reopened, and merged reports hear the news of the one they were merged into.
 * @param named what the command does to the report that it names
 */
export function followUps(
  context: PlanContext & { readonly read: (report: string) => ReportLife | undefined },
  plan: Plan,
  named: readonly FollowUp[],
): FollowUp[] {
  const { life, read } = context;
  return [
    ...named,
    ...(life.partOf === undefined ? [] : wholeOf(context, plan, life.partOf)),
    ...(life.mergedInto === undefined || plan.state === 'merged'
      ? []
      : unmergedFrom(context, life.mergedInto)),
    ...(QUIET.includes(plan.command) ? [] : life.merged).flatMap((iri) => {
      const other = read(iri);
      return other?.state === 'merged' ? [{ life: other, plan: newsPlan(context, other) }] : [];
    }),
  ];
}

function newsPlan(context: PlanContext, other: ReportLife): Plan {
  return { command: 'news', state: other.state, handler: other.handler ?? serviceOf(context) };
}

function wholeOf(
  { life, read, table }: PlanContext & { readonly read: (report: string) => ReportLife | undefined },
  plan: Plan,
  iri: string,
): FollowUp[] {
  const whole = read(iri);
  if (!whole) return [];
  const states = whole.parts.map((part) =>
    part === life.iri ? plan.state : (read(part)?.state ?? 'closed'),
  );
  const anyOpen = states.some((state) => table.state(state).open);
  const handler = whole.handler ?? '';
  if (whole.state === 'split' && !anyOpen)
    return [{ life: whole, plan: { command: 'end-parts', state: endOf(states), handler } }];
  if (anyOpen && isAllowed(table, 'reopen-part', whole.state))
    return [{ life: whole, plan: { command: 'reopen-part', state: 'split', handler } }];
  return [];
}

/** A whole is solved where any part of it was: the rest was found not to need doing. */
function endOf(states: readonly string[]): string {
  return states.some((state) => ['solved', 'finished', 'final'].includes(state)) ? 'solved' : 'closed';
}

function isAllowed(table: LifeTable, command: string, state: string): boolean {
  return table.allowedIn(state).includes(command);
}

/** A report that is reopened by itself is no longer followed up with the other. */
function unmergedFrom(
  context: PlanContext & { readonly read: (report: string) => ReportLife | undefined },
  primary: string,
): FollowUp[] {
  const other = context.read(primary);
  if (!other) return [];
  const { iri } = context.life;
  const write = lineWriter(other.graph);
  const plan: Plan = {
    command: 'relate',
    state: other.state,
    handler: other.handler ?? serviceOf(context),
    insert: [write.iri(other.iri, dct('relation'), iri)],
    remove: [write.iri(iri, ww('mergedInto'), primary)],
  };
  return [{ life: other, plan }];
}
