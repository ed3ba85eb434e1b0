import { reportId } from '../../reports/index.js';
import type { KeptRecord } from '../../store/graph-store.js';

/** What an endpoint gives for a request that it took: a number, or a token by which the number is asked for later. */
export type Receipt = { readonly request: string } | { readonly token: string };

/** A service request that an endpoint of Open311 took, whose status is asked for there. */
export interface AwaitedRequest {
  /** IRI of the report. */
  readonly report: string;
  /** IRI of the organisation that it was brought to. */
  readonly organisation: string;
  readonly receipt: Receipt;
  /** When it was taken, ISO 8601 in UTC. */
  readonly since: string;
  /** When to ask again, ISO 8601 in UTC. */
  readonly due: string;
  /** Milliseconds that were waited last. */
  readonly wait: number;
  /** The status as it was given last. */
  readonly status?: string | undefined;
}

/** The record of an awaited request; one report is awaited once at each target. @param target key of the channel */
export function awaitedRecord(target: string, awaited: AwaitedRequest): KeptRecord {
  return { table: 'open311', key: keyOf(target, awaited), value: JSON.stringify(awaited) };
}

/** What takes that record away. */
export function noLongerAwaited(target: string, awaited: AwaitedRequest): KeptRecord {
  return { table: 'open311', key: keyOf(target, awaited), value: undefined };
}

function keyOf(target: string, { report }: AwaitedRequest): string {
  return `${target} ${reportId(report)}`;
}
