import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serviceClauses } from '#wegwijzer/federation/index.js';

it.each([
  ['SELECT * WHERE { ?s ?p ?o }', 'none'],
  ['SELECT * WHERE { SERVICE <http://a.example/> { ?s ?p ?o } }', 'some'],
  ['SELECT * WHERE {service<http://a.example/>{}}', 'some'],
  ['SELECT * WHERE { SERVICE ?e {} }', 'some'],
  ['PREFIX s: <urn:s:> SELECT * WHERE { Service s:a {} }', 'some'],
  ['SELECT * WHERE { SERVICE SILENT <http://a.example/> {} }', 'silent-only'],
  ['SELECT * WHERE { SERVICE # SILENT\n silent <http://a.example/> {} }', 'silent-only'],
  ['SELECT * WHERE { SERVICE SILENT <a:a> {} SERVICE <a:b> {} }', 'some'],
  ['SELECT ?service WHERE { ?service a <http://a.example/service> } # SERVICE <a:a> {}', 'none'],
  ['PREFIX service: <urn:service:> SELECT * { service:a service:service "SERVICE <a:a> {}" }', 'none'],
  [
    `SELECT * { ?s ?p """a " SERVICE <a:a> { "" """ , '''SERVICE ' \\''' SERVICE''' , 'it\\'s SERVICE' }`,
    'none',
  ],
  ['SELECT * { ?s ?p "open SERVICE', 'some'],
])('%s has %s', (sparql, clauses) => {
  expect(serviceClauses(sparql)).toBe(clauses);
});

/** The same by one pattern that is tried at every place: what counts is said here as short as can be. */
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>#[^\n\r]*)`,
    String.raw`<[^\s<>"{}|^\x60\\]*>`,
    String.raw`"""(?:[^"\\]|\\.|"(?!""))*"""`,
    String.raw`'''(?:[^'\\]|\\.|'(?!''))*'''`,
    String.raw`"(?:[^"\\\n\r]|\\.)*"`,
    String.raw`'(?:[^'\\\n\r]|\\.)*'`,
    String.raw`[?$][\p{L}\p{N}_]+`,
    String.raw`[\p{L}\p{N}_.-]*:[\p{L}\p{N}_.:%-]*`,
    String.raw`(?<word>[\p{L}\p{N}_]+)`,
  ].join('|'),
  'gsu',
);

function byOnePattern(sparql: string): string {
  const tokens = [...sparql.matchAll(TOKEN)].filter(({ groups }) => groups?.comment === undefined);
  const words = tokens.map(({ groups }) => groups?.word?.toUpperCase());
  const at = words.flatMap((word, index) => (word === 'SERVICE' ? [index] : []));
  if (at.length === 0) return 'none';
  return at.every((index) => words[index + 1] === 'SILENT') ? 'silent-only' : 'some';
}

it('what counts is the same wherever tokens begin, end, or do not end', () => {
  const pieces = [
    'SERVICE',
    ' SILENT ',
    '"',
    "'",
    '"""',
    "'''",
    '\\',
    '\n',
    ' ',
    ':',
    '.',
    '-',
    '<',
    '>',
    '#',
  ];
  const others = ['?', '$', '_', 'a', 'é', '9', '%', '{', '\u{1F600}', '\u{1D400}', '\uD800', '\u{10400}:'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, ...others), { maxLength: 24 }), (parts) => {
      const sparql = parts.join('');
      expect(serviceClauses(sparql), JSON.stringify(sparql)).toBe(byOnePattern(sparql));
    }),
    { numRuns: 20_000 },
  );
});

// Each of these took minutes when every place was tried anew; the time limit of the test is what it is held to.
it.each([
  ['dots', '.'],
  ['dashes', '-'],
  ['words with dots between them', 'a.'],
  ['escaped quotes', '\\"'],
  ['long texts within a long text that does not end', '"""\n\\'],
  ['long texts in single quotes', "'''\n\\"],
  ['addresses that do not end', '<a'],
  ['question marks', '?'],
])(
  'a query of %s is read to its end',
  (_what, repeated) => {
    const much = repeated.repeat(2 ** 20);
    expect(serviceClauses(`ASK{} service ${much}`)).toBe('some');
    expect(serviceClauses(`ASK{} "${much}\n service`)).toBe('some');
  },
  60_000,
);
