import { Command } from 'commander';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer check` */
export function checkCommand(): Command {
  const command = new Command('check')
    .description(
      'Check the journal against itself and against a graph built from it; exit code 1 where it is not right.',
    )
    .option('--no-engine', 'do not build the graph in memory')
    .addHelpText('after', '\nExample:\n  wegwijzer check --data-directory /var/lib/wegwijzer')
    .action(async ({ engine, ...flags }: { engine: boolean } & Record<string, unknown>) => {
      const { checkJournal } = await import('../../store/embedded/check.js');
      const { dataDirectory, attachmentBucket } = settingsFor(flags);
      const { ok, sequence, graphs, quads, problems, notes } = await checkJournal(dataDirectory, {
        engine,
        files: attachmentBucket === undefined,
      });
      for (const note of notes) process.stdout.write(`note: ${note}\n`);
      for (const problem of problems) process.stdout.write(`wrong: ${problem}\n`);
      process.stdout.write(
        `${ok ? 'All is well' : 'Not right'}: ${String(graphs)} graphs, ${String(quads)} quads, up to change ${String(sequence)}.\n`,
      );
      if (!ok) process.exitCode = 1;
    });
  return addSettings(command, ['dataDirectory', 'attachmentBucket']);
}
