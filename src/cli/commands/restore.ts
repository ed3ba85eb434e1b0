import { Command } from 'commander';
import { createProgress } from '../progress.js';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer restore` */
export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('Fill a new data directory from a backup, after checking that the backup is whole.')
    .argument('<directory>', 'the backup')
    .option(
      '--keys <file>',
      'the keys to personal data, where they were backed up; without them it stays unreadable',
    )
    .addHelpText(
      'after',
      '\nExample:\n  wegwijzer restore /backups/wegwijzer-2026-01-31 --data-directory ./restored',
    )
    .action(async (source: string, { keys, ...flags }: { keys?: string } & Record<string, unknown>) => {
      const { restore } = await import('../../store/embedded/backup.js');
      const { dataDirectory, attachmentBucket } = settingsFor(flags);
      const progress = createProgress('Restoring');
      try {
        const { sequence, entries, missing, damaged } = await restore(
          source,
          dataDirectory,
          { ...(keys === undefined ? {} : { keys }), files: attachmentBucket === undefined },
          ({ table, entries: done, total }) => {
            progress.update(done, total, `${String(done)} entries of ${table}`);
          },
        );
        progress.stop();
        for (const file of missing) process.stdout.write(`missing: ${file}\n`);
        for (const file of damaged) process.stdout.write(`damaged: ${file}\n`);
        // Everything else is there, and someone has to know.
        if (damaged.length > 0) process.exitCode = 1;
        process.stdout.write(
          `Restored ${String(entries)} entries, up to change ${String(sequence)}, to ${dataDirectory}.\n`,
        );
      } finally {
        progress.stop();
      }
    });
  return addSettings(command, ['dataDirectory', 'attachmentBucket']);
}
