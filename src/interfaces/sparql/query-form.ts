/** What a query answers with: a table or a truth, a graph, or nothing because it changes the graph. */
export type QueryForm = 'solutions' | 'graph' | 'update';

const FORMS: Readonly<Record<string, QueryForm>> = {
  SELECT: 'solutions',
  ASK: 'solutions',
  CONSTRUCT: 'graph',
  DESCRIBE: 'graph',
  INSERT: 'update',
  DELETE: 'update',
  WITH: 'update',
  LOAD: 'update',
  CLEAR: 'update',
  CREATE: 'update',
  DROP: 'update',
  COPY: 'update',
  MOVE: 'update',
  ADD: 'update',
};

/** White space and comments, which may stand between any two tokens (SPARQL 1.1, sections 4.3 and 19.4). */
const GAP = /(?:[\s\uFEFF]+|#[^\n\r]*)*/y;
const KEYWORD = /[A-Za-z]+/y;
const IRI = /<[^>]*>/y;

/** What follows the word of a declaration (section 4.1). */
const DECLARATIONS: Readonly<Record<string, readonly RegExp[]>> = {
  BASE: [IRI],
  PREFIX: [/[^\s:<>]*:/y, IRI],
  VERSION: [/"[^"]*"|'[^']*'/y],
};

/**
 * The form of a SPARQL text, told by the first word after its prologue. Takes time in proportion to its length.
 * @returns `undefined` where that is no word of SPARQL; the engine will say what is wrong
 */
export function queryForm(sparql: string): QueryForm | undefined {
  let position = 0;
  const take = (token: RegExp): string | undefined => {
    GAP.lastIndex = position;
    token.lastIndex = GAP.test(sparql) ? GAP.lastIndex : position;
    const found = token.exec(sparql)?.[0];
    if (found !== undefined) position = token.lastIndex;
    return found;
  };
  for (;;) {
    const word = take(KEYWORD)?.toUpperCase() ?? '';
    const declaration = DECLARATIONS[word];
    if (!declaration) return FORMS[word];
    if (declaration.some((token) => take(token) === undefined)) return undefined;
  }
}
