import type { Client } from '../../access/index.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import type { Command } from './commands.js';
import type { ReportLife } from './life-of.js';
import type { Plan } from './step.js';

/** Who gave a command, as only those who may read the history see it; the change log says the same. */
export interface AuditedStep {
  /** IRI of the step in the history. */
  readonly step: string;
  readonly command: string;
  /** IRI of the client. */
  readonly agent: string;
  readonly requestId?: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
}

/** The record of a command, beside the graph and found by its report. */
export function auditRecord(
  life: ReportLife,
  plan: Plan,
  about: {
    readonly order: { readonly command: Command; readonly requestId?: string };
    readonly client: Client;
    readonly time: Date;
  },
): KeptRecord {
  const { order, client, time } = about;
  const number = String(life.history.length + 1);
  const audited: AuditedStep = {
    step: `${life.iri}#status-${number}`,
    command: plan.command,
    agent: client.id,
    ...(order.requestId === undefined ? {} : { requestId: order.requestId }),
    time: time.toISOString(),
  };
  return {
    table: 'audit',
    key: `report ${life.id} ${number.padStart(6, '0')}`,
    value: JSON.stringify(audited),
  };
}

/** Who gave each command to a report, in order. @param id the report's own key */
export function readAuditedSteps(store: Pick<GraphStore, 'readRecords'>, id: string): AuditedStep[] {
  const records = store.readRecords('audit', { start: `report ${id} `, end: `report ${id}!` });
  return [...records].map(({ value }) => JSON.parse(value) as AuditedStep);
}
