import type { Bilingual } from '../responsibility/index.js';
import type { Cell } from './model.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { CellWords } from './wording/wording.js';

/** What is wrong with a cell, for people; `undefined` where nothing is. */
export function messageOf(cell: Cell): Bilingual | undefined {
  const { coverage } = cell;
  if (coverage === 'covered') return undefined;
  return { nl: nl[coverage](wordsOf(cell, 'nl')), en: en[coverage](wordsOf(cell, 'en')) };
}

function wordsOf(cell: Cell, language: keyof Bilingual): CellWords {
  const { category, area, assetClass, groundClass, responsible, fallback } = cell;
  return {
    category: category.label[language],
    area: area?.label[language],
    asset: assetClass?.label[language],
    ground: groundClass?.label[language],
    responsible: responsible.map(({ label }) => label[language]),
    fallback: fallback.map(({ label }) => label[language]),
  };
}
