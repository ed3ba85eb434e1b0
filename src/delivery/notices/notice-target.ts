import {
  noticeRoute,
  reportId,
  subscribersOf,
  type NoticeRoute,
  type OutboxEvent,
} from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { Target } from '../drain/drain.js';

/** Kinds of deliveries to reporters and to those who follow a report. */
export const NOTICE_KINDS = ['reporter-email', 'reporter-webhook'] as const;

/** What only the reporter does, or what changes nothing for the reporter. */
const UNTOLD = ['answer', 'addition', 'relate', 'seal'];
/** After a rating those who follow the report hear only that it is open again. */
const AGAIN_OPEN = ['reopened', 'unassigned'];

/** Where an event goes to tell the reporter and those who follow the report, as far as they asked for it and do not know yet. */
export function noticeTargets(
  store: Pick<GraphStore, 'readRecord' | 'readRecords' | 'secrets'>,
  { kind, report, state }: OutboxEvent,
): Target[] {
  const command = kind.replace(/^report\./, '');
  if (UNTOLD.includes(command) || (command === 'rate' && !AGAIN_OPEN.includes(state))) return [];
  const id = reportId(report);
  const reporter = noticeRoute(store, id);
  return [
    ...(reporter ? [targetFor(reporter)] : []),
    ...subscribersOf(store, id).map(({ key, route }) => ({ ...targetFor(route), to: key })),
  ];
}

function targetFor({ by, server = '' }: NoticeRoute): Target {
  return by === 'email'
    ? { target: 'reporter-email', kind: 'reporter-email' }
    : { target: `reporter-webhook.${server}`, kind: 'reporter-webhook' };
}
