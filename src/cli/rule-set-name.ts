import { basename, extname } from 'node:path';
import { ConfigError } from '../config.js';
import { isName } from './register-name.js';

/** The name of a rule set where none is given: that of its file. @throws ConfigError where that cannot be one */
export function ruleSetNameOf(file: string): string {
  const name = basename(file, extname(file));
  if (isName(name)) return name;
  throw new ConfigError(
    `"${name}" cannot name a rule set: letters, digits, dots and dashes only. Give --set NAME.`,
  );
}
