import type { Quad, Term } from '@rdfjs/types';

/**
 * Quads at rest are strings: one canonical N-Quads line each (RDF 1.1 N-Quads, section 3), without line break.
 * Strings cross into worker threads and WebAssembly without cost, and two equal quads are equal strings.
 */
export type Line = string;

/** The four terms of a line, each in N-Quads notation. */
export interface LineTerms {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  readonly graph: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
// eslint-disable-next-line no-control-regex -- control characters are exactly what must be escaped
const TO_ESCAPE = /["\\\u0000-\u001f\u007f]/g;
const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';
/** Characters beyond ASCII that stand for themselves in an IRI (RFC 3987, section 2.2, `ucschar`). */
const BEYOND_ASCII =
  '\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF' +
  Array.from({ length: 14 }, (_, plane) => {
    const hex = (plane + 1).toString(16);
    return `\\u{${hex}${plane === 13 ? '1' : '0'}000}-\\u{${hex}FFFD}`;
  }).join('');
/** Characters for private use, in queries alone (`iprivate`). */
const PRIVATE = '\\uE000-\\uF8FF\\u{F0000}-\\u{FFFFD}\\u{100000}-\\u{10FFFD}';
/** `iunreserved` and `sub-delims`; percent signs only as escapes. */
const anyOf = (more: string): string =>
  `(?:[A-Za-z0-9._~!$&'()*+,;=${BEYOND_ASCII}${more}\\-]|%[0-9A-Fa-f]{2})*`;
const AUTHORITY = `(?:${anyOf(':')}@)?${anyOf('')}(?::[0-9]*)?`;
/**
 * An absolute IRI by RFC 3987, section 2.2, so that every consumer of ours reads it the same way: the engine's SPARQL
 * parser refuses any other one. Without an IPv6 host, whose brackets few take.
 */
const SAFE_IRI = new RegExp(
  `^[A-Za-z][A-Za-z0-9+.\\-]*:(?://${AUTHORITY}(?=[/?#]|$)|(?!//))${anyOf('/:@')}(?:\\?${anyOf(`/:@?${PRIVATE}`)})?(?:#${anyOf('/:@?')})?$`,
  'u',
);
/** A language tag by RFC 5646, section 2.1, with those that are registered beside its rules; the engine takes no other. */
const LANGUAGE_TAG = new RegExp(
  `^(?:${[
    // Language, script, region, variants, extensions, private use.
    '(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?',
    'x(?:-[a-z0-9]{1,8})+',
    'en-gb-oed|sgn-(?:be-fr|be-nl|ch-de)',
    'i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)',
  ].join('|')})$`,
  'i',
);
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** A term that cannot be stored; the message says which and why. */
export class UnstorableTermError extends Error {
  override readonly name = 'UnstorableTermError';
}

/** Whether `iri` is an absolute IRI that can be stored and queried. */
export function isSafeIri(iri: string): boolean {
  return SAFE_IRI.test(iri);
}

/** Whether `tag` is a language tag that can be stored and queried. */
export function isLanguageTag(tag: string): boolean {
  return LANGUAGE_TAG.test(tag);
}

/**
 * An IRI in N-Quads and SPARQL notation, `<…>`.
 * @throws UnstorableTermError where it is not an absolute IRI
 */
export function iriToString(iri: string): string {
  const known = checkedIris.get(iri);
  if (known !== undefined) return known;
  if (!isSafeIri(iri)) throw new UnstorableTermError(`"${iri}" is not an absolute IRI (RFC 3987).`);
  if (checkedIris.size >= MOST_CHECKED_IRIS) checkedIris.clear();
  const text = `<${iri}>`;
  checkedIris.set(iri, text);
  return text;
}

/** IRIs found safe before: a report writes its own name a hundred times, and every report the same terms. */
const checkedIris = new Map<string, string>();
const MOST_CHECKED_IRIS = 10_000;

/**
 * A literal in N-Quads and SPARQL notation.
 * @throws UnstorableTermError where the language tag or the datatype is not well formed
 */
export function literalToString(
  value: string,
  options: { language?: string; datatype?: string } = {},
): string {
  if (LONE_SURROGATE.test(value))
    throw new UnstorableTermError('A text holds half a character (a lone surrogate).');
  const quoted = `"${value.replace(TO_ESCAPE, escapeCharacter)}"`;
  if (options.language) {
    if (!isLanguageTag(options.language))
      throw new UnstorableTermError(
        `"${options.language}" is not a language tag (RFC 5646), such as nl or nl-BE.`,
      );
    return `${quoted}@${options.language.toLowerCase()}`;
  }
  if (!options.datatype || options.datatype === XSD_STRING) return quoted;
  return `${quoted}^^${iriToString(options.datatype)}`;
}

/** The canonical lexical form of an `xsd:double` (XML Schema 1.1 part 2, section 3.3.5.2), as JSON-LD writes it. */
export function canonicalDouble(value: number): string {
  return value
    .toExponential(15)
    .replace(/(\d)(?:\.(\d*?))?0*e\+?/, (_, digit: string, rest = '') => `${digit}.${String(rest) || '0'}E`);
}

function escapeCharacter(character: string): string {
  return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * A term in N-Quads notation.
 * @throws UnstorableTermError for blank nodes (skolemise first), variables, triple terms and malformed IRIs
 */
export function termToString(term: Term): string {
  if (term.termType === 'NamedNode') return iriToString(term.value);
  if (term.termType === 'Literal')
    return literalToString(term.value, { language: term.language, datatype: term.datatype.value });
  throw new UnstorableTermError(`A ${term.termType} cannot be stored; only IRIs and literals can.`);
}

/** What would end an IRI in N-Quads notation, or cannot stand in one. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const ENDS_IRI = /[\u0000-\u0020<>"{}|^`\\]/;
const PLAIN_TAG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/i;

/**
 * A term that is stored already in N-Quads notation: earlier versions stored IRIs and language tags that none takes in now.
 * @throws UnstorableTermError for blank nodes, variables, triple terms and what has no notation
 */
export function storedTermToString(term: Term): string {
  if (term.termType === 'NamedNode' && !ENDS_IRI.test(term.value)) return `<${term.value}>`;
  if (term.termType !== 'Literal') return termToString(term);
  const { value, language, datatype } = term;
  if (PLAIN_TAG.test(language)) return `${literalToString(value)}@${language}`;
  if (language !== '' || ENDS_IRI.test(datatype.value)) return termToString(term);
  return datatype.value === XSD_STRING
    ? literalToString(value)
    : `${literalToString(value)}^^<${datatype.value}>`;
}

/**
 * The canonical line of a ground quad.
 * @param graph the graph to put it in, instead of the quad's own
 * @throws UnstorableTermError where a term cannot be stored or there is no graph
 */
export function quadToLine(quad: Quad, graph?: string): Line {
  const graphName = graph === undefined ? termToString(quad.graph) : iriToString(graph);
  return `${termToString(quad.subject)} ${termToString(quad.predicate)} ${termToString(quad.object)} ${graphName} .`;
}

/** The terms of a canonical line; the inverse of `quadToLine`. */
export function lineTerms(line: Line): LineTerms {
  const afterSubject = line.indexOf(' ');
  const afterPredicate = line.indexOf(' ', afterSubject + 1);
  const beforeGraph = line.lastIndexOf(' ', line.length - 3);
  return {
    subject: line.slice(0, afterSubject),
    predicate: line.slice(afterSubject + 1, afterPredicate),
    object: line.slice(afterPredicate + 1, beforeGraph),
    graph: line.slice(beforeGraph + 1, -2),
  };
}

/** A term of a line, read. */
export interface ReadTerm {
  readonly isIri: boolean;
  /** The IRI, or the text of the literal. */
  readonly value: string;
  readonly language?: string;
}

/** Reads a term in canonical N-Quads notation; its escapes are those of JSON. */
export function readTerm(term: string): ReadTerm {
  if (term.startsWith('<')) return { isIri: true, value: term.slice(1, -1) };
  const end = term.lastIndexOf('"');
  const quoted = term.slice(0, end + 1);
  const value = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  const isTagged = term.startsWith('@', end + 1);
  return { isIri: false, value, ...(isTagged ? { language: term.slice(end + 2) } : {}) };
}

/** The graph of a line, as an IRI string without brackets. */
export function lineGraph(line: Line): string {
  return line.slice(line.lastIndexOf(' ', line.length - 3) + 2, -3);
}

/** The subject of a line, in N-Quads notation. */
export function lineSubject(line: Line): string {
  return line.slice(0, line.indexOf(' '));
}

/** The predicate of a line, in N-Quads notation. */
export function linePredicate(line: Line): string {
  const begin = line.indexOf(' ') + 1;
  return line.slice(begin, line.indexOf(' ', begin));
}
