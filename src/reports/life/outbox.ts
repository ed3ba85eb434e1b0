import type { Bilingual } from '../../responsibility/index.js';
import type { KeptRecord } from '../../store/graph-store.js';

/** Something that happened to a report and that others are to be told; written in the same flush as the change. */
export interface OutboxEvent {
  /** IRI of the event; the same at each attempt to deliver it, so that receivers can drop repeats. */
  readonly id: string;
  /** `report.` and the command, such as `report.refuse`; `report.file` for a new report. */
  readonly kind: string;
  /** IRI of the report. */
  readonly report: string;
  /** Key of the state after it. */
  readonly state: string;
  /** IRI of who has the report after it; `null` where that is a dispatcher. */
  readonly organisation: string | null;
  /** IRI of who had it before, and must know that it is gone. */
  readonly previous: string | null;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** What to tell the reporter, in plain words. */
  readonly message: Bilingual;
}

/**
 * The record of an event. Keys sort in the order of the change log: the number of the change in twelve digits, then
 * the event.
 * @param sequence number that the change gets; to be asked inside the transaction
 */
export function outboxRecord(sequence: number, event: OutboxEvent): KeptRecord {
  const key = `${String(sequence).padStart(12, '0')} ${event.id}`;
  return { table: 'outbox', key, value: JSON.stringify(event) };
}
