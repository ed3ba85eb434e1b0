import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../../config.js';
import { rdfMediaTypeOfFile } from '../../rdf/media-types.js';
import type { Engine } from '../../engine.js';
import { REGISTER_FORMATS } from '../../registers/format-names.js';
import type { SupposedRegister } from '../../registers/index.js';
import type { WhatIf } from '../../reports/index.js';
import type { SupposedRuleSet } from '../../responsibility/index.js';
import { momentOf } from '../../rdf/day.js';
import { fileBody } from '../file-body.js';
import { readDay } from '../read-day.js';
import { registerMediaType } from '../register-formats.js';
import { ANSWER_FORMATS, RDF_FORMATS } from '../rdf-formats.js';
import { ruleSetNameOf } from '../rule-set-name.js';
import {
  addService,
  runningService,
  type RunningService,
  type ServiceFlags,
  type ServiceRequest,
} from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

const FORMATS = ['table', 'csv', 'json', ...(Object.keys(RDF_FORMATS) as (keyof typeof RDF_FORMATS)[])];

interface Flags extends ServiceFlags {
  readonly rules?: string;
  readonly set?: string;
  readonly register?: string;
  readonly load?: readonly string[];
  readonly loadFormat?: keyof typeof REGISTER_FORMATS;
  readonly mapping?: string;
  readonly crs?: string;
  readonly asOf?: string;
  readonly delta?: true;
  readonly since: Date;
  readonly format: string;
}

/** `wegwijzer what-if` */
export function whatIfCommand(): Command {
  const command = new Command('what-if')
    .description(
      'Decide past reports again as if rules or a register were others, and list what would change; nothing is stored.',
    )
    .option('--rules <file>', 'the rule set to suppose: Turtle, or another form of RDF')
    .option(
      '--set <name>',
      'name of the set that it takes the place of, or that it would have. Default: the name of the file',
    )
    .option('--register <name>', 'name of the register that --load takes the place of, or that it would have')
    .option('--load <file...>', 'files of the register to suppose')
    .addOption(
      new Option('--load-format <name>', 'what these files are, where their names do not say').choices(
        Object.keys(REGISTER_FORMATS),
      ),
    )
    .option('--mapping <file>', 'YAML that says what a record of GeoJSON or CSV is (docs/registers.md)')
    .option('--crs <name>', 'reference system of coordinates that name none, such as EPSG:31370')
    .option('--as-of <date>', 'the day that the supposed register describes', readDay)
    .option('--delta', 'the files hold what changed; the rest of the register stays')
    .requiredOption('--since <date>', 'reports decided on this day or later, as 2026-09-01', readSince)
    .addOption(new Option('--format <format>', 'form of the answer').choices(FORMATS).default('table'))
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer what-if --rules agreements.ttl --since 2026-01-01' +
        '\n  wegwijzer what-if --register roads --load roads.ttl --since 2026-01-01 --format csv > changes.csv',
    )
    .action((flags: Flags & Record<string, unknown>) => run(command, flags));
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function run(command: Command, flags: Flags & Record<string, unknown>): Promise<void> {
  const { rules, set, register, load } = flags;
  if (rules === undefined && set !== undefined)
    command.error('error: --set says what --rules FILE is called');
  if ((register === undefined) !== (load === undefined))
    command.error('error: --register and --load go together');
  if (rules === undefined && register === undefined)
    command.error('error: give --rules FILE, --register NAME --load FILE, or both');
  const { url, keyFile } = flags;
  const service = runningService({ url, keyFile });
  const named = rules === undefined ? flags : { ...flags, set: set ?? ruleSetNameOf(rules) };
  await (service ? askService(service, named) : workOut(named));
}

async function askService(service: RunningService, flags: Flags): Promise<void> {
  const { rules, set, register, load = [], loadFormat, mapping, crs, asOf, delta, since, format } = flags;
  const [file, ...more] = load;
  if (more.length > 0) throw new ConfigError('A running service takes a register as one file.');
  const query = { set, register, mapping, crs, asOf, since: since.toISOString() };
  const answer = await service.text({
    method: 'POST',
    path: '/what-if',
    query: { ...query, ...(delta ? { delta: 'true' } : {}) },
    accept: ANSWER_FORMATS[format] ?? 'application/json',
    ...(await supposedBody(rules, file, loadFormat)),
  });
  process.stdout.write(answer);
}

