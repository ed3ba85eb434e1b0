import type { OpenPage } from './state.js';

/** Pages to be read, those with the earliest members first, so that versions come in the order in which they were made. */
export class Frontier {
  /** In the opposite order, so that the next one is the last. */
  readonly #pages: OpenPage[] = [];

  add(page: OpenPage): void {
    let [low, high] = [0, this.#pages.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (beginning(this.#pages[middle]) > beginning(page)) low = middle + 1;
      else high = middle;
    }
    this.#pages.splice(low, 0, page);
  }

  take(): OpenPage | undefined {
    return this.#pages.pop();
  }
}

function beginning(page: OpenPage | undefined): number {
  return page?.from ?? -Infinity;
}
