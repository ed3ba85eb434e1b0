/** What SERVICE clauses a query has. */
export type ServiceClauses = 'none' | 'silent-only' | 'some';

/** What is between tokens, as far as it goes. */
const BETWEEN = /[^#<"'?$:\p{L}\p{N}_.-]*/uy;
const COMMENT = /#[^\n\r]*/y;
/** What the word may stand in without being a keyword: addresses, variables, prefixed names and texts. */
const ADDRESS = /<[^\s<>"{}|^\x60\\]*>/uy;
const VARIABLE = /[?$][\p{L}\p{N}_]+/uy;
const PREFIX = /[\p{L}\p{N}_.-]*/uy;
const LOCAL_NAME = /:[\p{L}\p{N}_.:%-]*/uy;
const WORD = /[\p{L}\p{N}_]+/uy;
/** What a prefix may have in it, and a word may not. */
const STOPS = /[.-]+/y;
/** Texts by the quotes around them, as far as they go without those at their end. */
const TEXTS: readonly (readonly [quotes: string, inside: RegExp])[] = [
  ['"""', /"""(?:[^"\\]|\\.|"(?!""))*/suy],
  ["'''", /'''(?:[^'\\]|\\.|'(?!''))*/suy],
  ['"', /"(?:[^"\\\n\r]|\\.)*/suy],
  ["'", /'(?:[^'\\\n\r]|\\.)*/suy],
];

/** What stands at some place of a query. */
interface Token {
  readonly kind: 'word' | 'other' | 'nothing';
  readonly end: number;
}

/**
 * Tells whether a query asks other endpoints (SPARQL 1.1 Federated Query), by its words alone: most queries do not, and
 * are spared a parser. `silent-only` where a failure of any of them is to be passed over. Takes time in proportion to the
 * length of the query, whatever is in it: it runs where everything else waits for it.
 */
export function serviceClauses(sparql: string): ServiceClauses {
  if (!/service/i.test(sparql)) return 'none';
  let [clauses, silent] = [0, 0];
  let isAfterService = false;
  for (const word of wordsOf(sparql)) {
    if (word === 'SERVICE') clauses += 1;
    if (isAfterService && word === 'SILENT') silent += 1;
    isAfterService = word === 'SERVICE';
  }
  if (clauses === 0) return 'none';
  return silent === clauses ? 'silent-only' : 'some';
}

/** The words of a query in capitals, and `undefined` for each other token; comments are left out. */
function* wordsOf(sparql: string): Generator<string | undefined> {
  const tokenAt = tokeniser(sparql);
  for (let at = skip(BETWEEN, sparql, 0); at < sparql.length;) {
    const { kind, end } = tokenAt(at);
    if (kind === 'word') yield sparql.slice(at, end).toUpperCase();
    else if (kind === 'other') yield undefined;
    at = skip(BETWEEN, sparql, end);
  }
}

/**
 * Reads tokens one after the other. What begins like a text or a prefixed name and turns out to be none is remembered as
 * far as it was read: whatever begins within it ends, or does not end, in the same way, and is not read again.
 */
function tokeniser(sparql: string): (at: number) => Token {
  const unended = new Map<string, number>();
  let withoutColon = 0;
  const textEnd = (at: number): number => {
    for (const [quotes, inside] of TEXTS) {
      if (!sparql.startsWith(quotes, at) || at < (unended.get(quotes) ?? 0)) continue;
      const end = skip(inside, sparql, at);
      if (sparql.startsWith(quotes, end)) return end + quotes.length;
      unended.set(quotes, end);
    }
    return at;
  };
  const nameEnd = (at: number): number => {
    if (at < withoutColon) return at;
    withoutColon = skip(PREFIX, sparql, at);
    return sparql[withoutColon] === ':' ? skip(LOCAL_NAME, sparql, withoutColon) : at;
  };
  const otherEnd = (at: number): number => {
    const first = sparql[at] ?? '';
    if (first === '<') return skip(ADDRESS, sparql, at);
    if (first === '"' || first === "'") return textEnd(at);
    return first === '?' || first === '$' ? skip(VARIABLE, sparql, at) : nameEnd(at);
  };
  return (at) => {
    if (sparql[at] === '#') return { kind: 'nothing', end: skip(COMMENT, sparql, at) };
    const other = otherEnd(at);
    if (other > at) return { kind: 'other', end: other };
    const word = skip(WORD, sparql, at);
    if (word > at) return { kind: 'word', end: word };
    return { kind: 'nothing', end: Math.max(skip(STOPS, sparql, at), at + 1) };
  };
}

/** Where what a pattern finds at a place ends; that place where it finds nothing there. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
