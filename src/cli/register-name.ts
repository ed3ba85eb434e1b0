import { InvalidArgumentError } from 'commander';

/** Whether a text can name a register or a rule set. */
export function isName(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,99}$/i.test(text);
}

/** Reads the name of a register or a rule set. @throws InvalidArgumentError */
export function registerName(text: string): string {
  if (isName(text)) return text;
  throw new InvalidArgumentError('Use letters, digits, dots and dashes only.');
}
