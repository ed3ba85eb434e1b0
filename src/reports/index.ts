/** Reports: taking them in, whole or not at all, and deciding about them again. */
export { createAnswers } from './answers.js';
export type { Answered, Answers } from './answers.js';
export { decisionChange } from './decide-anew.js';
export { createIntake } from './intake.js';
export type { Accepted, Intake, IntakeParts, Submission } from './intake.js';
export type { Finding } from './normalise.js';
export { readStoredReport } from './stored-report.js';
export type { StoredReport } from './stored-report.js';
export { createTurns } from './turns.js';
export type { Turns } from './turns.js';
