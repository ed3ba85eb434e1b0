import { Command } from 'commander';
import type { Engine } from '../../engine.js';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

type Flags = Record<string, unknown>;

const EXAMPLES =
  '  wegwijzer privacy expire --dry-run\n' +
  '  wegwijzer privacy export 0b0e6a4c-6d0f-4b0e-9f59-0d6b4a0b7a55 > mine.jsonld\n' +
  '  wegwijzer privacy erase 0b0e6a4c-6d0f-4b0e-9f59-0d6b4a0b7a55';

/** `wegwijzer privacy expire`, `erase`, `export` and `readers` */
export function privacyCommand(): Command {
  return new Command('privacy')
    .description(
      'Erase, export and expire the data of those who report something. The service must be stopped; it expires data ' +
        'itself once an hour, and takes DELETE and GET /doc/report/{id}/personal.',
    )
    .addHelpText('after', `\nExamples:\n${EXAMPLES}`)
    .addCommand(expireCommand())
    .addCommand(eraseCommand())
    .addCommand(exportCommand())
    .addCommand(readersCommand());
}

function expireCommand(): Command {
  const command = new Command('expire')
    .description('Erase the data that was kept as long as it may be, and tell of each report why.')
    .option('--dry-run', 'only tell what would be erased')
    .action(({ dryRun, ...flags }: Flags & { dryRun?: boolean }) =>
      withDirectory(flags, async ({ expiry }) => {
        const due: string[] = [];
        for await (const { report, ground, days, since } of expiry.due())
          due.push(`${report}\t${ground}\t${String(days)} days\tsince ${since}\n`);
        // Erased before it is told: whoever reads may stop reading, which ends the program.
        const count = dryRun === true ? due.length : await expiry.expire();
        // Why not all could be was told as it happened.
        if (count < due.length) process.exitCode = 1;
        process.stderr.write(`${String(count)} ${dryRun === true ? 'would be erased' : 'erased'}.\n`);
        process.stdout.write(due.join(''));
      }),
    );
  return withSettings(command);
}

function eraseCommand(): Command {
  const command = new Command('erase')
    .description('Erase who reported something. The report stays; its reporter can no longer follow it.')
    .argument('<report>', 'IRI of the report, or its UUID')
    .action((report: string, flags: Flags) =>
      withDirectory(flags, async (engine) => {
        const { baseUrl } = settingsFor(flags);
        const about = { client: commandLine(baseUrl), ground: 'administrator' } as const;
        const { time } = await engine.erase(iriOf(report, baseUrl), about);
        process.stdout.write(`Erased at ${time}.\n`);
      }),
    );
  return withSettings(command);
}

function exportCommand(): Command {
  const command = new Command('export')
    .description(
      'Write what is known of who reported something, with the report, as JSON-LD; the look is kept.',
    )
    .argument('<report>', 'IRI of the report, or its UUID')
    .action((report: string, flags: Flags) =>
      withDirectory(flags, async (engine) => {
        const { baseUrl } = settingsFor(flags);
        process.stdout.write(`${await exported(engine, iriOf(report, baseUrl), baseUrl)}\n`);
      }),
    );
  return withSettings(command);
}

function readersCommand(): Command {
  const command = new Command('readers')
    .description('Tell who looked at the data of a report: time, client, organisation.')
    .argument('<report>', 'IRI of the report, or its UUID')
    .action((report: string, flags: Flags) =>
      withDirectory(flags, async ({ store }) => {
        const { readersOf, reportId } = await import('../../reports/index.js');
        for (const { time, client, by } of readersOf(store, reportId(report)))
          process.stdout.write(`${time}\t${client}\t${by}\n`);
      }),
    );
  return withSettings(command);
}

/** Opens the data directory; beside a running service it says which requests do the same. */
function withDirectory(flags: Flags, action: (engine: Engine) => Promise<void>): Promise<void> {
  const config = settingsFor(flags);
  return withEngine(config, action, {
    hint: (error) => {
      if (!(error instanceof Error && error.name === 'DirectoryInUseError')) throw error;
      const personal = `${config.baseUrl}/doc/report/{id}/personal`;
      throw new Error(
        `${error.message} A running service erases what is over itself, once an hour; to erase the data of one report, ask ` +
          `it DELETE ${personal} with the key of an administrator, and GET for what is known.`,
        { cause: error },
      );
    },
  });
}

async function exported(engine: Engine, report: string, baseUrl: string): Promise<string> {
  const { exportPersonal, readRecordOf, reportId } = await import('../../reports/index.js');
  const { serialise } = await import('../../rdf/serialise.js');
  const lines = await exportPersonal({ ...engine, baseUrl }, report, { withReport: true });
  if (!lines) throw new Error(`There is no report <${report}>.`);
  const client = { ...commandLine(baseUrl), name: 'command line', anonymous: false, roles: new Set<never>() };
  const about = { client, requestId: 'command-line', time: new Date(), baseUrl };
  const record = readRecordOf(reportId(report), about);
  await engine.store.commit({ agent: client.id, reason: 'Personal data read', keep: [record] });
  return serialise(lines, { mediaType: 'application/ld+json' });
}

function commandLine(baseUrl: string): { readonly id: string } {
  return { id: `${baseUrl}/id/agent/command-line` };
}

function iriOf(report: string, baseUrl: string): string {
  return report.includes(':') ? report : `${baseUrl}/id/report/${report}`;
}

function withSettings(command: Command): Command {
  return addSettings(command, ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}
