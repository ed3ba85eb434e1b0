import type { AnswerWording } from './wording.js';

/** English. */
export const en: AnswerWording = {
  title: 'Is this report for you?',
  intro:
    'Accept it, or refuse it with a reason. When it is refused, Wegwijzer looks for who should have it. The reporter sees your answer. This can be done once.',
  about: 'The report',
  description: 'What was reported',
  accept: 'Accept',
  refuse: 'Refuse',
  reason: 'Reason',
  text: 'Explanation for the reporter',
  done: 'Your answer is kept',
  accepted: 'The report is accepted.',
  refused: 'The report is refused, and we look for who should have it.',
};
