import { noticeRoute, reportId, type OutboxEvent } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';

/** Kinds of deliveries to reporters. */
export const NOTICE_KINDS = ['reporter-email', 'reporter-webhook'] as const;

/** What the reporter did, or what changes nothing for the reporter. */
const UNTOLD = ['answer', 'addition', 'relate', 'seal'];
/** After a rating the reporter hears only that the report is open again. */
const AGAIN_OPEN = ['reopened', 'unassigned'];

/** Where an event goes to tell the reporter; `undefined` where the reporter asked for nothing, or knows already. */
export function noticeTarget(
  store: Pick<GraphStore, 'readRecord'>,
  { kind, report, state }: OutboxEvent,
): { readonly target: string; readonly kind: string } | undefined {
  const command = kind.replace(/^report\./, '');
  if (UNTOLD.includes(command) || (command === 'rate' && !AGAIN_OPEN.includes(state))) return undefined;
  const route = noticeRoute(store, reportId(report));
  if (!route) return undefined;
  return route.by === 'email'
    ? { target: 'reporter-email', kind: 'reporter-email' }
    : { target: `reporter-webhook.${route.server ?? ''}`, kind: 'reporter-webhook' };
}
