import type * as PhoneNumbers from 'libphonenumber-js/max';
import { isBelgianNationalNumber } from './national-number.js';

/** What a piece of personal data in free text is. */
export type PersonalKind = 'email' | 'phone' | 'nationalNumber' | 'name';

/** Personal data in a text, from `start` up to `end`. */
export interface FoundPersonal {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
}

type Numbers = typeof PhoneNumbers;
let numbers: Numbers | undefined;

const EMAIL_LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u;
const EMAIL_DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,63}/u;
/** Words that stand right before a number of someone, without a space: other letters before digits make a code of a thing. */
const LABEL =
  '(?<=(?<![\\p{L}\\d])(?:gsm|tele?f?(?:oon)?(?:nr|nummer)?|phone|mob(?:iel|ile)?|fax|whatsapp|bel|call|nr|nummer|number|rr|rrn|nrn|niss|insz|ssin|bis|rijksregister(?:nr|nummer)?))';
/** After + it is a telephone number, some of which have the check digits of a national one. */
const NATIONAL = new RegExp(
  `(?:${LABEL}|(?<![\\d\\p{L}][.,/-]?|\\+))\\d{2}[. /-]?\\d{2}[. /-]?\\d{2}[. /-]{0,3}\\d{3}[. /-]?\\d{2}(?![\\d\\p{L}])`,
  'giu',
);
/** Where a telephone number may begin: with +, also behind a letter; with 0; or with a part in brackets. */
const PHONE_START = new RegExp(
  `(?:(?<![\\d+])\\+|(?:${LABEL}|(?<![\\d\\p{L}+]|\\d[.,]))(?:0|\\((?=\\+?[\\d ]{1,5}\\))))(?=[\\d\\s(+])`,
  'giu',
);
const PHONE_RUN = /^[\d\s./()+–-]{8,30}/;
const DATE = /^\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)/;
const DECIMAL = /^0[.,]\d{4,}/;
const THING =
  /(?:lamp|lantaarn|licht|paal|mast|pole|column|kast|cabinet|put|boom|tree|halte|perceel|dossier|ref)\p{L}*[\s.:#]*(?:nr|nummer|number|no|n°)?[\s.:#°]*$/iu;
const ENTERPRISE = /(?:\bBE|kbo|btw|vat|kbo-?nummer|ondernemingsnummer|nummer)[\s.:]*$/iu;

/** Whether a text could hold any, at little cost: most texts hold none. */
function mayHold(text: string, names: readonly string[]): boolean {
  return text.includes('@') || /\d(?:[\s./()–-]{0,3}\d){7}/.test(text) || names.length > 0;
}

/**
 * Finds e-mail addresses, Belgian and international telephone numbers, Belgian national register numbers and given names
 * in free text. What only looks like one is left: a telephone number must be one that could be assigned, a national
 * number must have its check digits, and numbers of things (lamps, organisations, places, dates) begin otherwise.
 * @param names full names to look for, such as the reporter's own
 * @returns what was found, in order, without overlap
 */
export async function findPersonal(text: string, names: readonly string[] = []): Promise<FoundPersonal[]> {
  if (!mayHold(text, names)) return [];
  const found: FoundPersonal[] = [];
  /** Which characters are part of something that was found. */
  const taken = new Uint8Array(text.length);
  // What is surest comes first: the digits of a national number may begin like those of a telephone.
  for (const each of [
    ...emails(text),
    ...nationalNumbers(text),
    ...(await phones(text)),
    ...named(text, names),
  ]) {
    if (!taken.subarray(each.start, each.end).includes(1)) {
      taken.fill(1, each.start, each.end);
      found.push(each);
    }
  }
  found.sort((a, b) => a.start - b.start);
  return found;
}

/** Addresses are found from their @, since a text without one must not be searched at each of its letters. */
function* emails(text: string): Generator<FoundPersonal> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = EMAIL_LOCAL.exec(text.slice(Math.max(0, at - 64), at))?.[0];
    const domain = EMAIL_DOMAIN.exec(text.slice(at + 1, at + 256))?.[0];
    if (local !== undefined && domain !== undefined)
      yield { kind: 'email', start: at - local.length, end: at + 1 + domain.length };
  }
}

function* nationalNumbers(text: string): Generator<FoundPersonal> {
  for (const { 0: match, index } of text.matchAll(NATIONAL))
    if (isBelgianNationalNumber(match.replaceAll(/\D/g, '')))
      yield { kind: 'nationalNumber', start: index, end: index + match.length };
}

async function phones(text: string): Promise<FoundPersonal[]> {
  const found: FoundPersonal[] = [];
  let after = 0;
  for (const { index } of text.matchAll(PHONE_START)) {
    const run = index < after ? undefined : PHONE_RUN.exec(text.slice(index))?.[0];
    if (run === undefined || DATE.test(run) || DECIMAL.test(run)) continue;
    numbers ??= await import('libphonenumber-js/max');
    const phone = longestPhone(run, text.slice(index + run.length), numbers);
    if (phone === undefined || isThing(phone, text.slice(Math.max(0, index - 40), index), numbers)) continue;
    after = index + phone.length;
    found.push({ kind: 'phone', start: index, end: after });
  }
  return found;
}

/** The longest beginning of a run of digits and marks that is a number someone could have. */
function longestPhone(
  run: string,
  rest: string,
  { parsePhoneNumberFromString }: Numbers,
): string | undefined {
  const ends = [...run.matchAll(/\d(?!\d)/g)].map(({ index }) => index + 1).reverse();
  return ends
    .filter((end) => end < run.length || !/^[\d\p{L}]/u.test(rest))
    .map((end) => run.slice(0, end))
    .filter(mayBePhone)
    .find((text) => parsePhoneNumberFromString(text, 'BE')?.isValid() === true);
}

/** Not where it begins with one 0 and is longer than Belgian numbers are: to look each up takes long. */
function mayBePhone(text: string): boolean {
  return text.includes('+') || !/^0[1-9]\d{9}/.test(text.replaceAll(/\D/g, ''));
}

/** Digits without marks after "lamp" and the like, and the number of an enterprise after "BE" and the like. */
function isThing(phone: string, before: string, { parsePhoneNumberFromString }: Numbers): boolean {
  const isMobile = parsePhoneNumberFromString(phone, 'BE')?.getType() === 'MOBILE';
  if (/^\d+$/.test(phone) && !isMobile && THING.test(before)) return true;
  const digits = phone.replaceAll(/\D/g, '');
  return digits.length === 10 && ENTERPRISE.test(before) && Number(digits) > 0 && isEnterprise(digits);
}

/** Crossroads Bank for Enterprises: the last two digits are 97 less the remainder of the first eight. */
function isEnterprise(digits: string): boolean {
  return Number(digits.slice(8)) === 97 - (Number(digits.slice(0, 8)) % 97);
}

function* named(text: string, names: readonly string[]): Generator<FoundPersonal> {
  const low = text.toLowerCase();
  for (const name of names) {
    const wanted = name.toLowerCase();
    for (let start = low.indexOf(wanted); start >= 0; start = low.indexOf(wanted, start + 1)) {
      const end = start + wanted.length;
      // Some letters change length in lower case; then the places of both texts are not the same.
      if (low.length === text.length && !isLetter(text[start - 1]) && !isLetter(text[end]))
        yield { kind: 'name', start, end };
    }
  }
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
