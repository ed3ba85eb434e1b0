import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Engine } from '#wegwijzer/engine.js';
import { serviceClient, type Command } from '#wegwijzer/reports/index.js';

/** Reports that are written in one flush. */
const PORTION = 200;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** What happens to the reports that others are made after, in turn: all stay open. */
const LIVES: readonly (readonly Command[])[] = [
  [],
  [{ name: 'accept' }],
  [{ name: 'accept' }, { name: 'start' }],
  [{ name: 'refuse', reason: 'not-our-asset', text: 'Niet van ons.' }],
  [{ name: 'accept' }, { name: 'question', text: 'Welke precies?' }],
];

interface Scenario {
  readonly category: string;
  readonly lon?: number;
  readonly lat?: number;
  readonly accuracy?: number;
  readonly asset?: string;
}

/**
 * Fills a graph that holds the demo with open reports. Some hundred and fifty are filed and handled as reports are; the
 * others have the same lines under other names. They are in the graph and in the log, but in no outbox.
 */
export async function fillWithReports(
  engine: Engine,
  options: {
    readonly baseUrl: string;
    readonly reports: number;
    readonly onProgress?: (done: number) => void;
  },
): Promise<void> {
  const patterns = await filePatterns(engine, options.baseUrl);
  const agent = `${options.baseUrl}/id/agent/service`;
  for (let done = patterns.length; done < options.reports; done += PORTION) {
    const count = Math.min(PORTION, options.reports - done);
    const insert = Array.from({ length: count }, (_, n) =>
      renamed(patterns[(done + n) % patterns.length] ?? []),
    );
    await engine.store.commit({ agent, reason: 'Made-up reports', insert: insert.flat() });
    options.onProgress?.(done + count);
  }
}

/** Files a report for each scenario of the demo and each life. @returns the lines of each */
async function filePatterns(engine: Engine, baseUrl: string): Promise<(readonly string[])[]> {
  const scenarios = JSON.parse(readFileSync('demo/scenarios.json', 'utf8')) as Scenario[];
  const patterns: (readonly string[])[] = [];
  for (const scenario of scenarios)
    for (const commands of LIVES) {
      const report = await file(engine, baseUrl, scenario);
      for (const command of commands) await give(engine, baseUrl, { report, command });
      patterns.push(engine.store.readGraph(report.replace('/id/', '/doc/')) ?? []);
    }
  return patterns;
}

async function file(
  engine: Engine,
  baseUrl: string,
  { category, lon, lat, accuracy, asset }: Scenario,
): Promise<string> {
  const report = {
    '@context': `${baseUrl}/context/report.jsonld`,
    type: 'Report',
    category,
    description: 'Het is stuk en moet hersteld worden.',
    ...(lon === undefined ? {} : { location: { lon, lat, accuracy } }),
    ...(asset === undefined ? {} : { asset: `${baseUrl}/${asset}` }),
    reporter: { email: 'an@voorbeeld.example' },
  };
  const body = Buffer.from(JSON.stringify(report));
  return (await engine.intake.submit({ body, mediaType: 'application/ld+json' })).location;
}

/** A command that the state does not allow, as where nobody has the report, is left out. */
async function give(
  engine: Engine,
  baseUrl: string,
  { report, command }: { readonly report: string; readonly command: Command },
): Promise<void> {
  const { life } = engine;
  const state = life.read(report)?.state ?? '';
  if (!life.table.allowedIn(state).includes(command.name)) return;
  await life.perform({ report, command, authorise: () => Promise.resolve(serviceClient(baseUrl)) });
}

/** The same lines about another report and other decisions. */
function renamed(lines: readonly string[]): string[] {
  const names = new Map<string, string>();
  const nameFor = (known: string): string => {
    const name = names.get(known) ?? randomUUID();
    names.set(known, name);
    return name;
  };
  return lines.map((line) => line.replace(UUID, nameFor));
}
