import { Command } from 'commander';
import { describeConfig, settingsTable } from '../../config.js';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer config` */
export function configCommand(): Command {
  const command = new Command('config')
    .description('Check the settings and show them as the service would use them.')
    .option('--table', 'show what settings there are, as a Markdown table')
    .addHelpText('after', '\nExample:\n  WEGWIJZER_PORT=9000 wegwijzer config')
    .action(({ table, ...flags }: { table?: boolean } & Record<string, unknown>) => {
      process.stdout.write(`${table ? settingsTable() : describeConfig(settingsFor(flags))}\n`);
    });
  return addSettings(command);
}
