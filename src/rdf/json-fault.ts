/** A token of JSON (RFC 8259): a string, a number, a literal name or a sign; the space before it included. */
const TOKEN =
  // eslint-disable-next-line no-control-regex -- RFC 8259 forbids control characters in strings
  /[ \t\r\n]*(?:"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)|[{}[\]:,])/y;
const SPACE = /[ \t\r\n]*/y;

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

const WORDS: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a key in double quotes',
  'key or }': 'a key in double quotes, or "}"',
  ':': 'a ":"',
  ', or end': 'a "," or the end of the list or object',
  nothing: 'nothing more',
};

/** Where JSON goes wrong, counted from 0, and what would have been right there. */
export interface JsonFault {
  readonly offset: number;
  readonly expected: string;
}

/**
 * Finds the first fault in a text that `JSON.parse` refused. V8 names a position for some faults only, and words it
 * differently from version to version.
 */
export function findJsonFault(text: string): JsonFault {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0].trimStart();
    const next: Expected | undefined = token === undefined ? undefined : after(expected, token, open);
    if (next === undefined) {
      SPACE.lastIndex = at;
      SPACE.test(text);
      return { offset: SPACE.lastIndex, expected: WORDS[expected] };
    }
    expected = next;
    at = TOKEN.lastIndex;
  }
}

/** What may follow a token; `undefined` where the token may not come here. */
function after(expected: Expected, token: string, open: string[]): Expected | undefined {
  switch (kindOf(token)) {
    case 'close':
      return afterClose(expected, token, open);
    case 'sign':
      return afterSign(expected, token, open);
    case 'open':
      if (expected !== 'value' && expected !== 'value or ]') return undefined;
      open.push(token);
      return token === '{' ? 'key or }' : 'value or ]';
    case 'scalar':
      if (expected === 'key' || expected === 'key or }') return token.startsWith('"') ? ':' : undefined;
      if (expected !== 'value' && expected !== 'value or ]') return undefined;
      return open.length === 0 ? 'nothing' : ', or end';
  }
}

function kindOf(token: string): 'open' | 'close' | 'sign' | 'scalar' {
  if (token === '{' || token === '[') return 'open';
  if (token === '}' || token === ']') return 'close';
  return token === ':' || token === ',' ? 'sign' : 'scalar';
}

function afterSign(expected: Expected, token: string, open: readonly string[]): Expected | undefined {
  if (token === ':') return expected === ':' ? 'value' : undefined;
  if (expected !== ', or end') return undefined;
  return open.at(-1) === '{' ? 'key' : 'value';
}

function afterClose(expected: Expected, token: string, open: string[]): Expected | undefined {
  const mayClose = expected === ', or end' || expected === (token === '}' ? 'key or }' : 'value or ]');
  if (!mayClose || open.at(-1) !== (token === '}' ? '{' : '[')) return undefined;
  open.pop();
  return open.length === 0 ? 'nothing' : ', or end';
}
