/** Reports: taking them in, whole or not at all. */
export { createIntake } from './intake.js';
export type { Accepted, Intake, IntakeParts, Submission } from './intake.js';
export type { Finding } from './normalise.js';
