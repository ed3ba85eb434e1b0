import type { Step, StepWording } from './wording.js';

const forwarded = ({ to, state }: Step): string =>
  state === 'unassigned' || to === undefined
    ? 'A member of staff is now finding out who can solve it; you need not report anything again.'
    : `We have put it to ${to}; you need not report anything again.`;

const SENTENCES: Readonly<Record<string, (step: Step) => string | undefined>> = {
  accept: ({ by = 'The manager' }) => `${by} has accepted your report.`,
  refuse: (step) =>
    `${step.by ?? 'The manager'} cannot deal with your report (${(step.refusal ?? 'reason in the text').toLowerCase()}). ${forwarded(step)}`,
  transfer: ({ by = 'The manager', to = 'another organisation' }) =>
    `${by} has transferred your report to ${to}.`,
  assign: ({ to = 'a manager' }) => `A member of staff has put your report to ${to}.`,
  start: ({ by = 'The manager' }) => `${by} has started on your report.`,
  question: ({ by = 'The manager' }) => `${by} has a question for you.`,
  answer: () => 'You have answered the question. Work on your report goes on.',
  choose: ({ state, to }) =>
    state === 'unassigned' || to === undefined
      ? 'You have made the place clear. A member of staff is finding out who can solve it.'
      : `You have made the place clear. Your report is now with ${to}.`,
  addition: () => 'Information was added.',
  resolve: ({ by = 'The manager' }) => `${by} has solved the problem.`,
  split: () => 'Your report has been divided between several services. It is done when each part is.',
  relate: () => 'Your report has been related to another.',
  reopen: ({ news }) =>
    news === undefined
      ? undefined
      : 'The report together with which yours was followed up has been withdrawn. Yours goes on by itself; you need not report anything again.',
  rate: ({ state }) =>
    state === 'reopened' || state === 'unassigned'
      ? 'You were not content with the solution. Your report has been reopened.'
      : 'Thank you for your rating.',
  escalate: ({ to = 'The manager' }) =>
    `${to} did not answer in time. A member of staff is now finding out who can solve it.`,
  redecide: ({ state, to }) =>
    state === 'unassigned' || to === undefined
      ? 'What is recorded about the place has changed. A member of staff is finding out who can solve it; you need not report anything again.'
      : `What is recorded about the place has changed. Your report is now with ${to}; you need not report anything again.`,
  remind: () => 'Your report should have been solved by now. Whoever deals with it has been reminded.',
  news: ({ state, news = 'there is news.' }) =>
    state === 'split'
      ? `About a part of your report: “${news}”`
      : `About the report together with which yours is followed up: “${news}”`,
};

/** English. */
export const en: StepWording = (step) => SENTENCES[step.command]?.(step);
