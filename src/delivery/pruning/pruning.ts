import type { GraphStore } from '../../store/graph-store.js';
import { prune } from './prune.js';

const INBOX_DAYS = 180;
/** Milliseconds between two times of removing what is old. */
const INTERVAL = 3_600_000;

/** Removes what is old, once an hour. */
export interface Pruning {
  /** Removes it now. @returns how many records were removed */
  prune(): Promise<number>;
  close(): Promise<void>;
}

/** @param parts.inboxDays days for which inboxes keep what happened; default 180 */
export function startPruning(parts: {
  readonly store: Pick<GraphStore, 'commit' | 'readRecords'>;
  readonly agent: string;
  readonly now: () => Date;
  readonly inboxDays?: number | undefined;
  readonly onFailure: (error: unknown) => void;
}): Pruning {
  const pruning = { ...parts, inboxDays: parts.inboxDays ?? INBOX_DAYS };
  let running: Promise<number> | undefined;
  const once = (): Promise<number> => (running ??= prune(pruning).finally(() => (running = undefined)));
  const timer = setInterval(() => void once().catch(parts.onFailure), INTERVAL).unref();
  return {
    prune: once,
    close: async () => {
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}
