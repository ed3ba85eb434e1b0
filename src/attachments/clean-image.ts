import type { Sharp, SharpOptions } from 'sharp';
import type { Cleaned } from './clean.js';
import { refused } from './refused.js';

/** Pixels of the largest picture: a small file can unfold into one that fills the memory. */
const MOST_PIXELS = 50_000_000;
/** Pixels of a thumbnail's longest side. */
const THUMBNAIL = 320;
const QUALITY = 88;
/** Seconds after which a picture is given up. */
const TIMEOUT = 20;

const OPTIONS: SharpOptions = {
  limitInputPixels: MOST_PIXELS,
  // A picture that is cut off or damaged is refused, and not filled in with grey.
  failOn: 'truncated',
  sequentialRead: true,
  pages: 1,
};

/**
 * A picture drawn anew: upright, with its colours in sRGB, and with nothing else that was in the file: no EXIF, no place,
 * no serial number of the camera, no picture before cropping, nothing behind its end.
 * @throws ProblemError `attachment-refused` where it is damaged, or has too many pixels
 */
export async function cleanImage(
  bytes: Buffer,
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp',
): Promise<Cleaned> {
  const { default: sharp } = await import('sharp');
  // Pictures are drawn one beside the other already, each in a thread; more threads for each would slow the service.
  sharp.concurrency(1);
  sharp.cache(false);
  const draw = (): Sharp => sharp(bytes, OPTIONS).timeout({ seconds: TIMEOUT }).autoOrient();
  const written = {
    'image/jpeg': (image: Sharp) => image.jpeg({ quality: QUALITY }),
    'image/png': (image: Sharp) => image.png(),
    'image/webp': (image: Sharp) => image.webp({ quality: QUALITY }),
  };
  try {
    const image = await written[mediaType](draw()).toBuffer();
    const size = { width: THUMBNAIL, height: THUMBNAIL, fit: 'inside', withoutEnlargement: true } as const;
    const thumbnail = await sharp(image).resize(size).webp({ quality: 75 }).toBuffer();
    return { mediaType, bytes: image, thumbnail };
  } catch (error) {
    const { message } = error as Error;
    if (/pixel limit/i.test(message))
      throw refused(
        `The picture has more than ${String(MOST_PIXELS / 1_000_000)} million pixels. Make it smaller.`,
        { cause: error },
      );
    throw refused('The picture is damaged or not whole. Send it again from where it was taken.', {
      cause: error,
    });
  }
}
