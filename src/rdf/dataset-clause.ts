/** What a SPARQL text is made of, as far as it matters here (SPARQL 1.1 Query, section 19.8); names come whole. */
const TOKEN =
  /#[^\n\r]*|<[^<>"{}|^`\\\s]*>|"""[\s\S]*?(?<!\\)"""|'''[\s\S]*?(?<!\\)'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|[?$@][\w-]*|(?:[\p{L}_][\p{L}\p{N}_.-]*)?:(?:\\.|[^\s\\<>"'`{}()[\]|^,;/*+?!@&=#$~])*|[\p{L}_][\p{L}\p{N}_.-]*|[{}()]/gu;

/**
 * Whether a query names its own data set with FROM (SPARQL 1.1 Query, section 13.2). The clause stands outside all
 * braces; a variable, a prefix or a text of that name is none.
 */
export function hasDatasetClause(sparql: string): boolean {
  if (!/\bfrom\b/i.test(sparql)) return false;
  let depth = 0;
  for (const [token] of sparql.matchAll(TOKEN)) {
    if (token === '{' || token === '(') depth += 1;
    else if (token === '}' || token === ')') depth -= 1;
    else if (depth === 0 && token.toLowerCase() === 'from') return true;
  }
  return false;
}
