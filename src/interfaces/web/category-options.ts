import { html, type Html } from './html.js';
import type { Language } from './wording/wording.js';

/** A category to choose in a form. */
export interface CategoryChoice {
  readonly id: string;
  readonly notation: string;
  readonly label: Readonly<Record<Language, string>>;
  readonly broader?: string;
}

/**
 * Top concepts as groups, so that a list of forty stays easy to read.
 * @param options.chosen key or IRI of the one that is chosen
 * @param options.tops whether a top concept with others below it may be chosen as well
 */
export function categoryOptions(
  categories: readonly CategoryChoice[],
  language: Language,
  options: { readonly chosen: string; readonly tops?: boolean },
): Html[] {
  return categories
    .filter(({ broader }) => broader === undefined)
    .map((top) => {
      const below = categories.filter(({ broader }) => broader === top.id);
      const choices = below.length === 0 || options.tops === true ? [top, ...below] : below;
      return html`<optgroup label="${top.label[language]}">
        ${choices.map(
          ({ id, notation, label }) =>
            html`<option value="${notation}" ${[id, notation].includes(options.chosen) ? 'selected' : ''}>
              ${label[language]}
            </option>`,
        )}
      </optgroup>`;
    });
}
