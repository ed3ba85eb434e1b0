/** Milliseconds before something that failed is tried again, at first; each next wait is twice as long, up to the longest. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 300_000;

/** Work on many things at a time, and on each thing by one at a time. */
export interface Lanes {
  /** Looks after a thing: now, or once more when who does so now has ended. */
  wake(key: string): void;
  /** Resolves when whoever is at work has ended. */
  close(): Promise<void>;
}

/**
 * What fails, such as a journal on a full disk, is tried again after a while.
 * @param work looks after one thing; ends soon where the signal is aborted
 */
export function createLanes(
  work: (key: string, signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): Lanes {
  const running = new Map<string, { again: boolean; done: Promise<void> }>();
  const failed = new Map<string, { readonly times: number; readonly timer: NodeJS.Timeout }>();
  const closing = new AbortController();
  const tryLater = (key: string, error: unknown): void => {
    onFailure(error);
    if (closing.signal.aborted) return;
    const times = failed.get(key)?.times ?? 0;
    const timer = setTimeout(() => {
      wake(key);
    }, waitAfter(times)).unref();
    failed.set(key, { times: times + 1, timer });
  };
  const wake = (key: string): void => {
    if (closing.signal.aborted) return;
    clearTimeout(failed.get(key)?.timer);
    const already = running.get(key);
    if (already) {
      already.again = true;
      return;
    }
    const state: { again: boolean; done: Promise<void> } = { again: false, done: Promise.resolve() };
    running.set(key, state);
    state.done = work(key, closing.signal)
      .then(
        () => void failed.delete(key),
        (error: unknown) => {
          tryLater(key, error);
        },
      )
      .finally(() => {
        running.delete(key);
        if (state.again) wake(key);
      });
  };
  return {
    wake,
    close: async () => {
      closing.abort();
      for (const { timer } of failed.values()) clearTimeout(timer);
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

/** Milliseconds until the next attempt. @param attempts that failed before the last one */
export function waitAfter(attempts: number): number {
  return Math.min(FIRST_WAIT * 2 ** attempts, LONGEST_WAIT);
}

/** Waits, or less long where all is to end. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
