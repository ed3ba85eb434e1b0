import { Command } from 'commander';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

const SETTINGS = ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling'] as const;

/** `wegwijzer redecide` */
export function redecideCommand(): Command {
  return new Command('redecide')
    .description(
      'Open reports whose answer would be another one since registers or rules changed: show them, decide them again, ' +
        'or let their decisions stay. The service must not be running on the same data directory; with it, use GET and POST /redecide.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer redecide list\n  wegwijzer redecide apply --all\n' +
        '  wegwijzer redecide dismiss https://wegwijzer.example.org/id/report/12c77c89-cdae-4dc4-adc7-1d559516f2be',
    )
    .addCommand(addSettings(listCommand(), SETTINGS))
    .addCommand(addSettings(applyCommand(), SETTINGS))
    .addCommand(addSettings(dismissCommand(), SETTINGS));
}

function listCommand(): Command {
  return new Command('list')
    .description('What waits, with the old manager, the new one, and why.')
    .option('--json', 'as JSON')
    .action(async ({ json, ...flags }: { json?: boolean } & Record<string, unknown>) => {
      const { redecisionText } = await import('../redecide-report.js');
      await withEngine(settingsFor(flags), async ({ redecide }) => {
        await redecide.settled();
        const all = redecide.list();
        if (json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
        else process.stdout.write(all.length === 0 ? 'Nothing waits.\n' : all.map(redecisionText).join(''));
      });
    });
}

function applyCommand(): Command {
  const command = new Command('apply')
    .description('Give reports the decision that they would get now; the old one stays in the record.')
    .argument('[report...]', 'IRIs of reports')
    .option('--all', 'all that wait')
    .action(async (reports: string[], { all, ...flags }: { all?: boolean } & Record<string, unknown>) => {
      if (all === undefined && reports.length === 0)
        command.error('error: give IRIs of reports, or --all for all that wait');
      const { createProgress } = await import('../progress.js');
      const { appliedText } = await import('../redecide-report.js');
      const { serviceClient } = await import('../../reports/index.js');
      const settings = settingsFor(flags);
      await withEngine(settings, async ({ redecide }) => {
        await redecide.settled();
        const progress = createProgress('Deciding again');
        const done = await redecide.apply({
          client: serviceClient(settings.baseUrl),
          reports: all ? undefined : reports,
          onProgress: (count) => {
            progress.update(count, undefined, `${String(count)} reports`);
          },
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
    .action(async (reports: string[], flags: Record<string, unknown>) => {
      const settings = settingsFor(flags);
      await withEngine(settings, async ({ redecide }) => {
        const dismissed = await redecide.dismiss({ agent: `${settings.baseUrl}/id/agent/service`, reports });
        process.stdout.write(`${String(dismissed.length)} dismissed.\n`);
        if (dismissed.length < reports.length) process.exitCode = 1;
      });
    });
}
