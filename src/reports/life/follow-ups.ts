import { dct, ww } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { LifeTable } from './life-table.js';
import type { ReportLife } from './life-of.js';
import { partsBelow } from './family.js';
import { planSimple, serviceOf, type PlanContext } from './planners.js';
import type { Plan } from './step.js';

/** What happens to another report because of a command. */
export interface FollowUp {
  readonly life: ReportLife;
  readonly plan: Plan;
}

type ReadingContext = PlanContext & { readonly read: (report: string) => ReportLife | undefined };

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
 * What a command does to the reports that hang together with one: a whole ends with its last part, opens with the
 * first that is reopened and hears the news of the others, parts are withdrawn with their whole, and merged reports hear
 * the news of the one they were merged into.
 * @param named what the command does to the report that it names
 */
export function followUps(context: ReadingContext, plan: Plan, named: readonly FollowUp[]): FollowUp[] {
  const { life, read } = context;
  return onePerReport([
    ...named,
    ...wholesOf(context, { life, plan }),
    ...(plan.command === 'withdraw' ? withdrawnParts(context) : []),
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

/** What a step of a part comes to for the wholes above it. */
function wholesOf(context: ReadingContext, { life, plan }: FollowUp): FollowUp[] {
  const whole = life.partOf === undefined ? undefined : context.read(life.partOf);
  if (!whole) return [];
  const step = stepOfWhole(context, { life, plan }, whole) ?? newsOfPart(context, plan, whole);
  if (!step) return [];
  return [{ life: whole, plan: step }, ...wholesOf(context, { life: whole, plan: step })];
}

function stepOfWhole(
  { read, table }: ReadingContext,
  { life, plan }: FollowUp,
  whole: ReportLife,
): Plan | undefined {
  const ends = whole.parts.map((part) =>
    part === life.iri ? partEnd(life, plan.state) : partEnd(read(part)),
  );
  const anyOpen = ends.some(({ state }) => table.state(state).open);
  const handler = whole.handler ?? '';
  if (whole.state === 'split' && !anyOpen) return { command: 'end-parts', state: endOf(ends), handler };
  if (anyOpen && isAllowed(table, 'reopen-part', whole.state))
    return { command: 'reopen-part', state: 'split', handler };
  return undefined;
}

/** Who reported a whole hears of each part: parts have no reporter of their own. */
function newsOfPart(context: ReadingContext, { command }: Plan, whole: ReportLife): Plan | undefined {
  const isNews = command === 'news' || !QUIET.includes(command);
  return isNews && whole.state === 'split' ? newsPlan(context, whole) : undefined;
}

/** Who withdraws a report that was divided withdraws what is still open of it. */
function withdrawnParts(context: ReadingContext): FollowUp[] {
  const { life, read, table } = context;
  return partsBelow(life, read)
    .filter(({ state }) => table.state(state).open && isAllowed(table, 'withdraw', state))
    .map((part) => ({
      life: part,
      plan: planSimple({ ...context, life: part }, { name: 'withdraw' }, 'withdrawn'),
    }));
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
function unmergedFrom(context: ReadingContext, primary: string): FollowUp[] {
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
