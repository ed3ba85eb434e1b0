import type { Client } from '../../access/index.js';
import { ww } from '../../rdf/namespaces.js';
import { lineTerms } from '../../rdf/nquads.js';
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
  /** What set the sending of a form apart, where it came by one. */
  readonly once?: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
}

/** The record of a command, beside the graph and found by its report. */
export function auditRecord(
  life: ReportLife,
  plan: Plan,
  about: {
    readonly order: {
      readonly command: Command;
      readonly requestId?: string;
      readonly once?: string | undefined;
    };
    readonly client: Client;
    readonly time: Date;
  },
): KeptRecord {
  const { order, client, time } = about;
  const number = life.history.length + 1;
  const audited: AuditedStep = {
    step: `${life.iri}#status-${String(number)}`,
    command: plan.command,
    agent: client.id,
    ...(order.requestId === undefined ? {} : { requestId: order.requestId }),
    ...(order.once === undefined ? {} : { once: order.once }),
    time: time.toISOString(),
  };
  return recordOf(life.id, number, audited);
}

function recordOf(id: string, number: number, audited: AuditedStep): KeptRecord {
  const key = `report ${id} ${String(number).padStart(6, '0')}`;
  return { table: 'audit', key, value: JSON.stringify(audited) };
}

/** The record of filing a report, which is the first of its history. */
export function filingRecord(
  { id, report }: { readonly id: string; readonly report: string },
  about: { readonly agent: string; readonly requestId?: string | undefined; readonly time: Date },
): KeptRecord {
  const { agent, requestId, time } = about;
  const audited: AuditedStep = {
    step: `${report}#status`,
    command: 'file',
    agent,
    ...(requestId === undefined ? {} : { requestId }),
    time: time.toISOString(),
  };
  return recordOf(id, 1, audited);
}

/** Who filed a report and gave each command to it, in order. @param id the report's own key */
export function readAuditedSteps(store: Pick<GraphStore, 'readRecords'>, id: string): AuditedStep[] {
  const records = store.readRecords('audit', { start: `report ${id} `, end: `report ${id}!` });
  return [...records].map(({ value }) => JSON.parse(value) as AuditedStep);
}

/** Whether a command was done that this set apart. @param id the report's own key */
export function wasDone(store: Pick<GraphStore, 'readRecords'>, id: string, once: string): boolean {
  return readAuditedSteps(store, id).some((step) => step.once === once);
}

/** Changes of others that may come between a decision and the report that it is part of. */
const MOST_BETWEEN = 1000;

/**
 * Who filed a report from before that was recorded beside it, from the change log; `undefined` where it is not found
 * there.
 */
export function readFiling(
  store: Pick<GraphStore, 'log'>,
  { iri, graph, lines, history }: ReportLife,
): AuditedStep | undefined {
  const decided = lines.flatMap((line) => {
    const { predicate, object } = lineTerms(line);
    return predicate === `<${ww('asOfChange')}>` ? [Number(/^"(\d+)"/.exec(object)?.[1])] : [];
  });
  const from = Math.min(...decided);
  if (!Number.isFinite(from)) return undefined;
  for (const { sequence, agent, requestId, time, patch } of store.log(from)) {
    if (sequence > from + MOST_BETWEEN) return undefined;
    const [head = ''] = patch();
    if (head.includes(`H create <${graph}> .`))
      return {
        step: history[0]?.iri ?? iri,
        command: 'file',
        agent,
        time,
        ...(requestId === undefined ? {} : { requestId }),
      };
  }
  return undefined;
}
