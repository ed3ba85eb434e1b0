import { Command, Option } from 'commander';
import type { Follow, FollowStatus } from '../../following/index.js';
import { registerName } from '../register-name.js';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

const SETTINGS = [
  'dataDirectory',
  'baseUrl',
  'port',
  'memoryCeiling',
  'followTargets',
  'unsafeOutgoingToPrivateAddresses',
] as const;

interface FollowFlags extends Record<string, unknown> {
  readonly register: string;
  readonly title?: string;
  readonly once?: boolean;
  readonly again?: boolean;
}

/** `wegwijzer follow` */
export function followCommand(): Command {
  const command = new Command('follow')
    .description(
      'Keep a register in step with an event stream (LDES) of someone else, until told to stop. What was read is kept: ' +
        'the next time it goes on from there. A running service follows by the setting `follows` instead.',
    )
    .argument('<url>', 'address of the stream, or of one of its views')
    .addOption(
      new Option('--register <name>', 'name of the register').argParser(registerName).makeOptionMandatory(),
    )
    .option('--title <text>', 'what the register is called in explanations, where it is new')
    .option('--once', 'end when the register is in step')
    .option('--again', 'forget what was read before, and read all of it')
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer follow https://partner.example/ldes/register/cabinets --register cabinets --once\n' +
        '  wegwijzer serve --follows cabinets=https://partner.example/ldes/register/cabinets',
    )
    .action((url: string, flags: FollowFlags) => follow(url, flags));
  return addSettings(command, SETTINGS);
}

async function follow(url: string, { register, title, once, again, ...flags }: FollowFlags): Promise<void> {
  const { showScan } = await import('../redecide-report.js');
  const { statusText } = await import('../follow-text.js');
  await withEngine(
    settingsFor(flags),
    async (engine) => {
      const { following } = engine;
      const status = (): FollowStatus | undefined => following.list().find(({ name }) => name === register);
      if (again && status()) await following.forget(register);
      const followed = following.follow({ name: register, url, title });
      const stopping = stopSignal();
      let shown: string | undefined;
      do {
        const problem = await outcome(followed, stopping);
        if (problem && once) throw problem;
        const now = status();
        const text = now && statusText(now);
        // A stream that cannot be read is told of once, and again when it can.
        if (text !== shown) process.stdout.write(text ?? '');
        shown = text;
        await showScan(engine);
      } while (!once && (await stopping.wait(Date.parse(followed.status.next ?? '') - Date.now())));
      await followed.stop();
    },
    { mayBegin: true, hint: hintSetting },
  );
}

/** What a round failed with, if it did, as soon as it has come to its end or someone says stop. */
function outcome(followed: Follow, stopping: StopSignal): Promise<Error | undefined> {
  const round = followed.upToDate().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  return Promise.race([round, stopping.said]);
}

/** A service that runs has the data directory, and follows by itself. */
function hintSetting(error: unknown): never {
  if (error instanceof Error && error.name === 'DirectoryInUseError')
    throw new Error(
      `${error.message} A running service follows by its setting: wegwijzer serve --follows NAME=URL.`,
      { cause: error },
    );
  throw error;
}

interface StopSignal {
  /** Resolves when someone says stop. */
  readonly said: Promise<undefined>;
  /** @returns whether to go on */
  wait(milliseconds: number): Promise<boolean>;
}

/** Waits until a time is over or someone says stop. */
function stopSignal(): StopSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    said: new Promise((resolve) => {
      stopping.signal.addEventListener('abort', () => {
        resolve(undefined);
      });
    }),
    wait: (milliseconds) =>
      new Promise((resolve) => {
        if (stopping.signal.aborted) resolve(false);
        const timer = setTimeout(resolve, Math.max(milliseconds || 0, 100), true);
        stopping.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve(false);
        });
      }),
  };
}
