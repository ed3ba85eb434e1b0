import { en } from './en.js';
import { nl } from './nl.js';
import type { FollowWording } from './wording.js';

const TEXTS: Readonly<Record<'nl' | 'en', FollowWording>> = { nl, en };

/** The texts of the reporter's own pages in a language. */
export function followWording(language: 'nl' | 'en'): FollowWording {
  return TEXTS[language];
}
