import { ProblemError } from '../../problem.js';
import { dct, ww, xsd } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { Decision, Question, Responsibility } from '../../responsibility/index.js';
import { decisionChange } from '../decide-anew.js';
import type { Deadlines } from '../deadlines/deadlines.js';
import type { Command } from './commands.js';
import { findChoice } from './find-choice.js';
import type { LifeTable } from './life-table.js';
import { excludedIn, type ReportLife } from './life-of.js';
import type { Plan } from './step.js';

/** What planning works with. */
export interface PlanParts {
  readonly responsibility: Responsibility;
  readonly deadlines: Deadlines;
  readonly table: LifeTable;
  readonly baseUrl: string;
  readonly newId: () => string;
  /** Refusals after which a dispatcher gets the report. */
  readonly mostRefusals: number;
  /** An organisation with those above it. */
  readonly organisationsAbove: (iri: string) => Promise<readonly string[]>;
  /** Whether something is an organisation or unit. */
  readonly isOrganisation: (iri: string) => Promise<boolean>;
}

/** The moment and the report that are planned for. */
export interface PlanContext extends PlanParts {
  readonly life: ReportLife;
  readonly now: Date;
}

type Of<N extends Command['name']> = Extract<Command, { name: N }>;

/** IRI of the service, which has what nobody has. */
export function serviceOf({ baseUrl }: { readonly baseUrl: string }): string {
  return `${baseUrl}/id/agent/service`;
}

/** The state that a command without choices leads to, with the same handler. */
export function planSimple(context: PlanContext, command: Command, to: string): Plan {
  const { life } = context;
  const text = 'text' in command ? command.text : undefined;
  const answered = command.name === 'accept' || !context.table.state(to).open;
  return {
    command: command.name,
    state: to,
    handler: life.handler ?? serviceOf(context),
    text,
    ...(answered && life.answerBy !== undefined ? { answerBy: null } : {}),
  };
}

/** Refusing takes the report back: another manager is chosen, or after too many refusals a dispatcher. */
export async function planRefusal(context: PlanContext, command: Of<'refuse'>): Promise<Plan> {
  const { life, table, mostRefusals } = context;
  if (!table.refusals.has(command.reason))
    throw new ProblemError(
      'invalid-parameter',
      `"${command.reason}" is no ground of refusal. Give one of ${[...table.refusals.keys()].join(', ')}.`,
      { parameter: 'reason', suggestions: [...table.refusals.keys()] },
    );
  const excluded = [...new Set([...excludedIn(life), life.handler ?? ''])].filter((iri) => iri !== '');
  const mark = lineWriter(life.graph).iri(life.iri, ww('excluded'), life.handler ?? serviceOf(context));
  const common = { command: 'refuse', text: command.text, refusal: command.reason };
  if (refusalsSince(life) + 1 >= mostRefusals) return { ...common, ...toDispatcher(context), insert: [mark] };
  const decided = await decideAgain(context, { ...life.question, excluded });
  return { ...common, ...decided, insert: [...(decided.insert ?? []), mark] };
}

/** Refusals since a dispatcher last had it. */
function refusalsSince({ history }: ReportLife): number {
  const from = history.findLastIndex(({ command }) => command === 'assign' || command === 'reopen');
  return history.slice(from + 1).filter(({ command }) => command === 'refuse').length;
}

function toDispatcher(context: PlanContext): Pick<Plan, 'state' | 'handler' | 'answerBy'> {
  return { state: 'unassigned', handler: serviceOf(context), answerBy: null };
}

/** The part of a plan that a decision makes. */
export type Decided = Pick<Plan, 'state' | 'handler' | 'insert' | 'remove' | 'answerBy'>;

/** Decides about the report once more, and offers it to whoever comes out. */
async function decideAgain(context: PlanContext, question: Question): Promise<Decided> {
  return offerDecision(context, await context.responsibility.decide(question));
}

/** Puts a decision in force, and offers the report to whoever comes out; to a dispatcher where nobody does. */
export async function offerDecision(context: PlanContext, decision: Decision): Promise<Decided> {
  const { life, baseUrl, newId } = context;
  const names = { iri: `${baseUrl}/id/decision/${newId()}`, service: serviceOf(context) };
  const { insert, remove } = decisionChange(life, decision, names);
  const offer = await offerTo(context, decision);
  return { ...offer, insert, remove };
}

async function offerTo(
  context: PlanContext,
  { responsible }: Decision,
): Promise<Pick<Plan, 'state' | 'handler' | 'answerBy'>> {
  if (!responsible) return toDispatcher(context);
  return { state: 'offered', handler: responsible.iri, answerBy: await answerBy(context, responsible.iri) };
}

async function answerBy(context: PlanContext, manager: string): Promise<Date> {
  const { deadlines, life, now, organisationsAbove } = context;
  const above = await organisationsAbove(manager);
  return (await deadlines.termsFor(life.question.category, above, now)).answerBy;
}

/** Hands the report to an organisation that the command names. */
export async function planHandover(context: PlanContext, command: Of<'transfer' | 'assign'>): Promise<Plan> {
  const { text, to } = command;
  await checkOrganisation(context, to);
  return {
    command: command.name,
    state: 'offered',
    handler: to,
    text,
    answerBy: await answerBy(context, to),
  };
}

