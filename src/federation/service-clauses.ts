/** What SERVICE clauses a query has. */
export type ServiceClauses = 'none' | 'silent-only' | 'some';

/** What the word may stand in without being a keyword: addresses, texts, variables and prefixed names. */
const SKIPPED = [
  String.raw`<[^\s<>"{}|^\x60\\]*>`,
  String.raw`"""(?:[^"\\]|\\.|"(?!""))*"""`,
  String.raw`'''(?:[^'\\]|\\.|'(?!''))*'''`,
  String.raw`"(?:[^"\\\n\r]|\\.)*"`,
  String.raw`'(?:[^'\\\n\r]|\\.)*'`,
  String.raw`[?$][\p{L}\p{N}_]+`,
  String.raw`[\p{L}\p{N}_.-]*:[\p{L}\p{N}_.:%-]*`,
];
const TOKEN = new RegExp(
  String.raw`(?<comment>#[^\n\r]*)|${SKIPPED.join('|')}|(?<word>[\p{L}\p{N}_]+)`,
  'gsu',
);

/**
 * Tells whether a query asks other endpoints (SPARQL 1.1 Federated Query), by its words alone: most queries do not, and
 * are spared a parser. `silent-only` where a failure of any of them is to be passed over.
 */
export function serviceClauses(sparql: string): ServiceClauses {
  if (!/service/i.test(sparql)) return 'none';
  const tokens = [...sparql.matchAll(TOKEN)].filter(({ groups }) => groups?.comment === undefined);
  const words = tokens.map(({ groups }) => groups?.word?.toUpperCase());
  const at = words.flatMap((word, index) => (word === 'SERVICE' ? [index] : []));
  if (at.length === 0) return 'none';
  return at.every((index) => words[index + 1] === 'SILENT') ? 'silent-only' : 'some';
}
