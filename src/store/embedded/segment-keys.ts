import { createHash } from 'node:crypto';

/** LMDB takes keys of up to 1 978 bytes; longer subjects are told apart by a digest. */
const LONGEST_SUBJECT = 1200;

/** The key of all lines of a small graph: the segment alone. */
export function wholeKey(segment: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(segment);
  return key;
}

/** The key of a subject's lines within a segment: segment (4 bytes, big endian), then the subject itself. */
export function subjectKey(segment: number, subject: string): Buffer {
  const name =
    Buffer.byteLength(subject) <= LONGEST_SUBJECT
      ? subject
      : `${subject.slice(0, LONGEST_SUBJECT / 4)}…${createHash('sha256').update(subject).digest('hex')}`;
  const key = Buffer.allocUnsafe(4 + Buffer.byteLength(name));
  key.writeUInt32BE(segment, 0);
  key.write(name, 4);
  return key;
}

/** The range of keys that a segment takes. */
export function segmentRange(segment: number): { start: Buffer; end: Buffer } {
  const start = Buffer.alloc(4);
  const end = Buffer.alloc(4);
  start.writeUInt32BE(segment);
  end.writeUInt32BE(segment + 1);
  return { start, end };
}

/** The key of one part of a bulk load's patch. */
export function partKey(segment: number, part: number): Buffer {
  const key = Buffer.alloc(8);
  key.writeUInt32BE(segment, 0);
  key.writeUInt32BE(part, 4);
  return key;
}
