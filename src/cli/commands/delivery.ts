import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../../config.js';
import type { DeadLetter, ListedChannel } from '../../delivery/index.js';
import { askService, type AskService } from '../ask-service.js';
import { noticesCommand } from './delivery-notices.js';

interface Where {
  readonly url: string;
  readonly keyFile?: string;
  readonly organisation?: string;
}

interface SetFlags extends Where {
  readonly webhook?: string;
  readonly email?: string;
  readonly language: string;
  readonly file?: string;
}

const EXAMPLES =
  '  wegwijzer delivery channels --key-file green.key\n' +
  '  wegwijzer delivery set main --webhook https://green.example.org/hook --key-file green.key\n' +
  '  wegwijzer delivery set mail --email parks@example.org --key-file green.key\n' +
  '  wegwijzer delivery set city --file open311.json --key-file admin.key \\\n' +
  '    --organisation https://example.org/id/organisation/green\n' +
  "  wegwijzer delivery pause main --reason 'Moving house' --key-file green.key\n" +
  '  wegwijzer delivery dead main --key-file green.key\n' +
  '  wegwijzer delivery replay main --since 2026-11-25T08:00:00Z --key-file green.key\n' +
  '  wegwijzer delivery notices dead --key-file admin.key';

/** `wegwijzer delivery channels`, `set`, `remove`, `pause`, `resume`, `dead`, `replay` and `notices` */
export function deliveryCommand(): Command {
  return new Command('delivery')
    .description(
      'How an organisation hears of its reports: its channels, what waits for each, and what was given up. Asks a running ' +
        'service, with a key of the organisation (or one above it), or of an administrator with --organisation.',
    )
    .addHelpText(
      'after',
      `\nExamples:\n${EXAMPLES}\n\n` +
        'A channel that fails is tried again for some two days by itself. What was given up (dead) holds back only what\n' +
        'follows about the same report; replay tries it again. docs/delivery.md says more.',
    )
    .addCommand(channelsCommand())
    .addCommand(setCommand())
    .addCommand(removeCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(deadCommand())
    .addCommand(replayCommand())
    .addCommand(noticesCommand());
}

function channelsCommand(): Command {
  const command = new Command('channels')
    .alias('list')
    .description(
      'List the channels: name, kind, where to, state, how much waits, how much was given up, the oldest.',
    )
    .action(async (where: Where) => {
      const { channels } = await ask(where)<{ channels: ListedChannel[] }>('GET', at(where, '/channels'));
      for (const channel of channels) process.stdout.write(`${lineOf(channel)}\n`);
      if (channels.length === 0)
        process.stderr.write('No channels: what happens is in the inbox (GET /inbox) alone.\n');
    });
  return withWhere(command, '  wegwijzer delivery channels --key-file green.key');
}

function setCommand(): Command {
  const command = new Command('set')
    .description('Set a channel. A secret that the service makes goes to standard output, this once.')
    .argument('<name>', 'what to call it, in a–z, 0–9 and "-"')
    .option('--webhook <address>', 'POST signed JSON-LD to this address')
    .option('--email <address>', 'send mail with a link to answer to this address')
    .option('--language <language>', 'of the mail: nl or en', 'nl')
    .option('--file <file>', 'settings of any kind of channel as JSON, as PUT /channels/{name} takes them')
    .action(async (name: string, flags: SetFlags) => {
      const settings = settingsIn(flags);
      const answer = await ask(flags)<ListedChannel & { secret?: string }>(
        'PUT',
        at(flags, `/channels/${encodeURIComponent(name)}`),
        settings,
      );
      process.stderr.write(`${lineOf(answer)}\n`);
      if (answer.secret !== undefined) process.stdout.write(`${answer.secret}\n`);
    });
  return withWhere(
    command,
    '  wegwijzer delivery set main --webhook https://green.example.org/hook --key-file green.key',
  );
}

function removeCommand(): Command {
  return oneChannel('remove', 'Remove a channel, with all that waits for it.', (command) =>
    command.action(async (name: string, where: Where) => {
      await ask(where)('DELETE', at(where, `/channels/${encodeURIComponent(name)}`));
      process.stderr.write(`Channel ${name} is removed.\n`);
    }),
  );
}

function pauseCommand(): Command {
  return oneChannel('pause', 'Send nothing through a channel for now; what happens is kept.', (command) =>
    command
      .option('--reason <text>', 'why, for who looks at the channel')
      .action((name: string, { reason, ...where }: Where & { reason?: string }) =>
        tell(where, name, 'pause', reason === undefined ? {} : { reason }),
      ),
  );
}

function resumeCommand(): Command {
  return oneChannel('resume', 'Send through a channel again, all that waits at once.', (command) =>
    command.action((name: string, where: Where) => tell(where, name, 'resume')),
  );
}

function deadCommand(): Command {
  return oneChannel(
    'dead',
    'List what was given up: when it happened, attempts, event, report, fault.',
    (command) =>
      command.action(async (name: string, where: Where) => {
        const { dead } = await ask(where)<{ dead: DeadLetter[] }>(
          'GET',
          at(where, `/channels/${encodeURIComponent(name)}/dead`),
        );
        for (const { time, attempts, body, thread, fault = '' } of dead) {
          const { kind } = body as { readonly kind: string };
          process.stdout.write(`${[time, String(attempts), kind, thread, fault].join('\t')}\n`);
        }
        process.stderr.write(`${String(dead.length)} given up.\n`);
      }),
  );
}

function replayCommand(): Command {
  return oneChannel(
    'replay',
    'Try what was given up again; with --since, also send again all since then.',
    (command) =>
      command
        .option(
          '--since <time>',
          'a moment such as 2026-11-25T08:00:00Z; receivers drop repeats by their id',
          moment,
        )
        .action(async (name: string, { since, ...where }: Where & { since?: string }) => {
          const { revived, again } = await ask(where)<{ revived: number; again: number }>(
            'POST',
            at(where, `/channels/${encodeURIComponent(name)}/replay`),
            since === undefined ? {} : { since },
          );
          process.stderr.write(`${String(revived)} of those given up, and ${String(again)} sent before.\n`);
        }),
  );
}

function oneChannel(name: string, about: string, complete: (command: Command) => Command): Command {
  const command = new Command(name).description(about).argument('<name>', 'the channel, as listed');
  return withWhere(complete(command), `  wegwijzer delivery ${name} main --key-file green.key`);
}

function withWhere(command: Command, example: string): Command {
  return command
    .option('--url <address>', 'the running service', 'http://localhost:8080')
    .option('--key-file <file>', 'file with the key')
    .option('--organisation <iri>', 'whose channels; left out, those of the key')
    .addHelpText('after', `\nExample:\n${example}`);
}

async function tell(where: Where, name: string, command: string, body: object = {}): Promise<void> {
  const path = at(where, `/channels/${encodeURIComponent(name)}/${command}`);
  process.stderr.write(`${lineOf(await ask(where)<ListedChannel>('POST', path, body))}\n`);
}

function ask(where: Where): AskService {
  return askService(where, 'the organisation, or of an administrator');
}

function at({ organisation }: Where, path: string): string {
  return organisation === undefined ? path : `${path}?${new URLSearchParams({ organisation }).toString()}`;
}

/** @throws ConfigError */
function settingsIn({ webhook, email, language, file }: SetFlags): object {
  const given = [webhook, email, file].filter((each) => each !== undefined);
  if (given.length !== 1) throw new ConfigError('Give one of --webhook, --email and --file.');
  if (webhook !== undefined) return { kind: 'webhook', url: webhook };
  if (email !== undefined) return { kind: 'email', to: email, language };
  try {
    return JSON.parse(readFileSync(file ?? '', 'utf8')) as object;
  } catch (error) {
    throw new ConfigError(`--file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function lineOf({ name, settings, paused, waiting, dead, oldest = '' }: ListedChannel): string {
  const { kind = '', ...rest } = settings as Record<string, string>;
  const target = rest.url ?? rest.to ?? rest.endpoint ?? rest.inbox ?? rest.target ?? '';
  const state = paused === undefined ? 'in force' : `paused: ${paused.reason}`;
  return [name, kind, target, state, `${String(waiting)} waiting`, `${String(dead)} dead`, oldest]
    .join('\t')
    .trimEnd();
}

function moment(text: string): string {
  if (!Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new InvalidArgumentError('Give a moment such as 2026-11-25T08:00:00Z.');
}
