import { Command } from 'commander';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

const SETTINGS = ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling'] as const;

/** `wegwijzer follows` */
export function followsCommand(): Command {
  return new Command('follows')
    .description('Show the event streams that registers follow, and what of them was not taken.')
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer follows list\n  wegwijzer follows quarantine cabinets\n' +
        '  wegwijzer follows quarantine cabinets --retry\n' +
        '  wegwijzer follows quarantine cabinets --drop https://partner.example/ldes/register/cabinets/version/7',
    )
    .addCommand(addSettings(listCommand(), SETTINGS))
    .addCommand(addSettings(quarantineCommand(), SETTINGS));
}

function listCommand(): Command {
  return new Command('list')
    .description('All of them, with how far each was read.')
    .option('--json', 'as JSON')
    .action(async ({ json, ...flags }: { json?: boolean } & Record<string, unknown>) => {
      const { statusText } = await import('../follow-text.js');
      await withEngine(settingsFor(flags), ({ following }) => {
        const all = following.list();
        process.stdout.write(json ? `${JSON.stringify(all, undefined, 2)}\n` : all.map(statusText).join(''));
      });
    });
}

function quarantineCommand(): Command {
  return new Command('quarantine')
    .description('Members that were not taken, with why; tries them again or forgets them.')
    .argument('<name>', 'name of the register')
    .option('--retry', 'try all of them again')
    .option('--drop <members...>', 'forget these, by their IRIs')
    .action(
      async (
        name: string,
        { retry, drop, ...flags }: { retry?: boolean; drop?: string[] } & Record<string, unknown>,
      ) => {
        const { refusedText } = await import('../follow-text.js');
        await withEngine(settingsFor(flags), async ({ following }) => {
          if (drop) process.stdout.write(`${String((await following.drop(name, drop)).length)} forgotten.\n`);
          if (retry) {
            const { taken, refused } = await following.retry(name);
            process.stdout.write(`${String(taken.length)} taken, ${String(refused.length)} left.\n`);
          }
          process.stdout.write(following.refused(name).map(refusedText).join(''));
        });
      },
    );
}
