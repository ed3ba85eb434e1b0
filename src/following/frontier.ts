import type { WaitingPage } from './state.js';

interface Entry {
  readonly page: WaitingPage;
  readonly from: number;
  /** How many were added before it. */
  readonly number: number;
}

/**
 * Pages to be read, those with the earliest members first, so that versions come in the order in which they were made;
 * of the same time, the one that was added first. A binary heap: adding and taking stay fast, whatever the order of a
 * stranger's pages is.
 */
export class Frontier {
  readonly #heap: Entry[] = [];
  #added = 0;

  add(page: WaitingPage): void {
    const entry = { page, from: page.from ?? -Infinity, number: this.#added };
    this.#added += 1;
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const other = this.#heap[above];
      if (!other || isBefore(other, entry)) break;
      this.#heap[at] = other;
      at = above;
    }
    this.#heap[at] = entry;
  }

  take(): WaitingPage | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#sink(last);
    return first?.page;
  }

  /** Puts an entry at the top, and further down where earlier ones are below it. */
  #sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
      const isRight = left && right ? isBefore(right, left) : false;
      const next = isRight ? right : left;
      if (!next || isBefore(entry, next)) break;
      this.#heap[at] = next;
      at = 2 * at + (isRight ? 2 : 1);
    }
    this.#heap[at] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.from === b.from ? a.number < b.number : a.from < b.from;
}
