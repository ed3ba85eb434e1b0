import { ProblemError } from '../problem.js';

/** Asks about several things in one query. What there is nothing to say about may be left out of the answer. */
export type AskAll<T> = (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/** Things to be asked about together, and the answer to come. */
interface NextQuery<T> {
  readonly keys: string[];
  readonly answer: Promise<ReadonlyMap<string, T>>;
}

/**
 * Asks what several decisions want to know in one turn of the event loop in one query, about each thing once. Where that
 * fails, each thing is asked about alone, so that one that cannot be asked about fails its own decision only. A failure is
 * told to whoever asked; the next one asks again.
 */
export function askTogether<T>(ask: AskAll<T>): (key: string) => Promise<T | undefined> {
  const asked = new Map<string, Promise<T | undefined>>();
  /** The query that the next turn sends. */
  let next: NextQuery<T> | undefined;

  const nextQuery = (): NextQuery<T> => {
    const keys: string[] = [];
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = undefined;
      return ask(keys);
    });
    return { keys, answer };
  };

  return (key) => {
    const known = asked.get(key);
    if (known) return known;
    const { keys, answer } = (next ??= nextQuery());
    keys.push(key);
    const found = answer
      .catch((error: unknown) => {
        // Of no worker and of limits of time and memory, the things are not to blame; asking more would make it worse.
        if (keys.length === 1 || error instanceof ProblemError) throw error;
        return ask([key]);
      })
      .then((all) => all.get(key));
    asked.set(key, found);
    const forget = (): void => void asked.delete(key);
    found.then(forget, forget);
    return found;
  };
}
