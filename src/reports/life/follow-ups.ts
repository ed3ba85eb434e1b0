import { dct, ww } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { ReportLife } from './life-of.js';
import { partsBelow, wholesAbove, type Read } from './family.js';
import { planReopening, planSimple, serviceOf, type PlanContext } from './planners.js';
import type { Plan } from './step.js';
import { stepOfWhole } from './whole-step.js';

/** What happens to another report because of a command. */
export interface FollowUp {
  readonly life: ReportLife;
  readonly plan: Plan;
  /** IRI of the report whose step it follows from; that of the report commanded where not given. */
  readonly because?: string;
}

/** What a command comes to in all. */
export interface Followed {
  /** For the report commanded. */
  readonly main: Plan;
  /** For others, each after the one that it follows from. */
  readonly others: readonly FollowUp[];
}

type ReadingContext = PlanContext & { readonly read: Read };
/** One step of each report, by its IRI: two at once would leave it in two states. */
type Steps = Map<string, FollowUp>;

/** Commands after which a whole, or a merged report, hears nothing: they concern the one report alone. */
const QUIET = ['relate', 'answer', 'addition', 'rate', 'merge', 'seal'];
/** States of a whole that its reporter withdrew, or that is over for good. */
const WITHDRAWN = ['withdrawn', 'final'];
/** A merged report that is sealed is not taken apart again. */
const STAYS_MERGED = ['merged', 'final'];

/**
 * What a command does to the reports that hang together with one: parts are withdrawn with their whole, what was merged
 * into a report that is withdrawn goes on by itself, a whole ends with its last part and opens with the first that is
 * reopened, and wholes and merged reports hear the news of the others, over as many steps as there are.
 * @param plan what it does to the report commanded
 * @param named what it does to the report that it names
 */
export async function followUps(
  context: ReadingContext,
  plan: Plan,
  named: readonly FollowUp[],
): Promise<Followed> {
  const { iri } = context.life;
  const steps: Steps = new Map([[iri, { life: context.life, plan }]]);
  for (const each of named) put(steps, each);
  // Entries that are put in meanwhile are walked through as well.
  for (const each of steps.values())
    for (const next of await consequences(context, each, steps)) put(steps, next);
  for (const each of stepsOfWholes(context, steps)) put(steps, each);
  for (const each of steps.values())
    for (const next of hearersOf(context, each, steps)) steps.set(next.life.iri, next);
  const main = steps.get(iri)?.plan ?? plan;
  steps.delete(iri);
  return { main, others: [...steps.values()] };
}

/** What changes the state of a report says what else is new, too. */
function put(steps: Steps, each: FollowUp): void {
  const known = steps.get(each.life.iri);
  const [first, second] = known && changesState(known) ? [known, each] : [each, known];
  steps.set(each.life.iri, {
    ...first,
    plan: {
      ...first.plan,
      insert: [...(first.plan.insert ?? []), ...(second?.plan.insert ?? [])],
      remove: [...(first.plan.remove ?? []), ...(second?.plan.remove ?? [])],
    },
  });
}

function changesState({ life, plan }: FollowUp): boolean {
  return plan.state !== life.state;
}

/** What must happen to others for what happens to a report to hold. */
async function consequences(context: ReadingContext, step: FollowUp, steps: Steps): Promise<FollowUp[]> {
  const { life, plan } = step;
  const unmerged =
    life.mergedInto === undefined || STAYS_MERGED.includes(plan.state)
      ? []
      : unmergedFrom({ ...context, life }, life.mergedInto);
  if (plan.command !== 'withdraw') return unmerged;
  return [
    ...unmerged,
    ...withdrawnParts({ ...context, life }),
    ...(await goingOn({ ...context, life }, steps)),
  ];
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
  return [{ life: other, plan, because: iri }];
}

/** Who withdraws a report that was divided withdraws what is still open of it. */
function withdrawnParts(context: ReadingContext): FollowUp[] {
  const { life, read, table } = context;
  return partsBelow(life, read)
    .filter(({ state }) => table.state(state).open && table.allowedIn(state).includes('withdraw'))
    .map((part) => ({
      life: part,
      plan: planSimple({ ...context, life: part }, { name: 'withdraw' }, 'withdrawn'),
      because: life.iri,
    }));
}

/** What others reported and was merged into a report is not withdrawn with it; parts of what is withdrawn are. */
async function goingOn(context: ReadingContext, steps: Steps): Promise<FollowUp[]> {
  const { life, read } = context;
  const isWithdrawn = ({ iri, state }: ReportLife): boolean =>
    steps.get(iri)?.plan.command === 'withdraw' || WITHDRAWN.includes(state);
  const others = mergedWith(life, read).filter((other) => !wholesAbove(other, read).some(isWithdrawn));
  return Promise.all(
    others.map(async (other) => ({
      life: other,
      plan: await planReopening({ ...context, life: other }, { name: 'reopen' }),
      because: life.iri,
    })),
  );
}

/** The reports that are followed up together with one. */
function mergedWith({ merged }: ReportLife, read: Read): ReportLife[] {
  return merged.flatMap((iri) => {
    const other = read(iri);
    return other?.state === 'merged' ? [other] : [];
  });
}

/** What all these steps come to for the wholes above. */
function stepsOfWholes(context: ReadingContext, steps: Steps): FollowUp[] {
  const wholes: Steps = new Map();
  const stateOf = (iri: string): string | undefined => (wholes.get(iri) ?? steps.get(iri))?.plan.state;
  for (const each of steps.values()) {
    if (each.life.iri !== context.life.iri && !changesState(each)) continue;
    for (const whole of wholesAbove(each.life, context.read)) {
      const known = steps.get(whole.iri);
      if (known && changesState(known)) break;
      const plan = stepOfWhole(context, whole, stateOf);
      if (plan) wholes.set(whole.iri, { life: whole, plan, because: each.life.iri });
      else wholes.delete(whole.iri);
    }
  }
  return [...wholes.values()];
}

/**
 * Who hears of a step and has none yet: who reported the whole, since parts have no reporter of their own, and who
 * reported what was merged into it.
 */
function hearersOf(context: ReadingContext, { life, plan }: FollowUp, steps: Steps): FollowUp[] {
  if (QUIET.includes(plan.command)) return [];
  const whole = life.partOf === undefined ? undefined : context.read(life.partOf);
  return [...(whole?.state === 'split' ? [whole] : []), ...mergedWith(life, context.read)]
    .filter(({ iri }) => !steps.has(iri))
    .map((other) => ({
      life: other,
      plan: { command: 'news', state: other.state, handler: other.handler ?? serviceOf(context) },
      because: life.iri,
    }));
}
