import { createHash } from 'node:crypto';
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

/** Gives the same answer to the same request (draft-ietf-httpapi-idempotency-key-header, section 2). */
export interface Idempotency<T> {
  /**
   * Runs `action` unless its key was used before.
   * @param action makes the answer; it is handed the record to write together with its change
   * @throws ProblemError `idempotency-conflict` where the key was used with another body
   */
  once(
    key: string,
    body: Buffer,
    action: (keep: (report: string, json: string) => KeptRecord) => Promise<T>,
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
  const running = new Map<string, { readonly bodyHash: string; readonly answer: Promise<T> }>();
  return {
    once: async (key, body, action, repeat) => {
      const bodyHash = createHash('sha256').update(body).digest('base64');
      const name = createHash('sha256').update(key).digest('base64');
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
      const keep = (report: string, json: string): KeptRecord => {
        const answer: KeptAnswer = { bodyHash, report, json, time: options.now().getTime() };
        return { table: 'idempotency', key: name, value: JSON.stringify(answer) };
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
