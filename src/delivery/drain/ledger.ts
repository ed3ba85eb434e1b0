import type { GraphStore, KeptRecord } from '../../store/graph-store.js';

/** Milliseconds for which records are gathered, so that many share a flush. */
const GATHER = 10;
/** Milliseconds until a write is tried again that the disk refused. */
const AGAIN = 1000;

/** Writes records in portions. */
export interface Ledger {
  /**
   * Resolves when they are on disk; as long as the disk refuses them, it tries again. Rejects only at the end.
   * @param records or what gives them inside the transaction, by what the journal holds then
   */
  write(records: Records): Promise<void>;
  /** Writes what was gathered, once, and takes no more. */
  close(): Promise<void>;
}

/** Records, or what gives them inside the transaction that writes them. */
export type Records = readonly KeptRecord[] | (() => readonly KeptRecord[]);

interface Waiting {
  readonly records: Records;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** @param options.onFailure told when the disk refuses */
export function createLedger(
  store: Pick<GraphStore, 'commit'>,
  options: { readonly agent: string; readonly onFailure: (error: unknown) => void },
): Ledger {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const flush = async (): Promise<void> => {
    timer = undefined;
    const portion = waiting;
    waiting = [];
    if (portion.length === 0) return;
    try {
      await store.commit(() => ({
        agent: options.agent,
        reason: 'Deliveries',
        keep: portion.flatMap(({ records }) => (typeof records === 'function' ? records() : records)),
      }));
      for (const { resolve } of portion) resolve();
    } catch (error) {
      options.onFailure(error);
      if (closed) for (const { reject } of portion) reject(error);
      else {
        waiting = [...portion, ...waiting];
        timer ??= setTimeout(() => void flush(), AGAIN);
      }
    }
  };
  return {
    write: (records) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error('The service is stopping.'));
          return;
        }
        waiting.push({ records, resolve, reject });
        timer ??= setTimeout(() => void flush(), GATHER);
      }),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await flush();
    },
  };
}
