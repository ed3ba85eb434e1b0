import { Command, Option } from 'commander';
import { addSettings, settingsFor } from '../settings.js';
import { changesText, checkText, listText, loadText } from '../rule-set-text.js';
import { checkProgress } from '../progress.js';
import { registerName } from '../register-name.js';
import { ruleSetNameOf } from '../rule-set-name.js';
import { openRuleBook, type RuleBook } from '../rule-book.js';
import type { Opening } from '../with-engine.js';
import { addService, runningService, type ServiceFlags } from '../running-service.js';

interface SetFlags extends Record<string, unknown>, ServiceFlags {
  readonly set?: string;
}

interface DiffFlags extends SetFlags {
  readonly from?: string;
  readonly to?: string;
}

const EXAMPLES = {
  check: '  wegwijzer rules check litter.ttl\n  wegwijzer rules check draft.ttl --set litter',
  load: '  wegwijzer rules load litter.ttl\n  wegwijzer rules load litter.ttl --url http://localhost:8080 --key-file steward.key',
  diff: '  wegwijzer rules diff draft.ttl --set litter\n  wegwijzer rules diff --set litter --from 1.0.0 --to 1.1.0',
  list: '  wegwijzer rules list',
};

/** `wegwijzer rules check`, `load`, `diff` and `list` */
export function rulesCommand(): Command {
  return new Command('rules')
    .description(
      'Check, load, compare and list rule sets. Works on the data directory while the service is stopped, and through a ' +
        'running service with --url and a key. How to write and test them: docs/rules.md.',
    )
    .addHelpText('after', `\nExamples:\n${Object.values(EXAMPLES).join('\n')}`)
    .addCommand(checkCommand())
    .addCommand(loadCommand())
    .addCommand(diffCommand())
    .addCommand(listCommand());
}

function checkCommand(): Command {
  const command = new Command('check')
    .description(
      'Check a rule set as if it were to be loaded: the shapes, contradictions with the rules in force, and each of its ' +
        'examples. Nothing changes. Exit code 1 where it would be refused.',
    )
    .argument('<file>', 'the rule set: Turtle, or another form of RDF')
    .action((file: string, flags: SetFlags) =>
      withBook({ ...flags, set: setOf(flags, file) }, async ({ book, set }) => {
        process.stdout.write(checkText(set, await checkProgress(set, (tell) => book.check(set, file, tell))));
      }),
    );
  return withSet(command, EXAMPLES.check);
}

function loadCommand(): Command {
  const command = new Command('load')
    .description(
      'Check a rule set and put it in force, whole or not at all. The version it takes the place of stays readable.',
    )
    .argument('<file>', 'the rule set: Turtle, or another form of RDF')
    .action((file: string, flags: SetFlags) =>
      withBook(
        { ...flags, set: setOf(flags, file) },
        async ({ book, set }) => {
          const loaded = await checkProgress(set, (tell) => book.load(set, file, tell));
          process.stdout.write(loadText(set, loaded));
        },
        { mayBegin: true },
      ),
    );
  return withSet(command, EXAMPLES.load);
}

function diffCommand(): Command {
  const command = new Command('diff')
    .description(
      'Show which rules a file would add (+), take away (-) or change (~), or how two versions that were loaded differ.',
    )
    .argument('[file]', 'the rule set to compare with the version in force')
    .addOption(new Option('--from <version>', 'the version to start from. Default: the one in force'))
    .addOption(new Option('--to <version>', 'the version to end with, instead of a file'))
    .action((file: string | undefined, { from, to, ...flags }: DiffFlags) => {
      if (file === undefined && (flags.set === undefined || to === undefined))
        command.error('error: give a file, or --set NAME and --to VERSION');
      return withBook({ ...flags, set: setOf(flags, file ?? '') }, async ({ book, set }) => {
        const changes =
          file === undefined
            ? await book.diffVersions(set, from, to ?? '')
            : await book.diffFile(set, from, file);
        process.stdout.write(changes.length === 0 ? 'No rule differs.\n' : changesText(changes));
      });
    });
  return withSet(command, EXAMPLES.diff);
}

function listCommand(): Command {
  const command = new Command('list')
    .description('List every version of every rule set; a star marks those in force.')
    .action((flags: SetFlags) =>
      withBook(flags, async ({ book }) => {
        process.stdout.write(listText(await book.list()));
      }),
    )
    .addHelpText('after', `\nExample:\n${EXAMPLES.list}`);
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

function withSet(command: Command, examples: string): Command {
  command
    .addOption(
      new Option('--set <name>', 'name of the rule set. Default: the name of the file').argParser(
        registerName,
      ),
    )
    .addHelpText('after', `\nExamples:\n${examples}`);
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

/** The name of a set, as given or that of its file; asked before the data directory is opened, as it may be refused. */
function setOf({ set }: SetFlags, file: string): string {
  return set ?? ruleSetNameOf(file);
}

interface Working {
  readonly book: RuleBook;
  /** Name of the set; empty where all are meant. */
  readonly set: string;
}

async function withBook(
  { set = '', url, keyFile, ...settings }: SetFlags,
  action: (working: Working) => Promise<void>,
  opening?: Pick<Opening, 'mayBegin'>,
): Promise<void> {
  const book = await openRuleBook(settingsFor(settings), runningService({ url, keyFile }), opening);
  try {
    await action({ book, set });
  } finally {
    await book.close();
  }
}
