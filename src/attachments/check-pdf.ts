import type { Cleaned } from './clean.js';
import { refused } from './refused.js';

/** What makes a PDF do something when it is opened, or carry other files. */
const ACTIVE = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b/;
const TAIL_BYTES = 1024;

/**
 * A PDF is kept as it is: nothing in it is opened here.
 * @throws ProblemError `attachment-refused` where it is not whole, or does more than show pages
 */
export function checkPdf(bytes: Buffer): Cleaned {
  const text = bytes.toString('latin1');
  if (!text.slice(-TAIL_BYTES).includes('%%EOF'))
    throw refused('The PDF is not whole: its end is missing. Send it again.');
  const [active] = ACTIVE.exec(text) ?? [];
  if (active !== undefined)
    throw refused(
      `The PDF does something when it is opened (${active}). Print it to a new PDF, and send that.`,
    );
  return { mediaType: 'application/pdf', bytes };
}
