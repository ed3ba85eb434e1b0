import { Command } from 'commander';
import type { DescribedRegister } from '../../registers/index.js';
import { openRegisterVersions, type RegisterVersions } from '../register-versions.js';
import { addService, runningService, type ServiceFlags } from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';

interface Flags extends Record<string, unknown>, ServiceFlags {}

/** `wegwijzer registers` */
export function registersCommand(): Command {
  return new Command('registers')
    .description(
      'Show the registers and their versions, what the last load changed, or take it back. Works on the data directory ' +
        'while the service is stopped, and through a running service with --url and a key.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer registers list\n  wegwijzer registers diff roads\n' +
        '  wegwijzer registers undo roads --url http://localhost:8080 --key-file steward.key',
    )
    .addCommand(withWhere(listCommand()))
    .addCommand(withWhere(diffCommand()))
    .addCommand(withWhere(undoCommand()));
}

function listCommand(): Command {
  return new Command('list')
    .description('All registers with their versions.')
    .option('--json', 'as JSON')
    .action(({ json, ...flags }: { json?: boolean } & Flags) =>
      withVersions(flags, async (versions) => {
        const registers = await versions.list();
        if (json) process.stdout.write(`${JSON.stringify(registers, undefined, 2)}\n`);
        else process.stdout.write(registers.map(registerText).join(''));
      }),
    );
}

function registerText({ name, title, versions }: DescribedRegister): string {
  const lines = versions.map(
    ({ version, asOf, loaded, kind, files, added = 0, removed = 0, changed = 0 }) =>
      `  ${String(version)}  as of ${asOf}, loaded ${loaded.slice(0, 16)}, ${kind}: +${String(added)} −${String(removed)} ~${String(changed)}  ${files.join(', ')}\n`,
  );
  return `${name} (${title})\n${lines.join('')}`;
}

function diffCommand(): Command {
  return new Command('diff')
    .description('What a version of a register changed: the one in force, where not given.')
    .argument('<name>', 'name of the register')
    .option('--number <version>', 'number of the version')
    .action((name: string, { number, ...flags }: { number?: string } & Flags) =>
      withVersions(flags, async (versions) => {
        process.stdout.write(await versions.difference(name, number));
      }),
    );
}

function undoCommand(): Command {
  return new Command('undo')
    .description('Take back what the version in force changed; the open reports are looked at again.')
    .argument('<name>', 'name of the register')
    .action((name: string, flags: Flags) =>
      withVersions(flags, async (versions) => {
        process.stdout.write(await versions.undo(name));
      }),
    );
}

function withWhere(command: Command): Command {
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function withVersions(
  { url, keyFile, ...settings }: Flags,
  action: (versions: RegisterVersions) => Promise<void>,
): Promise<void> {
  const versions = await openRegisterVersions(settingsFor(settings), runningService({ url, keyFile }));
  try {
    await action(versions);
  } finally {
    await versions.close();
  }
}
