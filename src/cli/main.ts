#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { ProblemError } from '../problem.js';
import { packageFile } from '../rdf/package-files.js';
import { backupCommand } from './commands/backup.js';
import { checkCommand } from './commands/check.js';
import { configCommand } from './commands/config.js';
import { coverageCommand } from './commands/coverage.js';
import { deliveryCommand } from './commands/delivery.js';
import { dataspaceCommand } from './commands/dataspace.js';
import { exportCommand } from './commands/export.js';
import { followCommand } from './commands/follow.js';
import { followsCommand } from './commands/follows.js';
import { keysCommand } from './commands/keys.js';
import { loadCommand } from './commands/load.js';
import { privacyCommand } from './commands/privacy.js';
import { replayCommand } from './commands/replay.js';
import { redecideCommand } from './commands/redecide.js';
import { registersCommand } from './commands/registers.js';
import { restoreCommand } from './commands/restore.js';
import { rulesCommand } from './commands/rules.js';
import { serveCommand } from './commands/serve.js';
import { whatIfCommand } from './commands/what-if.js';

const FAILURE = 1;
const USAGE = 2;

/**
 * A reader that has seen enough, such as `head`, ends the program without a word, with the exit code of what was done. Whatever
 * else keeps it from being written, such as a full disk, is told in one line.
 */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(
    `wegwijzer: Standard output cannot be written: ${error.message}. Make room there, or send it elsewhere.\n`,
  );
  process.exit(FAILURE);
});

// What cannot be said has nobody to hear it; that ends nothing.
process.stderr.on('error', () => undefined);

/**
 * The program with its commands. Each loads what it works with when it runs, so that help and refusals come at once.
 */
function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  const program = new Command('wegwijzer')
    .description('Who fixes this? Finds the manager responsible for a report about the public domain.')
    .version(version)
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong arguments or settings.\n' +
        'Settings come from wegwijzer.config.json, then WEGWIJZER_… variables, then flags; see: wegwijzer config',
    );
  const commands = [
    serveCommand(),
    loadCommand(),
    registersCommand(),
    followCommand(),
    followsCommand(),
    redecideCommand(),
    backupCommand(),
    restoreCommand(),
    checkCommand(),
    exportCommand(),
    configCommand(),
    keysCommand(),
    deliveryCommand(),
    privacyCommand(),
    rulesCommand(),
    coverageCommand(),
    dataspaceCommand(),
    replayCommand(),
    whatIfCommand(),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  return program;
}

/** Ends with one clear line; a fault of ours is told from a fault of the user. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  process.stderr.write(`wegwijzer: ${error instanceof Error ? error.message : String(error)}\n`);
  return isOfUser(error) ? USAGE : FAILURE;
}

/** Whether an argument or a setting is at fault, by what found it. */
function isOfUser(error: unknown): boolean {
  if (error instanceof ProblemError) return error.type === 'invalid-parameter';
  return error instanceof ConfigError;
}

/** A command and all below it, at whatever depth. */
function withBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withBelow)];
}

const program = createProgram();
for (const command of withBelow(program)) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}
