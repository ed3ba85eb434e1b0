import type { Knowledge } from './knowledge.js';

/** Times that something is worked out; the last time stands, whatever changes meanwhile. */
const ATTEMPTS = 3;

/**
 * Works something out from one state of registers and rules. Where they changed meanwhile, what was asked of the graph may
 * be of before and after, so that it is worked out anew, at most twice.
 * @param current gives the knowledge of now
 * @param work rejects with what is of no interest where the knowledge has changed
 */
export async function inOneKnowledge<T>(
  current: () => Promise<Knowledge>,
  work: (knowledge: Knowledge) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const knowledge = await current();
    const working = work(knowledge);
    await Promise.allSettled([working]);
    if (attempt === ATTEMPTS || (await current()) === knowledge) return working;
  }
}
