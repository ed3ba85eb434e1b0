import type { Client } from '../../access/index.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';

/** One look at the personal data of a report. */
export interface PersonalRead {
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** IRI of the client. */
  readonly client: string;
  /** IRI of the organisation that it acts for, or of the function it has. */
  readonly by: string;
  readonly requestId: string;
}

/**
 * The record of a look at personal data, to be on disk before the data is shown.
 * @param id the report's own key
 */
export function readRecordOf(
  id: string,
  about: {
    readonly client: Client;
    readonly time: Date;
    readonly requestId: string;
    readonly baseUrl: string;
  },
): KeptRecord {
  const { client, requestId, baseUrl } = about;
  const time = about.time.toISOString();
  const role = (['dispatcher', 'administrator'] as const).find((each) => client.roles.has(each));
  const by =
    client.follows === undefined
      ? (client.organisation ?? `${baseUrl}/id/agent/${role ?? 'client'}`)
      : client.id;
  const read: PersonalRead = { time, client: client.id, by, requestId };
  return { table: 'audit', key: `personal ${id} ${time} ${requestId}`, value: JSON.stringify(read) };
}

/** Who looked at the personal data of a report, in order. @param id the report's own key */
export function readersOf(store: Pick<GraphStore, 'readRecords'>, id: string): PersonalRead[] {
  const records = store.readRecords('audit', { start: `personal ${id} `, end: `personal ${id}!` });
  return [...records].map(({ value }) => JSON.parse(value) as PersonalRead);
}
