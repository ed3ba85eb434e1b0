import type { Bilingual } from './model.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { CatalogueWording } from './wording/wording.js';

/** A text of the catalogue in both languages. */
export function inBoth(text: (wording: CatalogueWording) => string): Bilingual {
  return { nl: text(nl), en: text(en) };
}

/** The IRI of the catalogue, or of something in it that has no IRI of its own. */
export function catalogueIri(baseUrl: string, part = ''): string {
  return `${baseUrl}/catalog${part === '' ? '' : `#${part}`}`;
}

/** The keywords of a kind of dataset in both languages. */
export function keywords(dataset: keyof CatalogueWording['keywords']): Bilingual[] {
  return nl.keywords[dataset].map((word, index) => ({ nl: word, en: en.keywords[dataset][index] ?? word }));
}
