import { hash } from 'node:crypto';
import { linePredicate, lineSubject, lineTerms, iriToString, type Line } from '../rdf/nquads.js';
import type { FailureMessage, RecordPlace } from './failures.js';
import { describePlace } from './failures.js';

/** Numbers of a slot: two of the key, one of the value, the file, and the line or record. */
const SLOT = 5;
const FIRST_SLOTS = 1024;

/** A file, and whether places in it are lines or records. */
interface NumberedFile {
  readonly file: string;
  readonly hasLines: boolean;
}

/**
 * Remembers what was said in properties that a thing can have one value of, so that a thing that comes twice, far apart
 * or in two files, is not put together from pieces that contradict each other. Keeps digests: some 60 bytes a value.
 */
export class SingleValues {
  readonly #properties: ReadonlySet<string>;
  readonly #genid: string;
  readonly #files: NumberedFile[] = [];
  #slots = new Uint32Array(FIRST_SLOTS * SLOT);
  #count = 0;

  /**
   * @param properties IRIs of the properties
   * @param genid base of the IRIs of parts, which are named after what they hold and so never differ
   */
  constructor(properties: Iterable<string>, genid: string) {
    this.#properties = new Set([...properties].map(iriToString));
    this.#genid = `<${genid}`;
  }

  /**
   * Takes what is said of a thing and its parts.
   * @returns what is wrong, where it was said otherwise before; nothing of it is remembered then
   */
  take(lines: readonly Line[], place: RecordPlace): FailureMessage[] {
    const single = lines.filter(
      (line) => this.#properties.has(linePredicate(line)) && !lineSubject(line).startsWith(this.#genid),
    );
    const entries = single.map((line) => new Entry(line));
    for (const entry of entries) {
      const at = this.#find(this.#slots, entry);
      if (this.#slots[at + 4] !== 0 && this.#slots[at + 2] !== entry.value)
        return [contradiction(entry.line, this.#placeAt(at))];
    }
    for (const entry of entries) this.#remember(entry, place);
    return [];
  }

  #remember(entry: Entry, place: RecordPlace): void {
    const at = this.#find(this.#slots, entry);
    if (this.#slots[at + 4] !== 0) return;
    const { line, record } = place;
    this.#slots.set([entry.high, entry.low, entry.value, this.#numberOf(place), line ?? record], at);
    this.#count += 1;
    if (this.#count * SLOT * 2 > this.#slots.length) this.#grow();
  }

  /** Where an entry is, or would be. */
  #find(slots: Uint32Array, { high, low }: { readonly high: number; readonly low: number }): number {
    let at = (low % (slots.length / SLOT)) * SLOT;
    while (slots[at + 4] !== 0 && (slots[at] !== high || slots[at + 1] !== low))
      at = (at + SLOT) % slots.length;
    return at;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += SLOT) {
      const slot = this.#slots.subarray(at, at + SLOT);
      const [high = 0, low = 0, , , number] = slot;
      if (number !== 0) larger.set(slot, this.#find(larger, { high, low }));
    }
    this.#slots = larger;
  }

  #numberOf({ file, line }: RecordPlace): number {
    const hasLines = line !== undefined;
    const last = this.#files.at(-1);
    if (last?.file !== file || last.hasLines !== hasLines) this.#files.push({ file, hasLines });
    return this.#files.length - 1;
  }

  #placeAt(at: number): RecordPlace {
    const { file, hasLines } = this.#files[this.#slots[at + 3] ?? 0] ?? { file: '', hasLines: false };
    const record = this.#slots[at + 4] ?? 0;
    return hasLines ? { file, line: record, record } : { file, record };
  }
}

/** A line as numbers: subject and property in 64 bits, so that millions of them have no two alike, and its value. */
class Entry {
  readonly line: Line;
  readonly high: number;
  readonly low: number;
  readonly value: number;

  constructor(line: Line) {
    const { subject, predicate, object } = lineTerms(line);
    const key = hash('sha256', `${subject} ${predicate}`, 'buffer');
    this.line = line;
    this.high = key.readUInt32LE(0);
    this.low = key.readUInt32LE(4);
    this.value = hash('sha256', object, 'buffer').readUInt32LE(0);
  }
}

function contradiction(line: Line, earlier: RecordPlace): FailureMessage {
  const { subject, predicate } = lineTerms(line);
  const english = describePlace(earlier);
  const dutch = english.replace(/line (\d+)$/, 'regel $1');
  return {
    nl: `${predicate} van ${subject} is eerder anders ingevuld (${dutch}). Zeg van één ding alles op één plaats, en geef elk ding zijn eigen IRI.`,
    en: `${predicate} of ${subject} was given otherwise before (${english}). Say all of one thing in one place, and give each thing its own IRI.`,
  };
}
