import { Parser } from '@traqula/parser-sparql-1-1';
import { AstFactory, sparqlCodepointEscape, type SparqlQuery } from '@traqula/rules-sparql-1-1';

let parser: Parser | undefined;

/** Code points by their number, which may be halves of one; a backslash that is escaped itself begins none. */
const ESCAPES = /\\\\|(?:\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8})+/g;
/** A backslash that the parser would read as the beginning of a code point. */
const BACKSLASH = /\\(?=u[\da-fA-F]{4}|U[\da-fA-F]{8})/g;

/** A request that was read. */
export interface ParsedSparql {
  readonly request: SparqlQuery;
  /** What the places in it count in: the text, with code points by their number replaced (SPARQL 1.1 Query, section 19.2). */
  readonly text: string;
}

/**
 * Reads a SPARQL 1.1 query or update request; each part knows its place in the text that is returned. Building the parser
 * takes a while, so that is left until it is needed.
 * @throws Error in the parser's words, where the text is neither
 */
export function parseSparql(sparql: string): ParsedSparql {
  parser ??= new Parser({
    defaultContext: { astFactory: new AstFactory({ tracksSourceLocation: true }) },
    lexerConfig: { positionTracking: 'full' },
  });
  const text = sparql.replaceAll(ESCAPES, (escapes) =>
    escapes === '\\\\' ? escapes : sparqlCodepointEscape(escapes),
  );
  // The parser replaces code points too, also after a backslash that is escaped: it is given those that make this text again.
  return { request: parser.parse(text.replaceAll(BACKSLASH, '\\u005C')), text };
}
