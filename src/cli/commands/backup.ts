import { Command } from 'commander';
import { createProgress } from '../progress.js';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer backup` */
export function backupCommand(): Command {
  const command = new Command('backup')
    .description('Copy the data directory as it is at this moment; the service may go on meanwhile.')
    .argument('<directory>', 'where to write the backup; new or empty')
    .option(
      '--with-keys <file>',
      'also write the keys to personal data, to a file outside the backup; guard it apart',
    )
    .addHelpText('after', '\nExample:\n  wegwijzer backup /backups/wegwijzer-2026-01-31')
    .action(
      async (target: string, { withKeys, ...flags }: { withKeys?: string } & Record<string, unknown>) => {
        const { backup } = await import('../../store/embedded/backup.js');
        const { dataDirectory, attachmentBucket } = settingsFor(flags);
        const progress = createProgress('Backing up');
        try {
          const { sequence, entries, missing, damaged } = await backup(
            dataDirectory,
            target,
            { ...(withKeys === undefined ? {} : { withKeys }), files: attachmentBucket === undefined },
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
            `Backed up ${String(entries)} entries, up to change ${String(sequence)}, to ${target}.\n`,
          );
        } finally {
          progress.stop();
        }
      },
    );
  return addSettings(command, ['dataDirectory', 'attachmentBucket']);
}
