import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { attachmentSettings } from './config-attachments.js';
import { catalogueSettings } from './config-catalogue.js';
import { accessFaults, accessSettings } from './config-access.js';
import { dataspaceSettings } from './config-dataspace.js';
import { deliverySettings } from './config-delivery.js';
import { followFaults, followingSettings } from './config-following.js';
import { querySettings } from './config-queries.js';
import { isServiceLink } from './config-service-links.js';
import { about, howMany, origins, size, webAddress, wholeNumber, yesOrNo } from './config-values.js';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** The settings file that is read from the working directory where it exists. */
export const CONFIG_FILE = 'wegwijzer.config.json';
const PREFIX = 'WEGWIJZER_';
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const LEVELS_TEXT = `one of ${LOG_LEVELS.join(', ')}`;

/** Every setting: what it takes, its default and what it is for. The documentation's table is made from this. */
const schema = z.strictObject({
  port: wholeNumber('a whole number from 0 to 65535', 0, 65_535)
    .default(8080)
    .meta(about('Port to listen on; 0 takes a free one.', '8080')),
  host: z
    .string({ error: 'a host name or address' })
    .min(1, 'a host name or address')
    .default('127.0.0.1')
    .meta(about('Address to listen on; 0.0.0.0 for every network.', '127.0.0.1')),
  baseUrl: webAddress('an http or https address without query, such as https://wegwijzer.example.org')
    .optional()
    .meta(about('Public address; every IRI the service mints begins with it.', 'http://localhost:{port}')),
  dataDirectory: z
    .string({ error: 'a path' })
    .min(1, 'a path')
    .default('./data')
    .meta(about('Directory of the journal; made where there is none.', './data')),
  demo: yesOrNo('true or false')
    .default(true)
    .meta(about('Load the demo graph where the data directory is empty.', 'true')),
  readers: wholeNumber('a whole number from 1 to 64', 1, 64)
    .default(1)
    .meta(about('Workers that answer foreign queries, each with its own copy of the public graphs.', '1')),
  spare: howMany('true, false, or a whole number from 0 to 16', 16)
    .default(1)
    .meta(about('Keep a warm worker to step in for one that ends, or so many.', 'true')),
  memoryCeiling: size('a size from 64 MiB to 4 GiB, such as "2 GiB"', 64 * MIB, 4 * GIB)
    .default(4 * GIB)
    .meta(about('Most memory that one graph worker may take.', '4 GiB')),
  bodyLimit: size('a size from 1 KiB to 1 GiB, such as "1 MiB"', 1024, GIB)
    .default(MIB)
    .meta(about('Largest request body.', '1 MiB')),
  ...attachmentSettings,
  registerLimit: size('a size from 1 KiB to 64 GiB, such as "4 GiB"', 1024, 64 * GIB)
    .default(4 * GIB)
    .meta(
      about(
        'Largest register that is sent over HTTP; of JSON-LD, which is read whole, 16 MiB at most.',
        '4 GiB',
      ),
    ),
  registerMaxAgeDays: wholeNumber('a whole number of days from 1 to 36500', 1, 36_500)
    .default(365)
    .meta(about('Days after which a register counts as stale; explanations say so.', '365')),
  mappingsDirectory: z
    .string({ error: 'a path' })
    .min(1, 'a path')
    .default('./mappings')
    .meta(about('Directory of the mappings that registers sent over HTTP may name.', './mappings')),
  ...querySettings,
  idempotencyHours: wholeNumber('a whole number of hours from 1 to 8760', 1, 8760)
    .default(24)
    .meta(about('Hours for which the answer to an Idempotency-Key is kept.', '24')),
  mostRefusals: wholeNumber('a whole number from 1 to 20', 1, 20)
    .default(2)
    .meta(about('Refusals of a report after which a dispatcher gets it.', '2')),
  archiveAfterDays: wholeNumber('a whole number of days from 0 to 36500', 0, 36_500)
    .default(730)
    .meta(
      about(
        'Days after its last step for which a closed report is queried; then it is read by its IRI alone. 0 for ever.',
        '730',
      ),
    ),
  logLevel: z
    .enum(LOG_LEVELS, { error: LEVELS_TEXT })
    .default('info')
    .meta(about(`How much to log: ${LEVELS_TEXT}.`, 'info')),
  corsOrigins: origins('* or origins such as https://app.example.org, separated by commas')
    .default('*')
    .meta(about('Origins whose pages may call the service.', '*')),
  licence: z
    .string({ error: 'an http or https address' })
    .regex(/^https?:\/\/[^\s<>"{}|\\^`]+$/, 'an http or https address')
    .optional()
    .meta(about('Address of the licence under which the public graphs may be used.', 'none')),
  ...catalogueSettings,
  ...accessSettings,
  ...dataspaceSettings,
  ...deliverySettings,
  ...followingSettings,
});

/** The settings of a service, checked and complete: sizes in bytes, times in milliseconds. */
export type Config = Omit<z.output<typeof schema>, 'baseUrl'> & {
  /** Public address, without slash at the end. */
  readonly baseUrl: string;
};

/** Where a setting may come from and what it is for. */
export interface Setting {
  /** Its name in the settings file. */
  readonly name: string;
  readonly environment: string;
  readonly flag: string;
  readonly byDefault: string;
  readonly about: string;
}

/** All settings, in the order of the documentation. */
export const settings: readonly Setting[] = Object.entries(schema.shape).map(([name, type]) => {
  const words = name.replace(/[A-Z]/g, (capital) => `_${capital}`).toLowerCase();
  const { about: text, byDefault } = type.meta() as { about: string; byDefault: string };
  return {
    name,
    environment: PREFIX + words.toUpperCase(),
    flag: `--${words.replaceAll('_', '-')}`,
    byDefault,
    about: text,
  };
});

/** Settings that cannot be used; the message lists each with how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Where `readConfig` looks, each overruling the one before it. */
export interface ConfigSources {
  /** Path of the settings file; by default the one in the working directory, where there is one. */
  readonly file?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Values of command-line flags by name of setting. */
  readonly flags?: Readonly<Record<string, unknown>> | undefined;
}

/** A value that was given for a setting, and where. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly from: string;
}

/**
 * Reads and checks the settings: defaults, then the file, then the environment, then the flags.
 * @throws ConfigError naming every wrong setting, where it came from and what it takes
 */
export function readConfig(sources: ConfigSources = {}): Config {
  const { environment = {}, flags = {} } = sources;
  const path = sources.file ?? environment[`${PREFIX}CONFIG`];
  const given: Given[] = [];
  for (const [name, value] of Object.entries(readConfigFile(path)))
    given.push({ name, value, from: path ?? CONFIG_FILE });
  const faults: string[] = [];
  for (const [from, value] of ourVariables(environment)) {
    const setting = settings.find((one) => one.environment === from);
    if (setting) given.push({ name: setting.name, value, from });
    else faults.push(`${from}: there is no such setting; remove it or correct its name.`);
  }
  for (const { name, flag } of settings)
    if (flags[name] !== undefined) given.push({ name, value: flags[name], from: flag });
  return check(new Map(given.map((one) => [one.name, one])), faults);
}

/** The variables that are to be settings, with their values. */
function ourVariables(environment: NonNullable<ConfigSources['environment']>): [string, string][] {
  return Object.entries(environment).flatMap(([name, value]): [string, string][] => {
    const isOurs = name.startsWith(PREFIX) && name !== `${PREFIX}CONFIG`;
    return isOurs && value !== undefined && !isServiceLink(name, value) ? [[name, value]] : [];
  });
}

function check(given: ReadonlyMap<string, Given>, faults: string[]): Config {
  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])));
  for (const issue of parsed.error?.issues ?? []) faults.push(...describeIssue(issue, given));
  if (parsed.data?.port === 0 && parsed.data.baseUrl === undefined)
    faults.push('baseUrl: give one when the port is 0, since the address is not known beforehand.');
  if (parsed.data) faults.push(...accessFaults(parsed.data), ...followFaults(parsed.data));
  if (parsed.data === undefined || faults.length > 0)
    throw new ConfigError(`The settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const { baseUrl, ...rest } = parsed.data;
  return { ...rest, baseUrl: baseUrl ?? `http://localhost:${String(rest.port)}` };
}