/** @throws ProblemError `invalid-parameter` where it is no organisation with a name, so that nobody would get the report */
export async function checkOrganisation(
  { responsibility, isOrganisation }: PlanParts,
  iri: string,
): Promise<void> {
  const name = (await responsibility.name([iri])).get(iri);
  if (name && !name.nameless && (await isOrganisation(iri))) return;
  throw new ProblemError(
    'invalid-parameter',
    `No register knows an organisation <${iri}>, so nobody would get the report. Give the IRI of an organisation or unit that has a name there.`,
    { parameter: 'to' },
  );
}

/** The reporter says which place is meant, and it is decided again. */
export async function planChoice(context: PlanContext, command: Of<'choose'>): Promise<Plan> {
  const { life } = context;
  const chosen = [...(life.question.chosen ?? []), findChoice(life, command.choice)];
  const decided = await decideAgain(context, { ...life.question, chosen, excluded: excludedIn(life) });
  return { command: 'choose', ...decided };
}

/** A reopened report goes back to whoever had it; where nobody had, to a dispatcher. */
export async function planReopening(
  context: PlanContext,
  command: { readonly name: 'reopen' | 'rate'; readonly text?: string | undefined },
): Promise<Plan> {
  const { life, deadlines, now, organisationsAbove } = context;
  const service = serviceOf(context);
  const handler = life.handler ?? service;
  const common = { command: command.name, text: command.text, remove: freshStart(life) };
  const above = handler === service ? [] : await organisationsAbove(handler);
  const { answerBy: answer, solveBy } = await deadlines.termsFor(life.question.category, above, now);
  if (handler === service) return { ...common, ...toDispatcher(context), solveBy };
  return { ...common, state: 'reopened', handler, answerBy: answer, solveBy };
}

/** Reopened, a report is merged with none, and has not been reminded of. */
function freshStart({ iri, graph, mergedInto, lines }: ReportLife): string[] {
  const reminded = lines.filter((line) => line.includes(`<${ww('reminded')}>`));
  return mergedInto === undefined
    ? reminded
    : [...reminded, lineWriter(graph).iri(iri, ww('mergedInto'), mergedInto)];
}

/** A rating ends the matter, or reopens it where it is bad and the reporter wants that. */
export async function planRating(context: PlanContext, command: Of<'rate'>): Promise<Plan> {
  const { life } = context;
  const write = lineWriter(life.graph);
  const rating = write.literal(life.iri, ww('rating'), String(command.rating), xsd('integer'));
  const before = life.lines.filter((line) => line.includes(`<${ww('rating')}>`));
  if (command.reopen === true && command.rating <= 2) {
    const plan = await planReopening(context, { name: 'rate', text: command.text });
    return { ...plan, insert: [rating], remove: [...(plan.remove ?? []), ...before] };
  }
  return {
    command: 'rate',
    state: life.state === 'solved' ? 'finished' : life.state,
    handler: life.handler ?? serviceOf(context),
    text: command.text,
    insert: [rating],
    remove: before,
  };
}

/** Nobody answered in time: a dispatcher gets it. @throws ProblemError `illegal-transition` where the term is not over */
export function planEscalation(context: PlanContext): Plan {
  checkTerm(context, 'escalate', context.life.answerBy);
  return { command: 'escalate', ...toDispatcher(context) };
}

/**
 * It should have been solved by now: its manager is reminded, once.
 * @throws ProblemError `illegal-transition` where the term is not over, or it was reminded of
 */
export function planReminder(context: PlanContext): Plan {
  const { life, now } = context;
  const { iri, graph } = life;
  const isReminded = life.lines.some((line) => line.includes(`<${ww('reminded')}>`));
  checkTerm(context, 'remind', isReminded ? undefined : life.solveBy);
  const mark = lineWriter(graph).literal(iri, ww('reminded'), now.toISOString(), xsd('dateTime'));
  return { ...planSimple(context, { name: 'remind' }, life.state), insert: [mark] };
}

/** A report may have been handed over, or reopened, since it was seen that its term was over. */
function checkTerm({ life, now }: PlanContext, command: string, by: string | undefined): void {
  if (by !== undefined && Date.parse(by) < now.getTime()) return;
  const { iri, state } = life;
  throw new ProblemError(
    'illegal-transition',
    `The term of <${iri}> is not over, so there is no "${command}".`,
    {
      command,
      state,
    },
  );
}

/** Says that two reports have to do with each other; the other one gets its line too. */
export function planRelation(context: PlanContext, command: Of<'relate'>): Plan {
  const { life } = context;
  return {
    ...planSimple(context, command, life.state),
    insert: [lineWriter(life.graph).iri(life.iri, dct('relation'), command.to)],
  };
}

/** Follows a report up together with another. */
export function planMerge(context: PlanContext, command: Of<'merge'>): Plan {
  const { life } = context;
  return {
    ...planSimple(context, command, 'merged'),
    insert: [lineWriter(life.graph).iri(life.iri, ww('mergedInto'), command.into)],
  };
}
