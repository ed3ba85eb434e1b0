import { randomUUID } from 'node:crypto';
import { EMPTY_STATE, type JournalState } from './journal-tables.js';

/** What the next entry of the log is numbered and called, and what it follows. */
export interface LogPlace {
  readonly sequence: number;
  readonly id: string;
  /** IRI of the patch before it; empty for the first. */
  readonly previous: string;
}

/** The counters of the journal as they move within a transaction; whoever runs the transaction writes or restores them. */
export class JournalCounters {
  #state: JournalState;

  constructor(state: JournalState = EMPTY_STATE) {
    this.#state = state;
  }

  get state(): JournalState {
    return this.#state;
  }

  /** Goes back to what was noted before a transaction that failed. */
  restore(state: JournalState): void {
    this.#state = state;
  }

  /** A number for a new segment. */
  takeSegment(): number {
    const segment = this.#state.nextSegment;
    this.#state = { ...this.#state, nextSegment: segment + 1 };
    return segment;
  }

  /** Adds to the totals of the journal. */
  addTotals(quads: number, bytes: number): void {
    this.#state = { ...this.#state, quads: this.#state.quads + quads, bytes: this.#state.bytes + bytes };
  }

  /** Takes the next place in the log. */
  takeLogPlace(): LogPlace {
    const { head: previous, sequence } = this.#state;
    const id = `urn:uuid:${randomUUID()}`;
    this.#state = { ...this.#state, sequence: sequence + 1, head: id };
    return { sequence: sequence + 1, id, previous };
  }
}
