import iconv from 'iconv-lite';

const DELIMITERS = [',', ';', '\t', '|'];
const NOT_UTF8 =
  'the file is not UTF-8 text. Save it as UTF-8, or say in the mapping what it is, such as encoding: windows-1252.';

/** The delimiter that the first line of a CSV text has most of. */
export function likeliestDelimiter(text: string): string {
  const header = text.split(/\r?\n/, 1)[0] ?? '';
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The columns that are asked for and that a header has more than once: nobody can tell which is meant. */
export function refuseTwins(header: readonly string[], wanted: readonly string[]): void {
  const twins = wanted.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (twins.length === 0) return;
  throw new Error(
    `the header has ${twins.map((name) => `"${name}"`).join(', ')} more than once. Give each column that the mapping uses a name of its own.`,
  );
}

/**
 * The bytes of a small file as text.
 * @param encoding UTF-8 where not given
 * @throws Error where it should be UTF-8 and is not
 */
export function decodeText(bytes: Uint8Array, encoding: string | undefined): string {
  if (encoding !== undefined) return iconv.decode(bytes, encoding);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw notUtf8(error);
  }
}

/** What turns the bytes of a stream into text. @param encoding UTF-8 where not given */
export function toText(encoding: string | undefined): typeof passUtf8 | NodeJS.ReadWriteStream {
  return encoding === undefined ? passUtf8 : iconv.decodeStream(encoding);
}

/** Passes text on as it is, once it is known to be UTF-8. */
async function* passUtf8(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of source) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw notUtf8(error);
  }
}

function notUtf8(error: unknown): unknown {
  return error instanceof TypeError ? new Error(NOT_UTF8, { cause: error }) : error;
}
