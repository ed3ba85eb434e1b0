import { Command, Option } from 'commander';
import type { Config } from '../../config.js';
import { REGISTER_FORMATS } from '../../registers/format-names.js';
import { checkProgress } from '../progress.js';
import { addSettings, settingsFor } from '../settings.js';
import type { RegisterFlags } from '../load-register.js';
import type { RuleBook } from '../rule-book.js';
import { readDay } from '../read-day.js';
import { registerName } from '../register-name.js';
import { addService, runningService, type ServiceFlags } from '../running-service.js';
import { withEngine } from '../with-engine.js';

/** What is loaded: one of both. */
interface Named {
  readonly register: string | undefined;
  readonly rules: string | undefined;
}

interface LoadFlags extends Record<string, unknown>, ServiceFlags, Omit<RegisterFlags, 'register' | 'files'> {
  readonly register?: string;
  readonly rules?: string;
}

/** `wegwijzer load` */
export function loadCommand(): Command {
  const command = new Command('load')
    .description(
      'Make a new version of a register, or of a rule set, from what the files hold. What would change is shown ' +
        'first; nothing changes where something in them is wrong. Works on the data directory while the service is stopped, ' +
        'and through a running service with --url and a key.',
    )
    .argument(
      '<file...>',
      'Turtle, TriG, N-Quads, N-Triples, RDF/XML or JSON-LD; GeoJSON or CSV with a mapping',
    )
    .addOption(ofRegister('--register <name>', 'name of the register, such as trees').argParser(registerName))
    .addOption(new Option('--rules <name>', 'name of the rule set; one file').argParser(registerName))
    .addOption(
      ofRegister('--as-of <date>', 'the day that the register describes, such as 2026-01-31').argParser(
        readDay,
      ),
    )
    .addOption(ofRegister('--title <text>', 'what the register is called in explanations'))
    .addOption(
      ofRegister('--format <name>', 'what the files are, where their names do not say').choices(
        Object.keys(REGISTER_FORMATS),
      ),
    )
    .addOption(
      ofRegister(
        '--mapping <file>',
        'YAML that says what a record of GeoJSON or CSV is (docs/registers.md); with --url, its name there',
      ),
    )
    .addOption(
      ofRegister(
        '--crs <name>',
        'reference system of coordinates that name none: Lambert 72, Lambert 2008 or WGS84',
      ).choices(['EPSG:31370', 'EPSG:3812', 'EPSG:4326']),
    )
    .addOption(ofRegister('--delta', 'the files hold what changed; the rest of the register stays'))
    .option('--dry-run', 'show what would change, and change nothing')
    .addOption(ofRegister('--yes', 'do not ask before the switch'))
    .addOption(
      ofRegister(
        '--max-failures <number>',
        'records that may be left out because of faults: 10, or 0.5%',
      ).default('0'),
    )
    .addOption(ofRegister('--failures <file>', 'where to list what failed. Default: NAME-failures.csv'))
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer load benches.ttl bins.ttl --register street-furniture --as-of 2026-01-31\n' +
        '  wegwijzer load roads.geojson --register roads --mapping roads.yaml --crs EPSG:31370 --dry-run\n' +
        '  wegwijzer load changes.ttl --register roads --delta --as-of 2026-02-28\n' +
        '  wegwijzer load agreements.ttl --rules agreements --url http://localhost:8080 --key-file steward.key',
    )
    .action((files: string[], flags: LoadFlags) => load(command, files, flags));
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function load(command: Command, files: readonly string[], flags: LoadFlags): Promise<void> {
  const { register, rules, ...others } = flags;
  if (register === undefined && rules === undefined)
    command.error('error: give --register NAME, or --rules NAME for a rule set');
  if (rules !== undefined && files.length > 1) command.error('error: a rule set is one file');
  const { url, keyFile, ...local } = others;
  const { asOf, title, format, mapping, crs, delta, dryRun, yes, maxFailures, failures, ...settings } = local;
  const asked = { asOf, title, format, mapping, crs, delta, dryRun, yes, maxFailures, failures };
  const [file = ''] = files;
  const service = runningService({ url, keyFile });
  if (service && register !== undefined) {
    const { sendRegister } = await import('../send-register.js');
    await sendRegister(service, { ...asked, register, files });
  } else if (service && rules !== undefined) {
    const { remoteRuleBook } = await import('../rule-book.js');
    await loadRules(remoteRuleBook(service), rules, file, { dryRun });
  } else await loadHere(settingsFor(settings), { ...asked, register, rules, files });
}

/** Loads into the data directory, which it begins where there is none. */
async function loadHere(
  config: Config,
  { register, rules, ...asked }: Omit<RegisterFlags, 'register'> & Named,
): Promise<void> {
  const { files, dryRun } = asked;
  await withEngine(
    config,
    async (engine) => {
      if (register !== undefined) {
        const { loadRegister } = await import('../load-register.js');
        await loadRegister(engine, { ...asked, register });
      } else if (rules !== undefined) {
        const { ruleBookOf } = await import('../rule-book.js');
        await loadRules(ruleBookOf(engine, config), rules, files[0] ?? '', { dryRun });
      }
      const { showScan } = await import('../redecide-report.js');
      await showScan(engine);
    },
    { mayBegin: true },
  );
}

/** Checks a rule set, and puts it in force where more than a look is wanted. */
async function loadRules(
  book: Pick<RuleBook, 'check' | 'load'>,
  rules: string,
  file: string,
  { dryRun }: Pick<RegisterFlags, 'dryRun'>,
): Promise<void> {
  const { checkText, loadText } = await import('../rule-set-text.js');
  const text = dryRun
    ? checkText(rules, await checkProgress(rules, (tell) => book.check(rules, file, tell)))
    : loadText(rules, await checkProgress(rules, (tell) => book.load(rules, file, tell)));
  process.stdout.write(text);
}

/** A flag that says something of a register; with a rule set it would be passed over in silence, so it is refused. */
function ofRegister(flags: string, description: string): Option {
  return new Option(flags, description).conflicts('rules');
}
