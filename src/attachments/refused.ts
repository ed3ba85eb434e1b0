import { ProblemError } from '../problem.js';

/** A file that is not taken. @param why what is wrong with it and how to mend that */
export function refused(why: string, options?: ErrorOptions): ProblemError {
  return new ProblemError('attachment-refused', why, {}, options);
}
