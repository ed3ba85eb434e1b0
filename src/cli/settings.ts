import type { Command } from 'commander';
import { readConfig, settings, type Config } from '../config.js';

/** Gives a command the flags of some settings, or of all. */
export function addSettings(command: Command, names?: readonly (keyof Config)[]): Command {
  for (const { name, flag, about, byDefault } of settings)
    if (names === undefined || names.some((wanted) => wanted === name))
      command.option(`${flag} <value>`, `${about} Default: ${byDefault}`);
  return command.option('--config <file>', 'Settings file. Default: wegwijzer.config.json, where it exists');
}

/**
 * The settings for a command, from the file, the environment and its flags.
 * @throws ConfigError
 */
export function settingsFor(flags: Readonly<Record<string, unknown>>): Config {
  const { config: file, ...values } = flags;
  return readConfig({
    file: typeof file === 'string' ? file : undefined,
    environment: process.env,
    flags: values,
  });
}
