import type { OutboxEvent } from '../reports/index.js';
import type { GraphStore } from '../store/graph-store.js';
import type { Ancestry } from '../reports/index.js';
import type { Channels } from './channels/channels.js';
import { wants, type Channel } from './channels/settings.js';
import type { Routed } from './drain/drain.js';
import { inboxRecords, type Addressed } from './inbox/inbox-records.js';
import { targetOf } from './keys.js';
import { noticeTargets } from './notices/notice-target.js';

/** What routing works with. */
export interface RoutingParts {
  readonly store: Pick<GraphStore, 'readRecord' | 'readRecords' | 'secrets'>;
  readonly ancestry: Ancestry;
  readonly channels: Channels;
  /** IRIs of the areas in which a report lies, and of those that they lie in; whose dispatchers have what nobody has. */
  readonly areasOf: (report: string) => Promise<readonly string[]>;
  /** Whether a report in a state waits for someone. */
  readonly isOpen: (state: string) => boolean;
}

/**
 * Says where events go: to the inboxes of who has the report, of who had it, and of the organisations above them, or of
 * the areas where that is a dispatcher;
 * through the channels of the nearest of those that has any; and to the reporter and followers who asked for notices.
 */
export async function route(
  parts: RoutingParts,
  events: readonly { readonly key: string; readonly event: OutboxEvent }[],
): Promise<Routed[]> {
  const addressed: Addressed[] = [];
  const routed: Routed[] = [];
  for (const { key, event } of events) {
    const holders = await above(parts, event.organisation, event.report);
    const isNew = event.previous === null && event.kind === 'report.file';
    const before = isNew ? [] : await above(parts, event.previous, event.report);
    addressed.push({ position: key, event, holders, before });
    const targets = new Map<string, string>();
    for (const [line, isHolder] of [
      [holders, true],
      [before, false],
    ] as const)
      for (const { organisation, name, settings } of nearest(parts, line))
        if (wants(settings, event, isHolder)) targets.set(targetOf(organisation, name), settings.kind);
    routed.push({
      targets: [
        ...[...targets].map(([target, kind]) => ({ target, kind })),
        ...noticeTargets(parts.store, event),
      ],
      organisations: [...holders, ...before],
      keep: [],
    });
  }
  const [first, ...rest] = routed;
  // The inboxes of the whole portion are written as one, since later events replace what earlier ones wrote.
  if (!first) return [];
  return [{ ...first, keep: inboxRecords(parts.store, addressed, parts.isOpen) }, ...rest];
}

function above(
  { ancestry, areasOf }: RoutingParts,
  organisation: string | null,
  report: string,
): Promise<readonly string[]> {
  return organisation === null ? areasOf(report) : ancestry.of(organisation);
}

function nearest({ channels }: RoutingParts, line: readonly string[]): readonly Channel[] {
  for (const organisation of line) {
    const own = channels.of(organisation);
    if (own.length > 0) return own;
  }
  return [];
}
