import type { JournalTables } from './journal-tables.js';
import { segmentRange } from './segment-keys.js';

/** Notes that segments which an interrupted load left behind hold nothing that counts; inside a transaction. */
export function retireStaged(tables: JournalTables): void {
  const staged = [...tables.segments.getRange()].filter(({ value }) => value === 'staged');
  for (const { key } of staged) void tables.segments.put(key, 'abandoned');
}

/** A segment that is out of use and waits to be cleared. */
export function firstObsolete(tables: JournalTables): number | undefined {
  return [...tables.segments.getRange()].find(({ value }) => value !== 'staged')?.key;
}

/**
 * Clears a bounded amount of what a segment out of use holds; inside a transaction.
 * @param limit keys to clear
 */
export function clearSegment(tables: JournalTables, segment: number, limit: number): void {
  const { quads, logParts, segments } = tables;
  const range = { ...segmentRange(segment), limit };
  const keys = [...quads.getKeys(range)];
  for (const key of keys) void quads.remove(key);
  // The patch of a load that was finished stays in the log; one that was abandoned is in no log.
  const parts = segments.get(segment) === 'abandoned' ? [...logParts.getKeys(range)] : [];
  for (const key of parts) void logParts.remove(key);
  if (keys.length < limit && parts.length < limit) void segments.remove(segment);
}
