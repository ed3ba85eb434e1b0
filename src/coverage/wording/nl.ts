import type { CellWords, Wording } from './wording.js';

function place({ category, area, asset, ground }: CellWords): string {
  const thing = asset === undefined ? '' : `, ${asset.toLocaleLowerCase('nl')}`;
  const on =
    ground === undefined ? 'op grond die geen register kent' : `op ${ground.toLocaleLowerCase('nl')}`;
  return `${category}${thing}, ${on}${area === undefined ? ', buiten elk gebied' : ` in ${area}`}`;
}

/** Dutch. */
export const nl: Wording = {
  gap: (cell) =>
    `Niemand is verantwoordelijk: ${place(cell)}.` +
    (cell.fallback.length > 0
      ? ` De melding gaat bij gebrek aan een regel naar ${cell.fallback.join(' en ')}.`
      : ''),
  overlap: (cell) =>
    `Verschillende regels van gelijk gewicht wijzen ${cell.responsible.join(' en ')} aan: ${place(cell)}.`,
};
