import { en } from './en.js';
import { nl } from './nl.js';
import type { FormWording } from './wording.js';

const TEXTS: Readonly<Record<'nl' | 'en', FormWording>> = { nl, en };

/** The texts of the form to report in a language. */
export function formWording(language: 'nl' | 'en'): FormWording {
  return TEXTS[language];
}
