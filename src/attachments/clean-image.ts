import type { Sharp, SharpOptions } from 'sharp';
import { ProblemError } from '../problem.js';
import type { Cleaned } from './clean.js';
import { Turns } from '../store/embedded/turns.js';
import { refused } from './refused.js';

/** Pixels of the largest picture: a small file can unfold into one that fills the memory. */
const MOST_PIXELS = 50_000_000;
/** The same, where a pixel takes twice the memory: 16 bits for each colour. */
const MOST_DEEP_PIXELS = MOST_PIXELS / 2;
/** Pictures that are drawn at a time: each may take 200 MB, and one of the four threads that files are read with too. */
const drawing = new Turns(2);
/** Pixels of a thumbnail's longest side. */
const THUMBNAIL = 320;
const QUALITY = 88;
/** Seconds after which a picture is given up. */
const TIMEOUT = 20;

type Drawn = 'image/jpeg' | 'image/png' | 'image/webp';

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
export function cleanImage(bytes: Buffer, mediaType: Drawn): Promise<Cleaned> {
  return drawing.take('last', () => drawAnew(bytes, mediaType));
}

async function drawAnew(bytes: Buffer, mediaType: Drawn): Promise<Cleaned> {
  const { default: sharp } = await import('sharp');
  // Two pictures are drawn at a time, each in a thread; more threads for each would slow the service.
  sharp.concurrency(1);
  sharp.cache(false);
  const draw = (): Sharp => sharp(bytes, OPTIONS).timeout({ seconds: TIMEOUT }).autoOrient();
  const written = {
    'image/jpeg': (image: Sharp) => image.jpeg({ quality: QUALITY }),
    'image/png': (image: Sharp) => image.png(),
    'image/webp': (image: Sharp) => image.webp({ quality: QUALITY }),
  };
  try {
    const { width, height, depth } = await sharp(bytes, OPTIONS).metadata();
    if (depth !== 'uchar' && width * height > MOST_DEEP_PIXELS) throw tooManyPixels(MOST_DEEP_PIXELS);
    const image = await written[mediaType](draw()).toBuffer();
    const size = { width: THUMBNAIL, height: THUMBNAIL, fit: 'inside', withoutEnlargement: true } as const;
    const thumbnail = await sharp(image).resize(size).webp({ quality: 75 }).toBuffer();
    return { mediaType, bytes: image, thumbnail };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (/pixel limit/i.test((error as Error).message)) throw tooManyPixels(MOST_PIXELS, error);
    throw refused('The picture is damaged or not whole. Send it again from where it was taken.', {
      cause: error,
    });
  }
}

function tooManyPixels(most: number, cause?: unknown): ProblemError {
  const deep = most === MOST_PIXELS ? '' : ' of 16 bits for each colour';
  return refused(
    `The picture has more than ${String(most / 1_000_000)} million pixels${deep}. Make it smaller.`,
    { cause },
  );
}
