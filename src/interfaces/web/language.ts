import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { Language, PageWording } from './wording/wording.js';

const LANGUAGES: Readonly<Record<Language, PageWording>> = { nl, en };

/** The texts in the language asked for: `?lang=` first, then Accept-Language, and Dutch where neither says. */
export function wordingFor(headers: IncomingHttpHeaders, query?: URLSearchParams): PageWording {
  const asked = query?.get('lang');
  if (asked === 'nl' || asked === 'en') return { ...LANGUAGES[asked], isChosen: true };
  const language = new Negotiator({ headers }).language(['nl', 'en']);
  return language === 'en' ? en : nl;
}

/** The texts in a language. */
export function wordingIn(language: Language): PageWording {
  return LANGUAGES[language];
}

/**
 * Whether a program asks for Dutch, in the same two ways: programs get English where they do not say, as browsers get
 * Dutch.
 */
export function isDutchAsked(headers: IncomingHttpHeaders, query?: URLSearchParams): boolean {
  const asked = query?.get('lang');
  if (asked === 'nl' || asked === 'en') return asked === 'nl';
  return new Negotiator({ headers }).language(['en', 'nl']) === 'nl';
}
