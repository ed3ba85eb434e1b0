import { Command, Option } from 'commander';
import type { CoverageReport } from '../../coverage/index.js';
import { RDF_FORMATS } from '../rdf-formats.js';
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

interface Flags {
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
      '\nThe service must not be running on the same data directory; with it, use GET /coverage.' +
        '\n\nExamples:\n  wegwijzer coverage --area 44021\n  wegwijzer coverage --category zwerfvuil --only gap --format csv > gaps.csv',
    )
    .action(
      async ({
        area,
        category,
        format,
        only,
        unrecorded,
        strict,
        ...flags
      }: Flags & Record<string, unknown>) => {
        const coverage = await import('../../coverage/index.js');
        const { createProgress } = await import('../progress.js');
        const settings = settingsFor(flags);
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
      },
    );
  return addSettings(command, ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

async function inFormat(report: CoverageReport, format: Format, baseUrl: string): Promise<string> {
  const { coverageLines, coverageToCsv, coverageToGeoJson, coverageToJson } =
    await import('../../coverage/index.js');
  const json = (content: object): string => `${JSON.stringify(content, undefined, 2)}\n`;
  if (format === 'table') return (await import('../coverage-text.js')).coverageText(report);
  if (format === 'csv') return coverageToCsv(report);
  if (format === 'json') return json(coverageToJson(report));
  if (format === 'geojson') return json(coverageToGeoJson(report));
  const { serialise } = await import('../../rdf/serialise.js');
  const lines = coverageLines(report, { iri: `${baseUrl}/coverage`, dataset: `${baseUrl}/void#dataset` });
  return serialise(lines, { mediaType: RDF_FORMATS[format] });
}
