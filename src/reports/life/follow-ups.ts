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

const SOLVED = ['solved', 'finished'];
/** A merged report that is sealed is not taken apart again. */
const STAYS_MERGED = ['merged', 'final'];

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
  return onePerReport([
    ...named,
    ...(life.partOf === undefined ? [] : wholeOf(context, plan, life.partOf)),
    ...(life.mergedInto === undefined || STAYS_MERGED.includes(plan.state)
      ? []
      : unmergedFrom(context, life.mergedInto)),
    ...(QUIET.includes(plan.command) ? [] : life.merged).flatMap((iri) => {
      const other = read(iri);
      return other?.state === 'merged' ? [{ life: other, plan: newsPlan(context, other) }] : [];
    }),
  ]);
}

/** Two steps of one report at once would leave it in two states: what changes its state says what else is new, too. */
function onePerReport(follow: readonly FollowUp[]): FollowUp[] {
  const byReport = new Map<string, FollowUp>();
  for (const each of follow) {
    const { life, plan } = byReport.get(each.life.iri) ?? {};
    const [first, second] = plan && plan.state !== life?.state ? [plan, each.plan] : [each.plan, plan];
    byReport.set(each.life.iri, {
      life: each.life,
      plan: {
        ...first,
        insert: [...(first.insert ?? []), ...(second?.insert ?? [])],
        remove: [...(first.remove ?? []), ...(second?.remove ?? [])],
      },
    });
  }
  return [...byReport.values()];
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
  const ends = whole.parts.map((part) =>
    part === life.iri ? partEnd(life, plan.state) : partEnd(read(part)),
  );
  const anyOpen = ends.some(({ state }) => table.state(state).open);
  const handler = whole.handler ?? '';
  if (whole.state === 'split' && !anyOpen)
    return [{ life: whole, plan: { command: 'end-parts', state: endOf(ends), handler } }];
  if (anyOpen && isAllowed(table, 'reopen-part', whole.state))
    return [{ life: whole, plan: { command: 'reopen-part', state: 'split', handler } }];
  return [];
}

/** Where a part of a whole is, and whether it was solved before it was sealed. */
interface PartEnd {
  readonly state: string;
  readonly isSolved: boolean;
}

/** @param state where it is going; where it is, if not given */
function partEnd(part: ReportLife | undefined, state = part?.state ?? 'closed'): PartEnd {
  const wasSolved = part?.lines.some((line) => line.includes(`<${ww('solvedAfter')}>`)) ?? false;
  return { state, isSolved: SOLVED.includes(state) || (state === 'final' && wasSolved) };
}

/** A whole is solved where any part of it was: the rest was found not to need doing. */
function endOf(ends: readonly PartEnd[]): string {
  return ends.some(({ isSolved }) => isSolved) ? 'solved' : 'closed';
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
