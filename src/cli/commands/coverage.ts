import { Command, Option } from 'commander';
import type { CoverageReport } from '../../coverage/index.js';
import { ANSWER_FORMATS, RDF_FORMATS } from '../rdf-formats.js';
import { addService, runningService, type RunningService, type ServiceFlags } from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

const FORMATS = [
  'table',
  'csv',
  'json',
  'geojson',
  ...(Object.keys(RDF_FORMATS) as (keyof typeof RDF_FORMATS)[]),
] as const;
type Format = (typeof FORMATS)[number];

interface Flags extends ServiceFlags {
  readonly area: readonly string[];
  readonly category: readonly string[];
  readonly format: Format;
  readonly only?: string;
  readonly unrecorded?: true;
  readonly strict?: true;
}

/** `wegwijzer coverage` */
export function coverageCommand(): Command {
  const command = new Command('coverage')
    .description(
      'Who is responsible, by category, kind of thing and ground, and area; where nobody is, and where several are.',
    )
    .option('--area <area...>', 'IRI, NIS code or name; may be given several times', [])
    .option('--category <category...>', 'key or IRI, with those below it; may be given several times', [])
    .addOption(new Option('--format <format>', 'form of the answer').choices(FORMATS).default('table'))
    .option('--only <sorts>', 'cells to show: covered, gap, overlap, separated by commas')
    .option('--unrecorded', 'also a place in each area where no register knows the ground')
    .option('--strict', 'exit code 1 where there is a gap or an overlap')
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer coverage --area 44021\n  wegwijzer coverage --category zwerfvuil --only gap --format csv > gaps.csv',
    )
    .action((flags: Flags & Record<string, unknown>) => {
      const { url, keyFile } = flags;
      const service = runningService({ url, keyFile });
      return service ? askService(service, flags) : workOut(flags);
    });
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function askService(service: RunningService, flags: Flags): Promise<void> {
  const { area, category, format, only, unrecorded, strict } = flags;
  const query = { area, category, only, ...(unrecorded ? { unrecorded: 'true' } : {}) };
  const accept = ANSWER_FORMATS[format] ?? 'application/json';
  process.stdout.write(await service.text({ path: '/coverage', query, accept }));
  if (!strict) return;
  const found = { path: '/coverage', query: { ...query, only: 'gap,overlap' } };
  const { cells } = await service.json<{ cells: readonly unknown[] }>(found);
  if (cells.length > 0) process.exitCode = 1;
}

async function workOut(flags: Flags & Record<string, unknown>): Promise<void> {
  const { area, category, format, only, unrecorded, strict, ...others } = flags;
  const coverage = await import('../../coverage/index.js');
  const { createProgress } = await import('../progress.js');
  const settings = settingsFor(others);
  const isShown = coverage.readOnly(only);
  await withEngine(settings, async (engine) => {
    const asked = await coverage.readAsked(engine, { areas: area, categories: category });
    const progress = createProgress('Looking around');
    const report = await coverage.findCoverage(engine, {
      ...asked,
      unrecorded,
      onProgress: (done, all) => {
        progress.update(done, all, `${String(done)} of ${String(all)} things`);
      },
    });
    progress.stop();
    const shown = { ...report, cells: report.cells.filter(isShown) };
    process.stdout.write(await inFormat(shown, format, settings.baseUrl));
    const { gap, overlap } = coverage.countsOf(report);
    if (strict && gap + overlap > 0) process.exitCode = 1;
  });
}

async function inFormat(report: CoverageReport, format: Format, baseUrl: string): Promise<string> {
  const { coverageLines, coverageToCsv, coverageToGeoJson, coverageToJson, coverageToText } =
    await import('../../coverage/index.js');
  const json = (content: object): string => `${JSON.stringify(content, undefined, 2)}\n`;
  if (format === 'table') return coverageToText(report);
  if (format === 'csv') return coverageToCsv(report);
  if (format === 'json') return json(coverageToJson(report));
  if (format === 'geojson') return json(coverageToGeoJson(report));
  const { serialise } = await import('../../rdf/serialise.js');
  const lines = coverageLines(report, { iri: `${baseUrl}/coverage`, dataset: `${baseUrl}/void#dataset` });
  return serialise(lines, { mediaType: RDF_FORMATS[format] });
}
