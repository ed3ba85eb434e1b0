import { Command, InvalidArgumentError } from 'commander';
import type { WhatIf } from '../../reports/index.js';
import { addSettings, settingsFor } from '../settings.js';

interface Flags {
  readonly rules: string;
  readonly set: string;
  readonly since: Date;
  readonly json?: true;
}

/** `wegwijzer what-if` */
export function whatIfCommand(): Command {
  const command = new Command('what-if')
    .description('Decide past reports again under other rules and list what would change; nothing is stored.')
    .requiredOption('--rules <file>', 'the rule set to suppose, as Turtle')
    .requiredOption('--set <name>', 'name of the set that it takes the place of, or that it would have')
    .requiredOption('--since <date>', 'reports decided on this day or later, as 2026-09-01', readDate)
    .option('--json', 'as JSON instead of a table')
    .addHelpText(
      'after',
      '\nThe service must be stopped.\n\nExample:\n  wegwijzer what-if --rules next.ttl --set agreements --since 2026-01-01',
    )
    .action(async (flags: Flags & Record<string, unknown>) => {
      const { startEngine } = await import('../../engine.js');
      const { readTerms } = await import('../../registers/index.js');
      const { whatIf } = await import('../../reports/index.js');
      const { baseUrl, dataDirectory } = settingsFor(flags);
      const engine = await startEngine({ baseUrl, directory: dataDirectory, readers: 0, spare: false });
      try {
        const graph = `${baseUrl}/id/rules/${flags.set}`;
        const lines = await readTerms([flags.rules], graph, baseUrl);
        const answer = await whatIf(
          { ...engine, baseUrl },
          { ruleSets: [{ graph, lines }], since: flags.since },
        );
        process.stdout.write(
          flags.json ? `${JSON.stringify(rowsOf(answer), undefined, 2)}\n` : table(answer),
        );
      } finally {
        await engine.close();
      }
    });
  return addSettings(command, ['dataDirectory', 'baseUrl', 'port']);
}

function readDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('Give a day, such as 2026-09-01.');
  return date;
}

function rowsOf({ changes }: WhatIf): object[] {
  return changes.map(({ report, before, after }) => ({
    report,
    before: before?.iri ?? null,
    after: after.responsible?.iri ?? null,
    outcome: after.outcome,
    rule: after.rule?.iri ?? null,
    why: after.sentence,
  }));
}

function table({ reports, changes }: WhatIf): string {
  const rows = changes.map(
    ({ report, before, after }) =>
      `${report}\n  ${before?.label.en ?? 'nobody yet'} → ${after.responsible?.label.en ?? after.outcome}\n  ${after.sentence.en}\n`,
  );
  return `${rows.join('')}${String(changes.length)} of ${String(reports)} reports would go to someone else.\n`;
}
