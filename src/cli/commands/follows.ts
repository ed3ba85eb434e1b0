import { Command } from 'commander';
import { openFollows, type Follows } from '../follows-source.js';
import { addService, runningService, type ServiceFlags } from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';

type Flags = ServiceFlags & Record<string, unknown>;

/** `wegwijzer follows` */
export function followsCommand(): Command {
  return new Command('follows')
    .description(
      'Show the event streams that registers follow, and what of them was not taken; in the data directory, or by --url in a running service.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer follows list\n  wegwijzer follows quarantine cabinets\n' +
        '  wegwijzer follows quarantine cabinets --retry\n' +
        '  wegwijzer follows quarantine cabinets --drop https://partner.example/ldes/register/cabinets/version/7\n' +
        '  wegwijzer follows list --url http://localhost:8080 --key-file steward.key',
    )
    .addCommand(withWhere(listCommand()))
    .addCommand(withWhere(quarantineCommand()))
    .addCommand(withWhere(forgetCommand()));
}

function listCommand(): Command {
  return new Command('list')
    .description('All of them, with how far each was read.')
    .option('--json', 'as JSON')
    .action(({ json, ...flags }: { json?: boolean } & Flags) =>
      withFollows(flags, async (follows) => {
        const { statusText } = await import('../follow-text.js');
        const all = await follows.list();
        if (json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
        else
          process.stdout.write(
            all.length === 0 ? 'No register follows a stream.\n' : all.map(statusText).join(''),
          );
      }),
    );
}

function quarantineCommand(): Command {
  return new Command('quarantine')
    .description('Members that were not taken, with why; tries them again or forgets them.')
    .argument('<name>', 'name of the register')
    .option('--retry', 'try all of them again')
    .option('--drop <members...>', 'forget these, by their IRIs')
    .action((name: string, { retry, drop, ...flags }: { retry?: boolean; drop?: string[] } & Flags) =>
      withFollows(flags, async (follows) => {
        const { refusedText } = await import('../follow-text.js');
        if (drop) {
          const dropped = await follows.drop(name, drop);
          process.stdout.write(`${String(dropped.length)} forgotten.\n`);
          if (dropped.length < drop.length) process.exitCode = 1;
        }
        if (retry) {
          const { taken, refused } = await follows.retry(name);
          process.stdout.write(`${String(taken.length)} taken, ${String(refused.length)} left.\n`);
        }
        const left = await follows.refused(name);
        if (left.length > 0) process.stdout.write(left.map(refusedText).join(''));
        else if (!drop && !retry) process.stdout.write('Nothing is in quarantine.\n');
      }),
    );
}

function forgetCommand(): Command {
  return new Command('forget')
    .description(
      'Forget how far a stream was followed, so that the register is free or all of it is read anew. What the register holds stays.',
    )
    .argument('<name>', 'name of the register')
    .action((name: string, flags: Flags) =>
      withFollows(flags, async (follows) => {
        await follows.forget(name);
        process.stdout.write(`Register ${name} follows no stream any more; what it holds stays.\n`);
      }),
    );
}

function withWhere(command: Command): Command {
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function withFollows(
  { url, keyFile, ...settings }: Flags,
  action: (follows: Follows) => Promise<void>,
): Promise<void> {
  const follows = await openFollows(settingsFor(settings), runningService({ url, keyFile }));
  try {
    await action(follows);
  } finally {
    await follows.close();
  }
}
