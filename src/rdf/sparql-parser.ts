import { Parser } from '@traqula/parser-sparql-1-1';
import { AstFactory, type SparqlQuery } from '@traqula/rules-sparql-1-1';

let parser: Parser | undefined;

/**
 * Reads a SPARQL 1.1 query or update request; each part knows its place in the text. Building the parser takes a while,
 * so that is left until it is needed.
 * @throws Error in the parser's words, where the text is neither
 */
export function parseSparql(text: string): SparqlQuery {
  parser ??= new Parser({
    defaultContext: { astFactory: new AstFactory({ tracksSourceLocation: true }) },
    lexerConfig: { positionTracking: 'full' },
  });
  return parser.parse(text);
}