/** A register alone is sent while it is read, as large as it may be; with rules, as the parts of a form. */
async function supposedBody(
  rules: string | undefined,
  register: string | undefined,
  format: Flags['loadFormat'],
): Promise<Pick<ServiceRequest, 'body' | 'contentType'>> {
  const contentType = register === undefined ? undefined : await registerMediaType(register, format);
  if (register !== undefined && rules === undefined) return { body: await fileBody(register), contentType };
  const { FormData } = await import('undici');
  const form = new FormData();
  if (rules !== undefined) form.append('rules', blobOf(rules, rdfMediaTypeOfFile(rules)));
  if (register !== undefined) form.append('register', blobOf(register, contentType));
  return { body: form };
}

function blobOf(file: string, type = 'text/turtle'): Blob {
  return new Blob([readFileSync(file)], { type });
}

async function workOut(flags: Flags & Record<string, unknown>): Promise<void> {
  const { rules, set, register, load, loadFormat, mapping, crs, asOf, delta, ...others } = flags;
  const { since, format, ...settings } = others;
  const { whatIf } = await import('../../reports/index.js');
  const { createProgress } = await import('../progress.js');
  const config = settingsFor(settings);
  await withEngine(config, async (engine) => {
    const progress = createProgress('Deciding again');
    const found = await whatIf(
      { ...engine, baseUrl: config.baseUrl },
      {
        supposition: {
          ruleSets: await supposedRules(engine, config.baseUrl, { rules, set }),
          register: supposedRegister(engine, { register, load, loadFormat, mapping, crs, asOf, delta }),
        },
        since,
        onProgress: (done, all) => {
          progress.update(done, all, `${String(done)} of ${String(all)} reports`);
        },
      },
    ).finally(() => {
      progress.stop();
    });
    process.stdout.write(await inFormat(found, format, config.baseUrl));
  });
}

async function supposedRules(
  { ruleSets }: Engine,
  baseUrl: string,
  { rules, set }: { readonly rules?: string | undefined; readonly set?: string | undefined },
): Promise<SupposedRuleSet[]> {
  if (rules === undefined || set === undefined) return [];
  const { readTerms } = await import('../../registers/index.js');
  return [await ruleSets.suppose(set, await readTerms([rules], ruleSets.graphOf(set), baseUrl))];
}

function supposedRegister(
  engine: Engine,
  flags: { readonly [K in keyof Flags]?: Flags[K] | undefined },
): SupposedRegister | undefined {
  const { register, load, loadFormat, mapping, crs, asOf, delta } = flags;
  if (register === undefined || load === undefined) return undefined;
  const format = loadFormat === undefined ? undefined : REGISTER_FORMATS[loadFormat];
  const files = load.map((path) => ({ path, format }));
  return engine.supposeRegister({ name: register, files, mapping, crs, asOf, delta });
}

function readSince(text: string): Date {
  const moment = momentOf(text);
  if (moment) return moment;
  throw new InvalidArgumentError('Give a day of the calendar, such as 2026-09-01, or a moment.');
}

async function inFormat(found: WhatIf, format: string, baseUrl: string): Promise<string> {
  const { whatIfLines, whatIfToCsv, whatIfToJson, whatIfToText } = await import('../../reports/index.js');
  if (format === 'table') return whatIfToText(found);
  if (format === 'csv') return whatIfToCsv(found);
  if (format === 'json') return `${JSON.stringify(whatIfToJson(found), undefined, 2)}\n`;
  const { serialise } = await import('../../rdf/serialise.js');
  const mediaType = RDF_FORMATS[format as keyof typeof RDF_FORMATS];
  return serialise(whatIfLines(found, `${baseUrl}/what-if`), { mediaType });
}
