import { checkPdf } from './check-pdf.js';
import { cleanHeic } from './clean-heic.js';
import { cleanImage } from './clean-image.js';
import { alsoIs, typeOf, type AttachmentType } from './kinds.js';
import { refused } from './refused.js';

/** A file as it is kept: without what says who took it, where and with what. */
export interface Cleaned {
  readonly mediaType: AttachmentType;
  readonly bytes: Buffer;
  /** A small WebP picture of it, where it can be drawn. */
  readonly thumbnail?: Buffer;
}

/**
 * Tells what a file is by its content, and takes out what nobody needs to know.
 * @throws ProblemError `attachment-refused`
 */
export async function cleanAttachment(bytes: Buffer): Promise<Cleaned> {
  const mediaType = typeOf(bytes);
  if (mediaType === undefined)
    throw refused('This is no JPEG, PNG, WebP, HEIC or PDF, whatever its name says. Send one of these.');
  const also = alsoIs(bytes);
  if (also !== undefined) throw refused(`This file is ${also} too. Send the picture or the document alone.`);
  if (mediaType === 'application/pdf') return checkPdf(bytes);
  if (mediaType === 'image/heic') return cleanHeic(bytes);
  return cleanImage(bytes, mediaType);
}
