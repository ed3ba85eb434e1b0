import type { Cleaned } from './clean.js';
import { refused } from './refused.js';

/** Extents of items in one file; a photo has some hundred. */
const MOST_EXTENTS = 10_000;
/** Boxes with data in one file; a photo has one or two. */
const MOST_DATA = 16;

/** A box of the ISO base media file format (ISO/IEC 14496-12, section 4.2): where its content is. */
interface Box {
  readonly type: string;
  /** Where its header is. */
  readonly begin: number;
  readonly start: number;
  readonly end: number;
}

/** Boxes at the top that are kept; every other one is made free space (ISO/IEC 23008-12, section 10). */
const KEPT_AT_TOP = new Set(['ftyp', 'meta', 'mdat']);
/** What a still picture needs in `meta`: no `xml `, `bxml`, `uuid` or what a maker adds. */
const KEPT_IN_META = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iref', 'iprp', 'idat', 'grpl', 'dinf']);
/** Properties of a picture that say something beside it: titles and tags, texts, times, and what a maker adds. */
const TOLD_BESIDE = new Set(['udes', 'altt', 'crtt', 'mdft', 'uuid', 'free', 'skip']);
/** Kinds of items that are a picture or a part of one (ISO/IEC 23008-12, section 6.6 and annexes B to L). */
const PICTURES = new Set('hvc1 hev1 lhv1 avc1 vvc1 av01 jpeg j2k1 unci grid iden iovl tmap mski'.split(' '));

/**
 * An HEIC picture without EXIF, XMP, the video of a motion photo and whatever else is no part of a still picture: only
 * known boxes are kept, and in those that hold data only what pictures take. Everything else is overwritten with zeros
 * where it stands (ISO/IEC 23008-12, section 6.5 and annex A). The picture itself is not opened, so there is no thumbnail.
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
  const data = top.filter(({ type }) => type === 'mdat');
  if (!meta || data.length === 0 || data.length > MOST_DATA) throw damaged();
  if (top.some(({ type }) => type === 'moov'))
    throw refused('An HEIC file with moving pictures is not taken. Send a still picture.');
  const inner = boxesIn(clean, meta.start + 4, meta.end);
  // The first of each kind: a second one would be a place for something else.
  const first = new Map([...inner].reverse().map((box) => [box.type, box]));
  const [infos, locations, properties, inMeta] = ['iinf', 'iloc', 'iprp', 'idat'].map((type) =>
    first.get(type),
  );
  if (!infos || !locations) throw damaged();
  const pictures = blankItems(clean, infos, locations, inMeta?.start ?? 0);
  blankBetween(clean, inMeta ? [...data, inMeta] : data, pictures);
  if (properties) blankTold(clean, properties);
  freeOthers(clean, top, (box) => KEPT_AT_TOP.has(box.type) && (box.type !== 'meta' || box === meta));
  freeOthers(clean, inner, (box) => KEPT_IN_META.has(box.type) && box === first.get(box.type));
  // What was made free behind the last box that is kept takes room for nothing.
  return clean.subarray(0, Math.max(meta.end, ...data.map(({ end }) => end)));
}

/** Makes free space of boxes: their names are blanked too, their places stay. */
function freeOthers(clean: Buffer, boxes: readonly Box[], isKept: (box: Box) => boolean): void {
  for (const box of boxes) {
    if (isKept(box)) continue;
    clean.write('free', box.begin + 4, 'latin1');
    clean.fill(0, box.start, box.end);
  }
}

/** Properties are counted by their place, so those that go stay as empty ones of their kind. */
function blankTold(clean: Buffer, properties: Box): void {
  for (const container of boxesIn(clean, properties.start, properties.end)) {
    if (container.type !== 'ipco') continue;
    for (const { type, start, end } of boxesIn(clean, container.start, container.end))
      if (TOLD_BESIDE.has(type)) clean.fill(0, start, end);
  }
}

/** Where something is, in bytes of the file. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Blanks what items hold that are no picture.
 * @param data where the content of `idat` begins
 * @returns where pictures are
 */
function blankItems(clean: Buffer, infos: Box, locations: Box, data: number): Range[] {
  const pictures = pictureItems(clean, infos);
  const kept: Range[] = [];
  let blanked = 0;
  for (const { item, method, start: said, length } of extentsIn(clean, locations)) {
    const start = method === 1 ? data + said : said;
    if (pictures.has(item)) {
      // What is made of another item takes no data of its own; no length is all there is.
      if (method < 2) kept.push({ start, end: length === 0 ? clean.length : start + length });
      continue;
    }
    blanked += length;
    // Extents that lie over each other would have the same bytes overwritten again and again.
    if (method > 1 || start + length > clean.length || blanked > clean.length) throw damaged();
    clean.fill(0, start, start + length);
  }
  return kept;
}

/** Blanks data that no picture takes, whether another item names it or none. */
function blankBetween(clean: Buffer, boxes: readonly Box[], kept: readonly Range[]): void {
  const inOrder = [...kept].sort((one, other) => one.start - other.start);
  for (const { start, end } of boxes) {
    let at = start;
    for (const picture of inOrder) {
      if (picture.start > at) clean.fill(0, at, Math.min(picture.start, end));
      at = Math.max(at, picture.end);
      if (at >= end) break;
    }
    if (at < end) clean.fill(0, at, end);
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
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      begin: at,
      start: at + header,
      end: at + size,
    });
    at += size;
  }
  return boxes;
}

/** Numbers of the items that are pictures, by their kind in `infe` (section 8.11.6 of ISO/IEC 14496-12). */
function pictureItems(bytes: Buffer, { start, end }: Box): Set<number> {
  const found = new Set<number>();
  const first = start + (bytes.readUInt8(start) === 0 ? 6 : 8);
  for (const { type, start: at } of boxesIn(bytes, first, end)) {
    const version = bytes.readUInt8(at);
    if (type !== 'infe' || version < 2) continue;
    const wide = version > 2;
    const item = wide ? bytes.readUInt32BE(at + 4) : bytes.readUInt16BE(at + 4);
    const kind = bytes.toString('latin1', at + (wide ? 10 : 8), at + (wide ? 14 : 12));
    if (PICTURES.has(kind)) found.add(item);
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
