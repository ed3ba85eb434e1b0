import { Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../../config.js';
import type { Engine } from '../../engine.js';
import { createProgress } from '../progress.js';
import { addSettings, settingsFor } from '../settings.js';

interface LoadFlags extends Record<string, unknown> {
  readonly register?: string;
  readonly rules?: string;
  readonly asOf?: string;
  readonly title?: string;
}

/** `wegwijzer load` */
export function loadCommand(): Command {
  const command = new Command('load')
    .description(
      'Replace a register, or a rule set, by what the files hold. Nothing changes where something in them is wrong. ' +
        'The service must not be running on the same data directory.',
    )
    .argument('<file...>', 'Turtle, TriG, N-Quads, N-Triples, RDF/XML or JSON-LD')
    .addOption(
      new Option('--register <name>', 'name of the register, such as trees')
        .argParser(name)
        .conflicts('rules'),
    )
    .addOption(new Option('--rules <name>', 'name of the rule set; one file').argParser(name))
    .addOption(
      new Option('--as-of <date>', 'the day that the register describes, such as 2026-01-31').argParser(day),
    )
    .option('--title <text>', 'what the register is called in explanations')
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer load benches.ttl bins.ttl --register street-furniture --as-of 2026-01-31\n' +
        '  wegwijzer load agreements.ttl --rules agreements',
    )
    .action(async (files: string[], flags: LoadFlags) => {
      const { register, rules, asOf, title, ...settings } = flags;
      if (register === undefined && rules === undefined)
        command.error('error: give --register NAME, or --rules NAME for a rule set');
      if (rules !== undefined && files.length > 1) command.error('error: a rule set is one file');
      const engine = await openEngine(settingsFor(settings));
      try {
        if (register !== undefined) await loadRegister(engine, { register, files, asOf, title });
        else if (rules !== undefined) await loadRules(engine, rules, files[0] ?? '');
      } finally {
        await engine.close();
      }
    });
  return addSettings(command, ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

/** No readers: nobody asks anything while a register is loaded. */
async function openEngine({ baseUrl, dataDirectory: directory, memoryCeiling }: Config): Promise<Engine> {
  const { startEngine } = await import('../../engine.js');
  return startEngine({ baseUrl, directory, memoryCeiling, readers: 0, spare: false });
}

async function loadRegister(
  engine: Engine,
  request: {
    readonly register: string;
    readonly files: readonly string[];
    readonly asOf: string | undefined;
    readonly title: string | undefined;
  },
): Promise<void> {
  const { register, files, asOf, title } = request;
  const progress = createProgress(`Loading ${register}`);
  try {
    const { quads, records, version, warnings, listedWarnings } = await engine.loadRegister({
      name: register,
      files: files.map((path) => ({ path })),
      asOf,
      title,
      onProgress: (at) => {
        progress.update(at.bytes, at.totalBytes, `${String(at.quads)} quads`);
      },
    });
    progress.stop();
    for (const { feature, message } of listedWarnings)
      process.stderr.write(`warning: <${feature}>: ${message.en}\n`);
    const more = warnings - listedWarnings.length;
    if (more > 0) process.stderr.write(`warning: and ${String(more)} more\n`);
    process.stdout.write(
      `Register ${register}: version ${String(version)}, ${String(records)} records, ${String(quads)} quads.\n`,
    );
  } finally {
    progress.stop();
  }
}

async function loadRules(engine: Engine, rules: string, file: string): Promise<void> {
  await engine.loadRules(rules, file);
  process.stdout.write(`Rule set ${rules} loaded.\n`);
}

function name(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/i.test(text)) return text;
  throw new InvalidArgumentError('Use letters, digits, dots and dashes only.');
}

function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
}
