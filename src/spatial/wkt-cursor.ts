import type { Crs } from './crs.js';
import { GeometryError } from './geometry-error.js';
import type { ExpectedPart } from './wording/wording.js';

/** A place in a text, and what its coordinates mean. */
export interface Cursor {
  readonly text: string;
  readonly crs: Crs;
  at: number;
  /** How many numbers make a coordinate, where `Z`, `M` or `ZM` said so. */
  numbers?: 3 | 4;
}

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NOT_FINITE = /[+-]?(?:nan|inf(?:inity)?)\b/iy;
const EXCERPT = 24;
const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE] = [9, 10, 13, 32];

/** Passes over white space. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== SPACE && code !== TAB && code !== LINE_FEED && code !== CARRIAGE_RETURN) return;
    cursor.at++;
  }
}

/** Takes the character if it is next, white space aside, and says whether it was. */
export function take(cursor: Cursor, character: '(' | ')' | ','): boolean {
  skipSpace(cursor);
  if (cursor.text.charCodeAt(cursor.at) !== character.charCodeAt(0)) return false;
  cursor.at++;
  return true;
}

/** Takes the next word, in capitals; empty when there is none. */
export function takeWord(cursor: Cursor): string {
  skipSpace(cursor);
  const start = cursor.at;
  while (isLetter(cursor.text.charCodeAt(cursor.at))) cursor.at++;
  return cursor.text.slice(start, cursor.at).toUpperCase();
}

/** `( item, item … )`. Throws a `GeometryError`: `empty` for `EMPTY` and `()`, `syntax` for what is malformed. */
export function takeList<Item>(cursor: Cursor, takeItem: (cursor: Cursor) => Item): Item[] {
  if (!take(cursor, '(')) throw expected(cursor, 'opening bracket');
  if (take(cursor, ')')) throw empty();
  const items = [takeItem(cursor)];
  while (take(cursor, ',')) items.push(takeItem(cursor));
  if (!take(cursor, ')')) throw expected(cursor, 'comma or closing bracket');
  return items;
}

/**
 * One coordinate, as longitude and latitude; Z and M are dropped.
 * Throws a `GeometryError`: `range` for what is outside the reference system, `syntax` for too few or many numbers.
 */
export function takePosition(cursor: Cursor): [lon: number, lat: number] {
  const first = takeNumber(cursor);
  const second = takeNumber(cursor);
  let count = 2;
  while (!endsPosition(cursor)) {
    takeNumber(cursor);
    count++;
  }
  if (cursor.numbers ? count !== cursor.numbers : count > 4) {
    const wanted = String(cursor.numbers ?? '2–4');
    const position = cursor.at + 1;
    throw new GeometryError('syntax', (wording) => wording.numbersInCoordinate(wanted, count, position));
  }
  return cursor.crs.toLonLat(first, second);
}

/** The error for text that is not what should be there: it shows what is found, and where. */
export function expected(cursor: Cursor, part: ExpectedPart): GeometryError {
  skipSpace(cursor);
  if (/^empty\b/i.test(cursor.text.slice(cursor.at, cursor.at + EXCERPT))) return empty();
  const rest = cursor.text.slice(cursor.at, cursor.at + EXCERPT);
  const found = rest === '' ? undefined : JSON.stringify(rest);
  const position = cursor.at + 1;
  return new GeometryError('syntax', (wording) => wording.expected(part, position, found));
}

function takeNumber(cursor: Cursor): number {
  skipSpace(cursor);
  NUMBER.lastIndex = cursor.at;
  if (!NUMBER.test(cursor.text)) {
    NOT_FINITE.lastIndex = cursor.at;
    if (NOT_FINITE.test(cursor.text)) throw notFinite(cursor);
    throw expected(cursor, 'number');
  }
  const end = NUMBER.lastIndex;
  const value = Number(cursor.text.slice(cursor.at, end));
  if (!Number.isFinite(value)) throw notFinite(cursor);
  cursor.at = end;
  if (!isSeparator(cursor.text.charCodeAt(end))) throw expected(cursor, 'after number');
  return value;
}

function endsPosition(cursor: Cursor): boolean {
  skipSpace(cursor);
  const character = cursor.text[cursor.at];
  return character === ',' || character === ')' || character === undefined;
}

function isSeparator(code: number): boolean {
  // Space and below, comma and closing bracket; NaN is the end of the text.
  return code <= SPACE || code === 44 || code === 41 || Number.isNaN(code);
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function notFinite(cursor: Cursor): GeometryError {
  const position = cursor.at + 1;
  return new GeometryError('range', (wording) => wording.notFinite(position));
}

function empty(): GeometryError {
  return new GeometryError('empty', (wording) => wording.empty());
}
