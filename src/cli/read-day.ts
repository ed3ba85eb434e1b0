import { InvalidArgumentError } from 'commander';

/** Reads a day as people write it to a command. @returns the same @throws InvalidArgumentError where there is no such day */
export function readDay(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
}

/** Whether the calendar has such a day; `Date` takes 30 February for 2 March. */
export function isDay(text: string): boolean {
  const date = new Date(text);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().slice(0, 10) === text
  );
}
