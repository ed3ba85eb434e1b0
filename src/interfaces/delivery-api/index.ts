/** Channels and inboxes of organisations. */
import type { Deliveries } from '../../delivery/index.js';
import type { OpenReport } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { Route, Site } from '../http/reply.js';
import {
  commandChannel,
  deleteChannel,
  listChannels,
  listDead,
  putChannel,
  showChannel,
} from './channels.js';
import { showInbox } from './inbox.js';
import { listDeadNotices, replayNotices, showNotices } from './notices.js';

export { registerDeliveryFigures } from './metrics.js';

/** What the routes work with. */
export interface DeliveryApiOptions extends Site {
  readonly deliveries: Deliveries;
  readonly store: Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords'>;
  readonly now: () => Date;
  /** Keys of the states in which a report waits for someone. */
  readonly openStates: readonly string[];
  readonly openReport: (report: string) => OpenReport | undefined;
  /** An area with all areas that it lies in. */
  readonly areasFrom: (area: string) => Promise<readonly string[]>;
  /** Whether there is a mail server. */
  readonly canMail: boolean;
}

/** `/channels`, `/notices` and `/inbox`. */
export function deliveryRoutes(options: DeliveryApiOptions): Route[] {
  return [
    {
      path: '/channels',
      methods: { GET: (request, context) => listChannels(options, request, context) },
    },
    {
      path: '/channels/:name',
      methods: {
        GET: (request, context) => showChannel(options, request, context),
        PUT: (request, context) => putChannel(options, request, context),
        DELETE: (request, context) => deleteChannel(options, request, context),
      },
    },
    {
      path: '/channels/:name/dead',
      methods: { GET: (request, context) => listDead(options, request, context) },
    },
    {
      path: '/channels/:name/:command',
      methods: { POST: (request, context) => commandChannel(options, request, context) },
    },
    { path: '/notices', methods: { GET: (_request, context) => showNotices(options, context) } },
    { path: '/notices/dead', methods: { GET: (_request, context) => listDeadNotices(options, context) } },
    {
      path: '/notices/replay',
      methods: { POST: (request, context) => replayNotices(options, request, context) },
    },
    { path: '/inbox', methods: { GET: (request, context) => showInbox(options, request, context) } },
  ];
}
