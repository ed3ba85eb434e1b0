import { readProcess, type Process, type ProcessStore } from './process.js';
import type { Kind } from './states.js';

/** Waits for processes to come to something. */
export interface Watch {
  /** Tells of a change. */
  changed(process: Process): void;
  /** Resolves with the process as soon as it passes the test, or as it is when patience is over. @param patience milliseconds */
  until(
    kind: Kind,
    pid: string,
    test: (process: Process) => boolean,
    patience: number,
  ): Promise<Process | undefined>;
}

export function createWatch(store: ProcessStore): Watch {
  const listeners = new Set<(process: Process) => void>();
  return {
    changed: (process) => {
      for (const listener of listeners) listener(process);
    },
    until: (kind, pid, test, patience) => {
      const current: Process | undefined = readProcess(store, kind, pid);
      if (!current || test(current)) return Promise.resolve(current);
      return new Promise((resolve) => {
        const finish = (process: Process | undefined): void => {
          clearTimeout(timer);
          listeners.delete(listener);
          resolve(process);
        };
        const listener = (process: Process): void => {
          if (process.kind === kind && process.pid === pid && test(process)) finish(process);
        };
        const timer = setTimeout(() => {
          finish(readProcess(store, kind, pid));
        }, patience);
        listeners.add(listener);
      });
    },
  };
}
