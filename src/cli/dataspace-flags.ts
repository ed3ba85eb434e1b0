import type { Command } from 'commander';
import { askService, type AskService } from './ask-service.js';

const DEFAULT_URL = 'http://localhost:8080';

/** The flags of every command of the data space. */
export interface Flags {
  readonly url: string;
  readonly keyFile?: string;
}

/** Gives a command the flags by which it finds the running service. */
export function asked(command: Command): Command {
  return command
    .option('--url <address>', 'the running service', DEFAULT_URL)
    .option('--key-file <file>', 'file with the key of a steward or an administrator');
}

/** Asks the service that the flags name. @throws ConfigError */
export function asking({ url, keyFile }: Flags): AskService {
  return askService({ url, keyFile }, 'a steward or an administrator');
}
