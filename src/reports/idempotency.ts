import { createHash, createHmac } from 'node:crypto';
import { ProblemError } from '../problem.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';

/** An answer as it is kept for a repeated request. */
export interface KeptAnswer {
  readonly bodyHash: string;
  readonly report: string;
  readonly json: string;
  /** When it was given, in milliseconds since 1970. */
  readonly time: number;
}

/** What makes a request the same one. */
export interface IdempotentRequest {
  /** What the client calls it. */
  readonly key: string;
  /** IRI of the client, as others may call theirs the same; none for one that says no name. */
  readonly client?: string | undefined;
  /** Everything that was sent. */
  readonly body: Buffer;
}

/** Gives the same answer to the same request (draft-ietf-httpapi-idempotency-key-header, section 2). */
export interface Idempotency<T> {
  /**
   * Runs `action` unless its key was used before.
   * @param action makes the answer; it is handed what makes the records to write together with
   *   its change, to be called in the transaction
   * @throws ProblemError `idempotency-conflict` where the key was used with another body
   */
  once(
    request: IdempotentRequest,
    action: (keep: (report: string, json: string) => readonly KeptRecord[]) => Promise<T>,
    repeat: (kept: KeptAnswer) => T,
  ): Promise<T>;
}

/**
 * @param options.lifetime milliseconds for which a key is remembered
 * @param options.now the clock
 */
export function createIdempotency<T>(
  store: GraphStore,
  options: { readonly lifetime: number; readonly now: () => Date },
): Idempotency<T> {
  const sweep = createSweep(store, options.lifetime);
  const running = new Map<string, { readonly bodyHash: string; readonly answer: Promise<T> }>();
  return {
    once: async ({ key, client, body }, action, repeat) => {
      // Keyed, so that nobody can try who may have written what: the key is not kept, only its hash.
      const bodyHash = createHmac('sha256', key).update(body).digest('base64');
      const named = client === undefined ? key : JSON.stringify([client, key]);
      const name = createHash('sha256').update(named).digest('base64');
      const other = running.get(name);
      if (other) {
        checkSame(other.bodyHash, bodyHash);
        return other.answer;
      }
      const kept = readKept(store, name);
      if (kept && options.now().getTime() - kept.time < options.lifetime) {
        checkSame(kept.bodyHash, bodyHash);
        return repeat(kept);
      }
      const keep = (report: string, json: string): KeptRecord[] => {
        const time = options.now().getTime();
        const answer: KeptAnswer = { bodyHash, report, json, time };
        return [...sweep(time), { table: 'idempotency', key: name, value: JSON.stringify(answer) }];
      };
      const answer = action(keep);
      running.set(name, { bodyHash, answer });
      try {
        return await answer;
      } finally {
        running.delete(name);
      }
    },
  };
}

/** Records looked at for each new one: more than one, so that more go than come. */
const SWEPT = 2;

/**
 * Clears answers whose time is over, a few with each new one: the table is gone through from end to end, again and
 * again, and grows no larger than what one lifetime brings, about.
 */
function createSweep(store: GraphStore, lifetime: number): (time: number) => KeptRecord[] {
  let start = '';
  return (time) => {
    const looked = [...store.readRecords('idempotency', { start, limit: SWEPT + 1 })];
    const next = looked.length > SWEPT ? looked.pop() : undefined;
    start = next?.key ?? '';
    return looked.flatMap(({ key, value }): KeptRecord[] => {
      const { time: given } = JSON.parse(value) as KeptAnswer;
      return time - given < lifetime ? [] : [{ table: 'idempotency', key, value: undefined }];
    });
  };
}

function readKept(store: GraphStore, name: string): KeptAnswer | undefined {
  const text = store.readRecord('idempotency', name);
  return text === undefined ? undefined : (JSON.parse(text) as KeptAnswer);
}

function checkSame(before: string, now: string): void {
  if (before === now) return;
  throw new ProblemError(
    'idempotency-conflict',
    'This Idempotency-Key came earlier with another body. Send the same body again, or use a new key for a new report.',
  );
}
