/** Lets a number of tasks run at a time; the others wait for their turn. */
export class Turns {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Runs a task when there is room.
   * @param place before or behind the others that wait
   */
  async take<T>(place: 'first' | 'last', task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limit) this.#running += 1;
    else
      await new Promise<void>((resolve) => {
        if (place === 'first') this.#waiting.unshift(resolve);
        else this.#waiting.push(resolve);
      });
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // Who comes next takes the place over.
      if (next) next();
      else this.#running -= 1;
    }
  }
}
