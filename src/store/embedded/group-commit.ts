/** What waits to be done together with others. */
interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is asked in one turn of the event loop and does it in one go, so that all of it shares one flush. Where
 * that fails, each item is tried alone, so that one cannot fail the others.
 */
export class GroupCommit<T, R> {
  readonly #run: (items: readonly T[]) => readonly R[];
  #waiting: Waiting<T, R>[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  /** @param run does all of the items or, when it throws, nothing; gives one result for each */
  constructor(run: (items: readonly T[]) => readonly R[]) {
    this.#run = run;
  }

  /** Resolves when the item is done. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#scheduled ??= setImmediate(() => {
        this.flush();
      });
    });
  }

  /** Does what waits now. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 1 && this.#attempt(group) === undefined) return;
    for (const waiting of group) {
      const failure = this.#attempt([waiting]);
      if (failure) waiting.reject(failure.error);
    }
  }

  #attempt(group: readonly Waiting<T, R>[]): { readonly error: unknown } | undefined {
    try {
      const results = this.#run(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as R);
      });
      return undefined;
    } catch (error) {
      return { error };
    }
  }
}
