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

/** One item of a prologue: white space, a comment, or a BASE, PREFIX or VERSION declaration (SPARQL 1.1, 4.1). */
const PROLOGUE_ITEM =
  /[\s\uFEFF]+|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s+[^\s:<>]*:\s*<[^>]*>|VERSION\s*(?:"[^"]*"|'[^']*')/iy;
const KEYWORD = /[A-Za-z]+/y;

/**
 * The form of a SPARQL text, told by the first word after its prologue.
 * @returns `undefined` where that is no word of SPARQL; the engine will say what is wrong
 */
export function queryForm(sparql: string): QueryForm | undefined {
  let position = 0;
  for (;;) {
    PROLOGUE_ITEM.lastIndex = position;
    if (!PROLOGUE_ITEM.test(sparql)) break;
    position = PROLOGUE_ITEM.lastIndex;
  }
  KEYWORD.lastIndex = position;
  return FORMS[KEYWORD.exec(sparql)?.[0].toUpperCase() ?? ''];
}
