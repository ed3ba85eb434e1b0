import type { InboxItem } from '../../delivery/index.js';
import { ProblemError } from '../../problem.js';
import { requireMediaType } from '../http/media.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { EVENT_STREAM_HEADERS } from '../http/sent-events.js';
import { eventStream } from './event-stream.js';
import type { DeliveryApiOptions } from './index.js';
import { inboxOwner, type InboxOwner } from './inbox-owner.js';

const MOST = 500;
/** A position: the number of the change, and the event; longer ones are no keys of the journal. */
const CURSOR = /^\d{12} [^\s\p{Cc}]{1,300}$/u;
const EVENT_STREAM = EVENT_STREAM_HEADERS['content-type'];

/**
 * What an organisation, or a dispatcher of an area, has to know: `GET /inbox`. Without `state` the events in their order,
 * as JSON by pages or as they happen (server-sent events); with it the open reports that it has.
 * @throws ProblemError `unauthenticated`, `forbidden`, `invalid-parameter`, `not-acceptable`
 */
export async function showInbox(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries } = options;
  const owner = await inboxOwner(options, request, context);
  const states = statesIn(options, request.query);
  const mediaType = requireMediaType(request.headers, [
    'application/json',
    ...(states ? [] : [EVENT_STREAM]),
  ]);
  const after = cursorIn(request.query.get('after') ?? '', 'after');
  await deliveries.routed();
  if (mediaType === EVENT_STREAM) {
    const given = request.headers['last-event-id'];
    const from = typeof given === 'string' ? cursorIn(given, 'Last-Event-ID') : after;
    return {
      status: 200,
      headers: EVENT_STREAM_HEADERS,
      body: eventStream(deliveries, {
        organisation: owner.iri,
        after: from,
        signal: context.signal,
        check: () => inboxOwner(options, request, context),
      }),
    };
  }
  const limit = limitIn(request.query);
  const items = states
    ? deliveries.inbox.reports(owner.iri, states, { after, limit: limit + 1 })
    : deliveries.inbox.events(owner.iri, after, limit + 1);
  return page(options, request, { owner, items, limit, isWorkList: states !== undefined });
}

function page(
  options: DeliveryApiOptions,
  { query }: HttpRequest,
  found: {
    readonly owner: InboxOwner;
    readonly items: readonly InboxItem[];
    readonly limit: number;
    readonly isWorkList: boolean;
  },
): Reply {
  const shown = found.items.slice(0, found.limit);
  const last = shown.at(-1)?.position;
  const isMore = found.items.length > found.limit;
  const following = new URLSearchParams(query);
  if (last !== undefined) following.set('after', last);
  const next = `${options.baseUrl}/inbox?${following.toString()}`;
  const items = shown.map(({ position, event }) => ({
    position,
    ...event,
    ...(found.isWorkList ? factsOf(options, event.report) : {}),
  }));
  const reply = jsonReply({
    [found.owner.kind]: found.owner.iri,
    items,
    next: isMore ? next : null,
    cursor: last ?? query.get('after'),
  });
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'cache-control': 'no-store',
      vary: 'Accept',
      ...(isMore ? { link: `<${next}>; rel="next"` } : {}),
    },
  };
}

/** What a list of work shows of an open report, from memory. */
function factsOf({ openReport }: DeliveryApiOptions, report: string): object {
  const open = openReport(report);
  if (!open) return {};
  const { category, point, answerBy, solveBy, filed } = open;
  const date = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  return {
    category,
    point: point ?? null,
    filed: date(filed),
    answerBy: date(answerBy),
    solveBy: date(solveBy),
  };
}

function statesIn({ openStates }: DeliveryApiOptions, query: URLSearchParams): string[] | undefined {
  const given = query.getAll('state').flatMap((text) => text.split(','));
  if (given.length === 0) return undefined;
  const unknown = given.find((state) => state !== 'open' && !openStates.includes(state));
  if (unknown !== undefined)
    throw new ProblemError(
      'invalid-parameter',
      `"state" takes open, or among ${openStates.join(', ')}; not "${unknown}".`,
      { parameter: 'state', example: 'offered' },
    );
  return given.includes('open') ? [...openStates] : [...new Set(given)];
}

/** Where to go on. @throws ProblemError `invalid-parameter` where it is none that was given */
function cursorIn(text: string, parameter: string): string {
  if (text === '' || CURSOR.test(text)) return text;
  throw new ProblemError(
    'invalid-parameter',
    `"${parameter}" must be a "cursor", a "position" or the id of an event as it was given; without it, you begin with the first event.`,
    { parameter },
  );
}

function limitIn(query: URLSearchParams): number {
  const text = query.get('limit') ?? '50';
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new ProblemError('invalid-parameter', `"limit" must be a number from 1 to ${String(MOST)}.`, {
    parameter: 'limit',
    example: '50',
  });
}
