import type { Cleaned } from './clean.js';
import { refused } from './refused.js';

/**
 * What makes a PDF do something when it is opened, or carry other files (ISO 32000-1, section 12.6.4). Short names count
 * with the value that they have there, since compressed parts hold any three letters somewhere.
 */
const ACTIVE =
  /\/(?:(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b|(?:JS|XFA)(?=\s*(?:[(<[]|\d+\s+\d+\s+R\b)))/;
/** A character of a name, written as its number (section 7.3.5). */
const ESCAPED = /#([0-9a-f]{2})/gi;
const TAIL_BYTES = 1024;

/**
 * A PDF is kept as it is: nothing in it is opened here.
 * @throws ProblemError `attachment-refused` where it is not whole, or does more than show pages
 */
export function checkPdf(bytes: Buffer): Cleaned {
  const text = bytes.toString('latin1');
  if (!text.slice(-TAIL_BYTES).includes('%%EOF'))
    throw refused('The PDF is not whole: its end is missing. Send it again.');
  const plain = text.replace(ESCAPED, (_escaped, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  );
  const [active] = ACTIVE.exec(plain) ?? [];
  if (active !== undefined)
    throw refused(
      `The PDF does something when it is opened (${active}). Print it to a new PDF, and send that.`,
    );
  return { mediaType: 'application/pdf', bytes };
}
