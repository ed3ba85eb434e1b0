import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { iriToString } from '../../rdf/nquads.js';
import type { LogEntry } from '../../store/graph-store.js';

/** Milliseconds of the log's reading before others get a turn, and in all for one question. */
const SLICE = 5;
const MOST = 1000;
const REMEMBERED = 10_000;

/** The change log from a sequence number on. */
export type ReadLog = (sequence: number) => Iterable<LogEntry>;

/** Does the reading as work of the client who asked. @throws where that client may not ask more now */
export type ForClient = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Tells whether the graph said something of a resource once. The change log is read for it, in slices between which
 * other work goes on, one question at a time, and what was read for an IRI is never read for it again. A log too long to
 * be read in a second is read further when the same is asked again; until then the answer is that nothing is known.
 * What is known already costs nobody anything.
 */
export function createGone(log: ReadLog): (iri: string, forClient: ForClient) => Promise<boolean> {
  const read = new LRUCache<string, { readonly upTo: number; readonly found: boolean }>({ max: REMEMBERED });
  let isReading = false;
  return async (iri, forClient) => {
    const known = read.get(iri) ?? { upTo: 0, found: false };
    if (known.found || isReading) return known.found;
    isReading = true;
    try {
      const now = await forClient(() => search(log, iri, known.upTo));
      read.set(iri, now);
      return now.found;
    } finally {
      isReading = false;
    }
  };
}

async function search(
  log: ReadLog,
  iri: string,
  after: number,
): Promise<{ readonly upTo: number; readonly found: boolean }> {
  const row = `A ${iriToString(iri)} `;
  const end = performance.now() + MOST;
  let slice = performance.now() + SLICE;
  let upTo = after;
  for (const { sequence, patch } of log(after)) {
    for (const part of patch()) {
      if (part.startsWith(row) || part.includes(`\n${row}`)) return { upTo: sequence, found: true };
      if (performance.now() < slice) continue;
      if (performance.now() > end) return { upTo, found: false };
      await nextTurn();
      slice = performance.now() + SLICE;
    }
    upTo = sequence;
  }
  return { upTo, found: false };
}
