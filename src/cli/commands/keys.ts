import { Command, InvalidArgumentError } from 'commander';
import { ROLES, type ApiKey, type KeyRequest, type Role } from '../../access/index.js';
import { openKeyring, type Keyring } from '../keyring.js';
import { isDay } from '../../rdf/day.js';
import { addSettings, settingsFor } from '../settings.js';
import type { Opening } from '../with-engine.js';

interface KeyFlags extends Record<string, unknown> {
  readonly url?: string;
  readonly keyFile?: string;
}

interface CreateFlags extends KeyFlags {
  readonly name: string;
  readonly role: Role[];
  readonly organisation?: string;
  readonly area?: string[];
  readonly expires?: string;
}

const EXAMPLES = {
  create:
    "  wegwijzer keys create --name 'First administrator' --role administrator\n" +
    "  wegwijzer keys create --name 'Groendienst' --role manager --organisation https://example.org/id/organisation/green \\\n" +
    '    --url http://localhost:8080 --key-file admin.key',
  list: '  wegwijzer keys list\n  wegwijzer keys list --url http://localhost:8080 --key-file admin.key',
  revoke: '  wegwijzer keys revoke 3f9c07b1e2a4',
};

/** `wegwijzer keys create`, `list` and `revoke` */
export function keysCommand(): Command {
  return new Command('keys')
    .description(
      'Make, list and revoke API keys. Works on the data directory while the service is stopped, and through a running ' +
        'service with --url and the key of an administrator.',
    )
    .addHelpText('after', `\nExamples:\n${Object.values(EXAMPLES).join('\n')}`)
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

function createCommand(): Command {
  const command = new Command('create')
    .description('Make a key. It goes to standard output, this once; only its hash is kept.')
    .requiredOption('--name <text>', 'what the key is for')
    .requiredOption('--role <role>', `one of ${ROLES.join(', ')}; may be given several times`, addRole)
    .option('--organisation <iri>', 'the organisation or unit that a manager acts for')
    .option('--area <iri>', 'an area that a dispatcher acts for; may be given several times', addArea)
    .option('--expires <date>', 'the day or time from which it is refused, such as 2027-01-01', day)
    .action(async ({ name, role, organisation, area, expires, ...flags }: CreateFlags) => {
      const request: KeyRequest = {
        name,
        roles: role,
        ...(organisation === undefined ? {} : { organisation }),
        ...(area === undefined ? {} : { areas: area }),
        ...(expires === undefined ? {} : { expires }),
      };
      await withKeyring(
        flags,
        async (keyring) => {
          const { id, key } = await keyring.create(request);
          process.stderr.write(`Key ${id} for ${name}. Keep it safe: it cannot be shown again.\n`);
          process.stdout.write(`${key}\n`);
        },
        { mayBegin: true },
      );
    });
  return withWhere(command, EXAMPLES.create);
}

function listCommand(): Command {
  const command = new Command('list')
    .description('List all keys, without the keys themselves.')
    .action((flags: KeyFlags) =>
      withKeyring(flags, async (keyring) => {
        for (const key of await keyring.list()) process.stdout.write(`${lineOf(key)}\n`);
      }),
    );
  return withWhere(command, EXAMPLES.list);
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('Refuse a key from now on.')
    .argument('<id>', 'the id of the key, as listed')
    .action((id: string, flags: KeyFlags) =>
      withKeyring(flags, async (keyring) => {
        const { name } = await keyring.revoke(id);
        process.stdout.write(`Key ${id} of ${name} is revoked.\n`);
      }),
    );
  return withWhere(command, EXAMPLES.revoke);
}

function withWhere(command: Command, examples: string): Command {
  command
    .option('--url <address>', 'a running service to ask instead of opening the data directory')
    .option('--key-file <file>', 'file with the key of an administrator, for --url')
    .addHelpText('after', `\nExample:\n${examples}`);
  return addSettings(command, ['dataDirectory', 'baseUrl', 'port']);
}

async function withKeyring(
  { url, keyFile, ...settings }: KeyFlags,
  action: (keyring: Keyring) => Promise<void>,
  opening?: Pick<Opening, 'mayBegin'>,
): Promise<void> {
  const keyring = await openKeyring(settingsFor(settings), { url, keyFile }, opening);
  try {
    await action(keyring);
  } finally {
    await keyring.close();
  }
}

function lineOf({ id, name, roles, organisation, areas, created, expires, revoked }: ApiKey): string {
  const state =
    revoked === undefined ? (expires === undefined ? 'in force' : `until ${expires}`) : `revoked ${revoked}`;
  const owner = [organisation, ...(areas ?? [])].filter((iri) => iri !== undefined).join(' ');
  return [id, created.slice(0, 10), state, roles.join(','), name, owner].join('\t').trimEnd();
}

function addRole(text: string, before: Role[] = []): Role[] {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new InvalidArgumentError(`Give one of ${ROLES.join(', ')}.`);
  return [...before, role];
}

function addArea(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function day(text: string): string {
  if (isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
}
