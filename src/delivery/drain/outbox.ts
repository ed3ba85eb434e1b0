import type { GraphStore } from '../../store/graph-store.js';
import type { OutboxItem } from '../model.js';

/** Records that are routed in one go. */
const PORTION = 500;
/** Digits of the number of a change, at the beginning of a key. */
const DIGITS = 12;

/** A record of the outbox. */
export interface OutboxRecord {
  readonly key: string;
  readonly item: OutboxItem;
}

/** Reads the outbox in its order, each record once. */
export interface OutboxReader {
  /** The next records; none where all were given. */
  next(): OutboxRecord[];
}

export function readOutbox(store: Pick<GraphStore, 'readRecords'>): OutboxReader {
  let from = '';
  // Records of one change come in any order of keys, so the last change is looked at again.
  let given = new Set<string>();
  return {
    next: () => {
      const found: OutboxRecord[] = [];
      for (const { key, value } of store.readRecords('outbox', { start: from })) {
        if (given.has(key)) continue;
        found.push({ key, item: JSON.parse(value) as OutboxItem });
        if (found.length >= PORTION) break;
      }
      const last = found.at(-1)?.key.slice(0, DIGITS);
      if (last === undefined) return found;
      if (last !== from) given = new Set();
      from = last;
      for (const { key } of found) if (key.startsWith(last)) given.add(key);
      return found;
    },
  };
}
