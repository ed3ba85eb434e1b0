import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import type { OutboxEvent } from '../../reports/index.js';
import type { AnswerLink } from '../email/answer-links.js';
import { KEY_LENGTH } from '../keys.js';

/** Records that are removed in one flush. */
const PORTION = 1000;
const DAY = 24 * 3_600_000;
/** Days for which a link that no longer works still says why. */
const LINK_DAYS = 30;

/** What pruning works with. */
export interface PruneParts {
  readonly store: Pick<GraphStore, 'commit' | 'readRecords'>;
  /** IRI of who removes. */
  readonly agent: string;
  readonly now: () => Date;
  /** Days for which inboxes keep what happened. */
  readonly inboxDays: number;
}

/**
 * Removes what nobody needs any more: events from inboxes when they are older than inboxes keep them, and links sent by
 * mail some time after they stopped working. Open reports stay in the inbox however old they are.
 * @returns how many records were removed
 */
export async function prune({ store, agent, now, inboxDays }: PruneParts): Promise<number> {
  const time = now().getTime();
  const before = (days: number): string => new Date(time - days * DAY).toISOString();
  let count = 0;
  let portion: KeptRecord[] = [];
  const flush = async (): Promise<void> => {
    if (portion.length === 0) return;
    count += portion.length;
    await store.commit({ agent, reason: 'Old events and links removed', keep: portion });
    portion = [];
  };
  for (const record of [...oldEvents(store, before(inboxDays)), ...oldLinks(store, before(LINK_DAYS))]) {
    portion.push(record);
    if (portion.length >= PORTION) await flush();
  }
  await flush();
  return count;
}

/** Events of each organisation stand in their order, so the first that is young enough ends the look at its inbox. */
function* oldEvents(store: PruneParts['store'], limit: string): Generator<KeptRecord> {
  let start = '';
  for (;;) {
    const [first] = store.readRecords('inbox', { start, limit: 1 });
    if (!first) return;
    const owner = first.key.slice(0, first.key.indexOf(' '));
    start = `${owner}!`;
    if (owner.length !== KEY_LENGTH) continue;
    const range = { start: `${owner} event `, end: `${owner} event!` };
    for (const { key, value } of store.readRecords('inbox', range)) {
      if ((JSON.parse(value) as OutboxEvent).time >= limit) break;
      yield { table: 'inbox', key, value: undefined };
    }
  }
}

function* oldLinks(store: PruneParts['store'], limit: string): Generator<KeptRecord> {
  for (const { key, value } of store.readRecords('mail-link'))
    if ((JSON.parse(value) as AnswerLink).expires < limit)
      yield { table: 'mail-link', key, value: undefined };
}
