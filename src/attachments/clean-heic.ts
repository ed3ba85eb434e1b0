import type { Cleaned } from './clean.js';
import { refused } from './refused.js';

/** Extents of items in one file; a photo has some hundred. */
const MOST_EXTENTS = 10_000;

/** A box of the ISO base media file format (ISO/IEC 14496-12, section 4.2): where its content is. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * An HEIC picture without EXIF, XMP and other metadata items: what the file says of where and with what it was taken is
 * overwritten with zeros where it stands (ISO/IEC 23008-12, section 6.5 and annex A). The picture itself is not opened, so there is no thumbnail.
 * @throws ProblemError `attachment-refused` where the file is not whole, or not as the standard has it
 */
export function cleanHeic(bytes: Buffer): Cleaned {
  try {
    return { mediaType: 'image/heic', bytes: withoutMetadata(bytes) };
  } catch (error) {
    // What a damaged file says of its own lengths may lead past its end.
    throw error instanceof RangeError ? damaged(error) : error;
  }
}

function withoutMetadata(bytes: Buffer): Buffer {
  const clean = Buffer.from(bytes);
  const top = boxesIn(clean, 0, clean.length);
  const meta = top.find(({ type }) => type === 'meta');
  if (!meta || !top.some(({ type }) => type === 'mdat')) throw damaged();
  if (top.some(({ type }) => type === 'moov'))
    throw refused('An HEIC file with moving pictures is not taken. Send a still picture.');
  const inner = boxesIn(clean, meta.start + 4, meta.end);
  const find = (type: string): Box | undefined => inner.find((box) => box.type === type);
  const [infos, locations] = [find('iinf'), find('iloc')];
  if (!infos || !locations) throw damaged();
  blankMetadata(clean, infos, locations, find('idat')?.start ?? 0);
  for (const { type, start, end } of [...top, ...inner])
    if (['uuid', 'free', 'skip'].includes(type)) clean.fill(0, start, end);
  return clean;
}

/** @param data where the content of `idat` begins */
function blankMetadata(clean: Buffer, infos: Box, locations: Box, data: number): void {
  const metadata = metadataItems(clean, infos);
  let blanked = 0;
  for (const { item, method, start, length } of extentsIn(clean, locations)) {
    if (!metadata.has(item)) continue;
    const from = method === 1 ? data + start : start;
    blanked += length;
    // Extents that lie over each other would have the same bytes overwritten again and again.
    if (method > 1 || from + length > clean.length || blanked > clean.length) throw damaged();
    clean.fill(0, from, from + length);
  }
}

function damaged(cause?: unknown): Error {
  return refused('The HEIC picture is damaged or not whole. Send it again, or as JPEG.', { cause });
}

function boxesIn(bytes: Buffer, from: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < end;) {
    if (at + 8 > end) throw damaged();
    const short = bytes.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    if (at + header > end) throw damaged();
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short;
    if (size < header || at + size > end) throw damaged();
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + header, end: at + size });
    at += size;
  }
  return boxes;
}

/** Numbers of the items that are no picture: `Exif`, `mime` (XMP) and `uri ` (section 8.11.6 of ISO/IEC 14496-12). */
function metadataItems(bytes: Buffer, { start, end }: Box): Set<number> {
  const found = new Set<number>();
  const first = start + (bytes.readUInt8(start) === 0 ? 6 : 8);
  for (const { type, start: at } of boxesIn(bytes, first, end)) {
    const version = bytes.readUInt8(at);
    if (type !== 'infe' || version < 2) continue;
    const wide = version > 2;
    const item = wide ? bytes.readUInt32BE(at + 4) : bytes.readUInt16BE(at + 4);
    const kind = bytes.toString('latin1', at + (wide ? 10 : 8), at + (wide ? 14 : 12));
    if (['Exif', 'mime', 'uri '].includes(kind)) found.add(item);
  }
  return found;
}

interface Extent {
  readonly item: number;
  /** 0: from the beginning of the file; 1: from that of `idat`. */
  readonly method: number;
  readonly start: number;
  readonly length: number;
}

/**
 * Where items are: `iloc` (section 8.11.3 of ISO/IEC 14496-12). Extents may take no bytes there, so their number is bounded
 * here and not by the length of the file.
 */
function* extentsIn(bytes: Buffer, box: Box): Generator<Extent> {
  let at = box.start;
  const read = (size: number): number => {
    if (at + size > box.end) throw damaged();
    const value =
      size === 0 ? 0 : size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
    at += size;
    return value;
  };
  const version = read(4) >>> 24;
  const sizes = read(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  if (![offsetSize, lengthSize, baseSize, indexSize].every((size) => [0, 4, 8].includes(size)))
    throw damaged();
  const count = read(version < 2 ? 2 : 4);
  let seen = 0;
  for (let number = 0; number < count; number += 1) {
    const item = read(version < 2 ? 2 : 4);
    const method = version > 0 ? read(2) & 15 : 0;
    read(2);
    const base = read(baseSize);
    const extents = read(2);
    seen += extents;
    // Without offsets or lengths all of an item's extents would be the same one.
    if (seen > MOST_EXTENTS || (extents > 1 && (offsetSize === 0 || lengthSize === 0))) throw damaged();
    for (let extent = 0; extent < extents; extent += 1) {
      read(indexSize);
      const start = base + read(offsetSize);
      yield { item, method, start, length: read(lengthSize) };
    }
  }
}