function describeIssue(issue: z.core.$ZodIssue, given: ReadonlyMap<string, Given>): string[] {
  const from = (name: string): string => given.get(name)?.from ?? 'the defaults';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${key}: there is no such setting (in ${from(key)}).`);
  const name = String(issue.path[0]);
  const isSecret = isSetting(name) && schema.shape[name].meta()?.isSecret === true;
  const value = isSecret ? 'what was given' : masked(given.get(name)?.value);
  return [`${name}: ${value} does not do; give ${issue.message} (in ${from(name)}).`];
}

function readConfigFile(path: string | undefined): object {
  if (path === undefined && !existsSync(CONFIG_FILE)) return {};
  const file = path ?? CONFIG_FILE;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${file} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new ConfigError(`${file} must hold one JSON object with settings.`);
}

/** The settings as lines of `name = value`, without secrets, for people. */
export function describeConfig(config: Config): string {
  const shown = settings.map(({ name }) => [name, withoutSecrets(config[name as keyof Config])] as const);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)} = ${value}`).join('\n');
}

function withoutSecrets(value: Config[keyof Config]): string {
  if (value === undefined) return 'none';
  if (typeof value !== 'string') return masked(value);
  return withoutUser(value);
}

function isSetting(name: string): name is keyof typeof schema.shape {
  return Object.hasOwn(schema.shape, name);
}

/** A value as JSON, without the users and passwords of the addresses in it. */
function masked(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? withoutUser(part) : part));
}

/**
 * Leaves out all up to the last @ after the slashes: a password that is not encoded as it should be may have @, / and : in
 * it, and rather too much is hidden than a part of it shown.
 */
function withoutUser(text: string): string {
  return text.replace(/\/\/.*@/s, '//***@');
}

/** The settings as a Markdown table, for the documentation. */
export function settingsTable(): string {
  const rows = settings.map(
    ({ name, environment, flag, byDefault, about: text }) =>
      `| \`${name}\` | \`${environment}\` | \`${flag}\` | \`${byDefault}\` | ${text} |`,
  );
  return ['| setting | environment | flag | default | what it does |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}
