import type { CellWords, Wording } from './wording.js';

function place({ category, area, asset, ground }: CellWords): string {
  const thing = asset === undefined ? '' : `, ${asset.toLocaleLowerCase('en')}`;
  const on =
    ground === undefined ? 'on ground that no register knows' : `on ${ground.toLocaleLowerCase('en')}`;
  return `${category}${thing}, ${on}${area === undefined ? ', outside every area' : ` in ${area}`}`;
}

/** English. */
export const en: Wording = {
  gap: (cell) =>
    `Nobody is responsible: ${place(cell)}.` +
    (cell.fallback.length > 0
      ? ` For want of a rule the report goes to ${cell.fallback.join(' and ')}.`
      : ''),
  overlap: (cell) => `Rules of equal weight lead to ${cell.responsible.join(' and ')}: ${place(cell)}.`,
};
