import type { Bilingual } from '../responsibility/index.js';
import type { Replay } from './replay.js';

/** A replay as JSON has it; its lines are N-Quads. */
export interface ReplayJson extends Pick<Replay, 'same' | 'record' | 'missing' | 'added' | 'texts'> {
  /** IRI of the decision. */
  readonly decision: string;
  /** Number of the last change that it had seen. */
  readonly asOf: number;
  readonly why: Bilingual;
}

/** A replay as an object for JSON. */
export function replayToJson({ iri, decision, same, record, missing, added, texts }: Replay): ReplayJson {
  return { decision: iri, same, asOf: decision.asOf, why: decision.sentence, record, missing, added, texts };
}

/** A replay as lines for a person, with what differs. */
export function replayToText({ why, same, missing, added, texts }: ReplayJson): string {
  return [
    why.en,
    same ? 'The record is the same, to the byte.' : 'The records differ:',
    ...differing({ missing, added }),
    ...(texts.missing.length + texts.added.length > 0
      ? ['Its explanations are worded otherwise now:', ...differing(texts)]
      : []),
    '',
  ].join('\n');
}

function differing({ missing, added }: Replay['texts']): string[] {
  return [...missing.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}
