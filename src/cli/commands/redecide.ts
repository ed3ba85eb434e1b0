import { Command } from 'commander';
import { redecisionText, appliedText } from '../redecide-report.js';
import { openRedecisions, type Redecisions } from '../redecisions.js';
import { addService, runningService, type ServiceFlags } from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';

interface Flags extends Record<string, unknown>, ServiceFlags {}

/** `wegwijzer redecide` */
export function redecideCommand(): Command {
  return new Command('redecide')
    .description(
      'Open reports whose answer would be another one since registers or rules changed: show them, decide them again, ' +
        'or let their decisions stay. Works on the data directory while the service is stopped, and through a running ' +
        'service with --url and a key.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer redecide list\n  wegwijzer redecide apply --all --url http://localhost:8080 --key-file steward.key\n' +
        '  wegwijzer redecide dismiss https://wegwijzer.example.org/id/report/12c77c89-cdae-4dc4-adc7-1d559516f2be',
    )
    .addCommand(withWhere(listCommand()))
    .addCommand(withWhere(applyCommand()))
    .addCommand(withWhere(dismissCommand()));
}

function listCommand(): Command {
  return new Command('list')
    .description('What waits, with the old manager, the new one, and why.')
    .option('--json', 'as JSON')
    .action(({ json, ...flags }: { json?: boolean } & Flags) =>
      withRedecisions(flags, async (redecisions) => {
        const all = await redecisions.list();
        if (json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
        else process.stdout.write(all.length === 0 ? 'Nothing waits.\n' : all.map(redecisionText).join(''));
      }),
    );
}

function applyCommand(): Command {
  const command = new Command('apply')
    .description('Give reports the decision that they would get now; the old one stays in the record.')
    .argument('[report...]', 'IRIs of reports')
    .option('--all', 'all that wait')
    .action(async (reports: string[], { all, ...flags }: { all?: boolean } & Flags) => {
      if (all === undefined && reports.length === 0)
        command.error('error: give IRIs of reports, or --all for all that wait');
      const { createProgress } = await import('../progress.js');
      await withRedecisions(flags, async (redecisions) => {
        const progress = createProgress('Deciding again');
        const done = await redecisions.apply(all ? undefined : reports, (count) => {
          progress.update(count, undefined, `${String(count)} reports`);
        });
        progress.stop();
        process.stdout.write(appliedText(done));
        if (done.unknown.length > 0) process.exitCode = 1;
      });
    });
  return command;
}

function dismissCommand(): Command {
  return new Command('dismiss')
    .description('Let the decisions about reports stay as they are.')
    .argument('<report...>', 'IRIs of reports')
    .action((reports: string[], flags: Flags) =>
      withRedecisions(flags, async (redecisions) => {
        const dismissed = await redecisions.dismiss(reports);
        process.stdout.write(`${String(dismissed.length)} dismissed.\n`);
        if (dismissed.length < reports.length) process.exitCode = 1;
      }),
    );
}

function withWhere(command: Command): Command {
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function withRedecisions(
  { url, keyFile, ...settings }: Flags,
  action: (redecisions: Redecisions) => Promise<void>,
): Promise<void> {
  const redecisions = await openRedecisions(settingsFor(settings), runningService({ url, keyFile }));
  try {
    await action(redecisions);
  } finally {
    await redecisions.close();
  }
}
