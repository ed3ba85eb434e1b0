import { ProblemError } from '../problem.js';
import type { Chosen, Decision, Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { decisionChange } from './decide-anew.js';
import { readStoredReport, type StoredReport } from './stored-report.js';
import type { Turns } from './turns.js';

/** What answering is made of. */
export interface AnswersParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly baseUrl: string;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Shared with everything that changes reports. */
  readonly turns: Turns;
}

/** A decision that an answer led to. */
export interface Answered {
  /** IRI of the new decision. */
  readonly iri: string;
  readonly decision: Decision;
}

/** Takes the reporter's answers to the questions of decisions. */
export interface Answers {
  /**
   * Decides again about the same report, with what the reporter confirms; resolves when that is on disk.
   * @param report IRI of the report
   * @param choice IRI of a choice of the decision in force, its fragment (`choice-2`), or its number (`2`)
   * @param agent IRI of who answers
   * @throws ProblemError `not-found`, `nothing-asked`, `invalid-parameter` listing the choices there are
   */
  answer(report: string, choice: string, agent: string): Promise<Answered>;
}

export function createAnswers(parts: AnswersParts): Answers {
  return {
    answer: (report, choice, agent) =>
      parts.turns.take(report, () => answerOnce(parts, report, choice, agent)),
  };
}

async function answerOnce(
  { store, responsibility, baseUrl, newId }: AnswersParts,
  iri: string,
  choice: string,
  agent: string,
): Promise<Answered> {
  const report = readStoredReport(store, baseUrl, iri);
  if (!report) throw new ProblemError('not-found', `There is no report <${iri}>.`);
  const chosen = [...(report.question.chosen ?? []), findChoice(report, choice)];
  const decision = await responsibility.decide({ ...report.question, chosen });
  const names = { iri: `${baseUrl}/id/decision/${newId()}`, service: `${baseUrl}/id/agent/service` };
  await store.commit({
    agent,
    reason: 'Question answered, and decided again',
    ...decisionChange(report, decision, names),
  });
  return { iri: names.iri, decision };
}

/** The choice of the decision in force that a text names: an IRI, its fragment or its number. @throws ProblemError */
export function findChoice({ decision = '', choices }: StoredReport, text: string): Chosen {
  if (choices.size === 0)
    throw new ProblemError(
      'nothing-asked',
      'The decision about this report asks nothing of the reporter; there is nothing to answer.',
    );
  const known = [text, `${decision}#${text}`, `${decision}#choice-${text}`];
  const found = known.map((iri) => choices.get(iri)).find((one) => one !== undefined);
  if (found) return found;
  const offered = [...choices.keys()];
  throw new ProblemError(
    'invalid-parameter',
    `"${text}" is not one of the choices of the decision in force: ${offered.join(', ')}.`,
    { parameter: 'choice', example: offered[0], suggestions: offered },
  );
}
