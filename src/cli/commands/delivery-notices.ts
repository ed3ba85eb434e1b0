import { Command } from 'commander';
import type { Backlog, DeadNotice } from '../../delivery/index.js';
import { askService, type AskService } from '../ask-service.js';

interface Where {
  readonly url: string;
  readonly keyFile?: string;
}

type Backlogs = Readonly<Record<DeadNotice['by'], Backlog>>;

/** `wegwijzer delivery notices list`, `dead` and `replay`: what waits to be told to reporters. */
export function noticesCommand(): Command {
  return new Command('notices')
    .description(
      'What reporters are to be told by mail or webhook: how much waits, and what was given up. To whom it goes is in no ' +
        'queue, and not shown. Asks a running service, with the key of an administrator.',
    )
    .addHelpText('after', '\nExample:\n  wegwijzer delivery notices dead --key-file admin.key')
    .addCommand(listCommand())
    .addCommand(deadCommand())
    .addCommand(replayCommand());
}

function listCommand(): Command {
  const command = new Command('list')
    .description('How much waits and was given up, by mail and by webhook, and when the oldest happened.')
    .action(async (where: Where) => {
      process.stdout.write(linesOf(await ask(where)<Backlogs>('GET', '/notices')));
    });
  return withWhere(command, 'list');
}

function deadCommand(): Command {
  const command = new Command('dead')
    .description('List what was given up: when it happened, attempts, way, event, report, fault.')
    .action(async (where: Where) => {
      const { dead } = await ask(where)<{ dead: DeadNotice[] }>('GET', '/notices/dead');
      for (const { time, attempts, by, event, report, fault = '' } of dead)
        process.stdout.write(`${[time, String(attempts), by, event, report, fault].join('\t')}\n`);
      process.stderr.write(`${String(dead.length)} given up.\n`);
    });
  return withWhere(command, 'dead');
}

function replayCommand(): Command {
  const command = new Command('replay')
    .description('Try what was given up again.')
    .option('--report <iri>', 'only about this report')
    .action(async ({ report, ...where }: Where & { report?: string }) => {
      const body = report === undefined ? {} : { report };
      const { revived } = await ask(where)<{ revived: number }>('POST', '/notices/replay', body);
      process.stderr.write(`${String(revived)} tried again.\n`);
    });
  return withWhere(command, 'replay');
}

function withWhere(command: Command, name: string): Command {
  return command
    .option('--url <address>', 'the running service', 'http://localhost:8080')
    .option('--key-file <file>', 'file with the key of an administrator')
    .addHelpText('after', `\nExample:\n  wegwijzer delivery notices ${name} --key-file admin.key`);
}

function ask(where: Where): AskService {
  return askService(where, 'an administrator');
}

function linesOf(backlogs: Backlogs): string {
  return Object.entries(backlogs)
    .map(([by, { waiting, dead, oldest = '' }]) =>
      [by, `${String(waiting)} waiting`, `${String(dead)} dead`, oldest].join('\t').trimEnd().concat('\n'),
    )
    .join('');
}
