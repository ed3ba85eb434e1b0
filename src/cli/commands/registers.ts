import { Command } from 'commander';
import type { Config } from '../../config.js';
import { ProblemError } from '../../problem.js';
import type { DescribedRegister } from '../../registers/index.js';
import { addService, runningService, type RunningService, type ServiceFlags } from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

const SETTINGS = ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling'] as const;

/** `wegwijzer registers` */
export function registersCommand(): Command {
  return new Command('registers')
    .description('Show the registers and their versions, what the last load changed, or take it back.')
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer registers list\n  wegwijzer registers diff roads\n  wegwijzer registers undo roads',
    )
    .addCommand(addSettings(addService(listCommand()), SETTINGS))
    .addCommand(addSettings(diffCommand(), SETTINGS))
    .addCommand(addSettings(undoCommand(), SETTINGS));
}

function listCommand(): Command {
  return new Command('list')
    .description('All registers with their versions.')
    .option('--json', 'as JSON')
    .action(
      async ({
        json,
        url,
        keyFile,
        ...flags
      }: { json?: boolean } & ServiceFlags & Record<string, unknown>) => {
        const registers = await readRegisters(settingsFor(flags), runningService({ url, keyFile }));
        if (json) process.stdout.write(`${JSON.stringify(registers, undefined, 2)}\n`);
        else
          for (const { name, title, versions } of registers) {
            process.stdout.write(`${name} (${title})\n`);
            for (const { version, asOf, loaded, kind, files, added, removed, changed } of versions)
              process.stdout.write(
                `  ${String(version)}  as of ${asOf}, loaded ${loaded.slice(0, 16)}, ${kind}: +${String(added ?? 0)} −${String(removed ?? 0)} ~${String(changed ?? 0)}  ${files.join(', ')}\n`,
              );
          }
      },
    );
}

async function readRegisters(
  settings: Config,
  service: RunningService | undefined,
): Promise<readonly DescribedRegister[]> {
  if (service)
    return (await service.json<{ registers: DescribedRegister[] }>({ path: '/registers' })).registers;
  const { readRegisterVersions } = await import('../../registers/index.js');
  return withEngine(settings, ({ store }) => readRegisterVersions(store, settings.baseUrl));
}

function diffCommand(): Command {
  return new Command('diff')
    .description('What a version of a register changed: the one in force, where not given.')
    .argument('<name>', 'name of the register')
    .option('--number <version>', 'number of the version')
    .action(async (name: string, { number, ...flags }: { number?: string } & Record<string, unknown>) => {
      const { compareChange, readRegisterVersions, readVersionChange } =
        await import('../../registers/index.js');
      const { differenceText } = await import('../register-report.js');
      const settings = settingsFor(flags);
      const { baseUrl } = settings;
      await withEngine(settings, ({ store }) => {
        const register = readRegisterVersions(store, baseUrl).find((known) => known.name === name);
        const wanted = register?.versions.find(({ version }) => String(version) === number);
        const version = number === undefined ? register?.versions.at(-1) : wanted;
        if (!register || !version)
          throw new ProblemError('not-found', `There is no such version of a register ${name}.`);
        const change = readVersionChange(store, register.iri, version);
        const difference = compareChange(store, baseUrl, register.iri, change);
        process.stdout.write(
          `Version ${String(version.version)} of ${name}, as of ${version.asOf}:\n${differenceText(difference)}`,
        );
      });
    });
}

function undoCommand(): Command {
  return new Command('undo')
    .description('Take back what the version in force changed; the open reports are looked at again.')
    .argument('<name>', 'name of the register')
    .action(async (name: string, flags: Record<string, unknown>) => {
      const { differenceText } = await import('../register-report.js');
      const { showScan } = await import('../redecide-report.js');
      await withEngine(settingsFor(flags), async (engine) => {
        const { version, difference } = await engine.undoRegister(name);
        process.stdout.write(`Register ${name}: version ${String(version)}\n${differenceText(difference)}`);
        await showScan(engine);
      });
    });
}
