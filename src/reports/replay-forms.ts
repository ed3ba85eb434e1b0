import type { Replay } from './replay.js';

/** A replay as an object for JSON; its lines are N-Quads. */
export function replayToJson({ iri, decision, same, record, missing, added }: Replay): object {
  return { decision: iri, same, asOf: decision.asOf, why: decision.sentence, record, missing, added };
}

/** A replay as lines for a person, with what differs. */
export function replayToText({ decision, same, missing, added }: Replay): string {
  return [
    decision.sentence.en,
    same ? 'The record is the same, to the byte.' : 'The records differ:',
    ...missing.map((line) => `- ${line}`),
    ...added.map((line) => `+ ${line}`),
    '',
  ].join('\n');
}
