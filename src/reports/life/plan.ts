import { ProblemError } from '../../problem.js';
import { dct, ww } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { Command } from './commands.js';
import type { FollowUp } from './follow-ups.js';
import type { ReportLife } from './life-of.js';
import {
  planChoice,
  planEscalation,
  planHandover,
  planMerge,
  planRating,
  planRefusal,
  planRelation,
  planReminder,
  planReopening,
  planSimple,
  serviceOf,
  type PlanContext,
} from './planners.js';
import { planRedecision } from './redecision.js';
import { planSplit, type Created } from './split.js';
import type { Plan } from './step.js';

/** What a command comes to, for the report and for others. */
export interface WholePlan {
  readonly main: Plan;
  readonly others?: readonly FollowUp[];
  /** New reports. */
  readonly created?: readonly Created[];
}

/**
 * Works out what a command does.
 * @param states keys of the states to which it may lead
 * @throws ProblemError where it names something that is not there
 */
export async function makePlan(
  context: PlanContext,
  command: Command,
  states: readonly string[],
  read: (report: string) => ReportLife | undefined,
): Promise<WholePlan> {
  switch (command.name) {
    case 'split':
      return planSplit(context, command);
    case 'merge':
      return { main: planMerge(context, command), others: [mergeInto(context, command.into, read)] };
    case 'relate':
      return { main: planRelation(context, command), others: [relateBack(context, command.to, read)] };
    default:
      return { main: await planAlone(context, command, states) };
  }
}

/** What a command does that concerns one report. */
async function planAlone(
  context: PlanContext,
  command: Exclude<Command, { name: 'split' | 'merge' | 'relate' }>,
  states: readonly string[],
): Promise<Plan> {
  switch (command.name) {
    case 'refuse':
      return planRefusal(context, command);
    case 'transfer':
    case 'assign':
      return planHandover(context, command);
    case 'choose':
      return planChoice(context, command);
    case 'redecide':
      return planRedecision(context);
    case 'close':
      return planSimple(context, command, command.outcome);
    case 'reopen':
      return planReopening(context, { name: 'reopen', text: command.text });
    case 'rate':
      return planRating(context, command);
    case 'escalate':
      return planEscalation(context);
    case 'remind':
      return planReminder(context);
    default:
      return planSimple(context, command, states[0] ?? context.life.state);
  }
}

function otherReport(
  { life, baseUrl }: PlanContext,
  { iri, parameter }: { readonly iri: string; readonly parameter: 'into' | 'to' },
  read: (report: string) => ReportLife | undefined,
): ReportLife {
  const other = iri === life.iri ? undefined : read(iri);
  if (other) return other;
  throw new ProblemError(
    'invalid-parameter',
    `There is no other report <${iri}>. Give the IRI of one, which begins with ${baseUrl}/id/report/.`,
    { parameter },
  );
}

function mergeInto(
  context: PlanContext,
  iri: string,
  read: (report: string) => ReportLife | undefined,
): FollowUp {
  const other = otherReport(context, { iri, parameter: 'into' }, read);
  if (!context.table.state(other.state).open)
    throw new ProblemError(
      'invalid-parameter',
      `<${iri}> is "${other.state}": reports are merged into one that is still open.`,
      { parameter: 'into' },
    );
  if (isPartOf(context.life, other, read) || isPartOf(other, context.life, read))
    throw new ProblemError(
      'invalid-parameter',
      `<${iri}> and this report are a whole and its part, which end and open together already.`,
      { parameter: 'into' },
    );
  const insert = [lineWriter(other.graph).iri(context.life.iri, ww('mergedInto'), iri)];
  return besides(context, other, insert);
}

/** Whether one report is a part of another, or of one of its parts. */
function isPartOf(
  part: ReportLife,
  whole: ReportLife,
  read: (report: string) => ReportLife | undefined,
): boolean {
  if (part.partOf === undefined) return false;
  if (part.partOf === whole.iri) return true;
  const between = read(part.partOf);
  return between !== undefined && isPartOf(between, whole, read);
}

function relateBack(
  context: PlanContext,
  iri: string,
  read: (report: string) => ReportLife | undefined,
): FollowUp {
  const other = otherReport(context, { iri, parameter: 'to' }, read);
  return besides(context, other, [lineWriter(other.graph).iri(iri, dct('relation'), context.life.iri)]);
}

function besides(context: PlanContext, other: ReportLife, insert: readonly string[]): FollowUp {
  const handler = other.handler ?? serviceOf(context);
  return { life: other, plan: { command: 'relate', state: other.state, handler, insert } };
}
