import { InvalidArgumentError } from 'commander';
import { isDay } from '../rdf/day.js';

/** Reads a day as people write it to a command. @returns the same @throws InvalidArgumentError where there is no such day */
export function readDay(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
}
