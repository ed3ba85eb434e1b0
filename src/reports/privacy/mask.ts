import { findPersonal } from './find-personal.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

/**
 * A text as everyone may read it: personal data in it is replaced by what it is, such as `[e-mailadres]`.
 * @param options.language of the text; Dutch where it is not English
 * @param options.names full names to look for
 * @returns the same text where there is nothing to hide
 */
export async function maskText(
  text: string,
  options: { readonly language?: string | undefined; readonly names?: readonly string[] } = {},
): Promise<string> {
  const found = await findPersonal(text, options.names);
  if (found.length === 0) return text;
  const { masks } = options.language?.startsWith('en') === true ? en : nl;
  let [masked, after] = ['', 0];
  for (const { kind, start, end } of found) {
    masked += `${text.slice(after, start)}[${masks[kind]}]`;
    after = end;
  }
  return masked + text.slice(after);
}
