/** Runs actions on one thing one after the other, and actions on different things beside each other. */
export interface Turns {
  /** Waits for its turn with `key`, then runs; what an action before it came to makes no difference. */
  take<T>(key: string, action: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (key, action) => {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(action, action);
      const settled = mine.catch(() => undefined);
      last.set(key, settled);
      try {
        return await mine;
      } finally {
        if (last.get(key) === settled) last.delete(key);
      }
    },
  };
}
