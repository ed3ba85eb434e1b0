import { ProblemError } from '../../problem.js';

/** Entries of one answer, where the client does not say how many; and at most. */
export const LIMIT = 100;
const MOST = 1000;
/** The greatest number of nine digits. */
export const MOST_DIGITS = 999_999_999;

/** How many entries a client wants in one answer: `limit`. @throws ProblemError `invalid-parameter` */
export function readLimit(query: URLSearchParams): number {
  return readNumber(query, 'limit', LIMIT, MOST);
}

/** A whole number, from 0 to `most`. @throws ProblemError `invalid-parameter` */
export function readNumber(
  query: URLSearchParams,
  name: string,
  byDefault: number,
  most = MOST_DIGITS,
): number {
  const text = query.get(name);
  if (text === null) return byDefault;
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text);
  throw new ProblemError('invalid-parameter', `${name} is a whole number, at most ${String(most)}.`, {
    parameter: name,
    example: '100',
  });
}
