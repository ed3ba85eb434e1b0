/** Kinds of files that are taken, by what is in them. */
export type AttachmentType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'application/pdf';

const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1'];

/**
 * What a file is, from its first bytes; what its name or its sender says does not count.
 * @returns `undefined` where it is none of the kinds that are taken
 */
export function typeOf(bytes: Buffer): AttachmentType | undefined {
  const text = (start: number, end: number): string => bytes.toString('latin1', start, end);
  if (text(0, 3) === '\xFF\xD8\xFF') return 'image/jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1A\n') return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(4, 8) === 'ftyp' && HEIC_BRANDS.includes(text(8, 12))) return 'image/heic';
  if (text(0, 5) === '%PDF-') return 'application/pdf';
  return undefined;
}

/** Beginnings and ends of other kinds that a browser or a program might take the same bytes for. */
const ALSO = [
  { what: 'a PDF', is: (head: string) => head.indexOf('%PDF-', 1) > 0 },
  { what: 'a web page', is: (head: string) => /<(?:!doctype|html|script|svg|iframe)[\s>]/i.test(head) },
  { what: 'an archive', is: (_head: string, tail: string) => tail.includes('PK\x05\x06') },
];
const HEAD_BYTES = 4096;
/** A ZIP archive ends with a record of 22 bytes and a comment of at most 65 535. */
const TAIL_BYTES = 22 + 65_535;

/** What else a file is, beside what it begins as; `undefined` where it is one thing alone. */
export function alsoIs(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - TAIL_BYTES));
  return ALSO.find(({ is }) => is(head, tail))?.what;
}
