import { messageOf } from './messages.js';
import type { Cell, CoverageReport } from './model.js';
import { countsOf } from './plain-forms.js';

/** Managers named in one cell of the table. */
const MOST_NAMED = 3;

/** The matrix as plain text: a block for each area and category, then what is wrong, then the sums. */
export function coverageToText(report: CoverageReport): string {
  const { cells, areas, categories, places, day } = report;
  const counts = countsOf(report);
  const found = cells.flatMap((cell) => {
    const message = messageOf(cell);
    return message ? [`${cell.coverage}: ${message.en}\n${details(cell)}`] : [];
  });
  return [
    ...rowsOf(cells),
    ...(found.length > 0 ? ['\n', ...found] : []),
    `\n${String(areas)} areas, ${String(categories)} categories, ${String(places)} places looked at, as of ${day}: ` +
      `${String(counts.covered)} covered, ${String(counts.gap)} gaps, ${String(counts.overlap)} overlaps.\n`,
  ].join('');
}

function rowsOf(cells: readonly Cell[]): string[] {
  let heading = '';
  return cells.flatMap((cell) => {
    const { area, category, assetClass, groundClass, coverage, responsible } = cell;
    const own = `${area?.label.en ?? 'outside every area'}, ${category.label.en}`;
    const what = `${assetClass?.label.en ?? '-'} on ${groundClass?.label.en ?? 'unknown ground'}`;
    const names = responsible.slice(0, MOST_NAMED).map(({ label }) => label.en);
    const more =
      responsible.length > MOST_NAMED ? ` and ${String(responsible.length - MOST_NAMED)} more` : '';
    const who = coverage === 'gap' ? 'NOBODY' : `${names.join(', ')}${more}`;
    const row = `  ${what.padEnd(44)} ${coverage.padEnd(8)} ${who}\n`;
    if (own === heading) return [row];
    heading = own;
    return [`${own}\n`, row];
  });
}

function details({ sample, rules }: Cell): string {
  const place = `  at ${String(sample.point[1])}, ${String(sample.point[0])} (latitude, longitude)`;
  const asset = sample.asset === undefined ? '' : `, <${sample.asset}>`;
  return `${place}${asset}\n${rules.map(({ iri, label }) => `  rule: ${label.en} <${iri}>\n`).join('')}`;
}
