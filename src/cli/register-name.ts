import { InvalidArgumentError } from 'commander';

/** Reads the name of a register or a rule set. @throws InvalidArgumentError */
export function registerName(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/i.test(text)) return text;
  throw new InvalidArgumentError('Use letters, digits, dots and dashes only.');
}
