import { ProblemError } from '../problem.js';

/** Failures that are listed in an answer; a report file has them all. */
const LISTED = 20;

/** A text in the two languages of the service: what is wrong, and how to mend it. */
export interface FailureMessage {
  readonly nl: string;
  readonly en: string;
}

/** Where a record stands. */
export interface RecordPlace {
  readonly file: string;
  /** Line of the file, where the format has lines. */
  readonly line?: number | undefined;
  /** Number of the record in its file, counted from 1. */
  readonly record: number;
}

/** Something wrong with one record of a register's files. */
export interface LoadFailure extends RecordPlace {
  /** IRI of the thing, where it is known. */
  readonly feature?: string | undefined;
  readonly message: FailureMessage;
}

/** How many records may fail before the load is refused: a number, or a share of all. */
export type FailureLimit = { readonly count: number } | { readonly share: number };

/**
 * Reads a limit such as `10` or `0.5%`.
 * @throws ProblemError `invalid-parameter`
 */
export function parseFailureLimit(text: string): FailureLimit {
  const [, amount, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  const value = Number(amount);
  if (amount !== undefined && percent === '%' && value <= 100) return { share: value / 100 };
  if (amount !== undefined && percent === '' && Number.isInteger(value)) return { count: value };
  throw new ProblemError('invalid-parameter', `"${text}" is no number of failures. Write 10, or 0.5%.`, {
    parameter: 'maxFailures',
    example: '0.5%',
  });
}

/** Keeps count of what went wrong. */
export class FailureList {
  readonly #limit: FailureLimit;
  readonly #listener: ((failure: LoadFailure) => void) | undefined;
  readonly #listed: LoadFailure[] = [];
  #faults = 0;
  #records = 0;

  constructor(limit: FailureLimit, listener?: (failure: LoadFailure) => void) {
    this.#limit = limit;
    this.#listener = listener;
  }

  /** Takes all that is wrong with one record. */
  add(failures: readonly LoadFailure[]): void {
    if (failures.length === 0) return;
    this.#records += 1;
    for (const failure of failures) {
      this.#faults += 1;
      if (this.#listed.length < LISTED) this.#listed.push(failure);
      this.#listener?.(failure);
    }
  }

  /** Records that failed. */
  get records(): number {
    return this.#records;
  }

  get listed(): readonly LoadFailure[] {
    return this.#listed;
  }

  /** Whether no more records can save the load; a share is known at the end alone. */
  get isHopeless(): boolean {
    return 'count' in this.#limit && this.#records > this.#limit.count;
  }

  /**
   * @param all records read, the failed ones included
   * @throws ProblemError `invalid-register` listing the first failures, where there are more than allowed
   */
  refuseBeyondLimit(name: string, all: number): void {
    const most = 'count' in this.#limit ? this.#limit.count : this.#limit.share * all;
    if (this.#records <= most) return;
    const listed = this.#listed.map(
      (failure) =>
        `${describePlace(failure)}${failure.feature ? ` <${failure.feature}>` : ''}: ${failure.message.en}`,
    );
    const more = this.#faults - this.#listed.length;
    const allowed = most > 0 ? ` (${String(Math.floor(most))} are allowed)` : '';
    throw new ProblemError(
      'invalid-register',
      `Register ${name} has ${String(this.#faults)} faults in ${String(this.#records)} records${allowed}, so nothing was changed:\n${listed.join('\n')}${more > 0 ? `\n… and ${String(more)} more` : ''}`,
      { errors: this.#listed, count: this.#faults, records: this.#records },
    );
  }
}

/** Where a record stands, in words. */
export function describePlace({ file, line, record }: RecordPlace): string {
  return `${file}, ${line === undefined ? `record ${String(record)}` : `line ${String(line)}`}`;
}
