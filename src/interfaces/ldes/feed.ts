import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { ProblemError } from '../../problem.js';
import { clientNetwork } from '../http/client-network.js';
import { EVENT_STREAM_HEADERS, sentEvents, type SentEvent } from '../http/sent-events.js';
import { whilePermitted } from '../http/permit.js';
import type { HttpRequest, Reply, RequestContext } from '../http/reply.js';
import { isRestricted } from '../../streams/index.js';
import { memberDocument, type PageSource } from './pages.js';
import { writeDocument } from './write-document.js';

/** Members that are written together. */
const PORTION = 50;
/** Members that are looked at in one turn of the event loop. */
const IN_A_TURN = 10;
/** Members that are kept ready, since those who listen are told of the same ones. */
const KEPT = 500;
const RETRY_AFTER = 10;

/** How many may listen, and how. */
export interface FeedLimits {
  /** Clients at a time. */
  readonly clients: number;
  /** Connections of one client at a time. */
  readonly perClient: number;
  /** Milliseconds after which a client that takes nothing is cut off. */
  readonly patience: number;
  /** Milliseconds of silence after which a comment is sent. */
  readonly beat: number;
  /** Milliseconds after which a client has to come again, so that places are not kept for ever. */
  readonly lifetime: number;
}

export const FEED_LIMITS: FeedLimits = {
  clients: 500,
  perClient: 10,
  patience: 30_000,
  beat: 15_000,
  lifetime: 900_000,
};

/** Members of streams as they are published, as server-sent events. */
export interface Feed {
  /**
   * @param stream name of the stream
   * @throws ProblemError `too-many-requests`, `feed-full`, `invalid-parameter`
   */
  listen(stream: string, request: HttpRequest, context: Pick<RequestContext, 'signal' | 'authorise'>): Reply;
}

/** @param options.stopping aborted when the service ends */
export function createFeed(
  options: PageSource & {
    readonly stopping: AbortSignal;
    readonly limits?: FeedLimits | undefined;
    /** The streams that are read under an agreement only, as the setting has them. */
    readonly restricted?: readonly string[] | undefined;
  },
): Feed {
  const { limits = FEED_LIMITS, streams, stopping, restricted = [] } = options;
  const places = createPlaces(limits);
  const kept = new LRUCache<string, SentEvent>({ max: KEPT });
  const eventOf = async (stream: string, position: number): Promise<SentEvent | undefined> => {
    const key = `${stream} ${String(position)}`;
    const known = kept.get(key);
    if (known) return known;
    const member = streams.member(stream, position);
    if (!member) return undefined;
    const document = memberDocument(options, stream, member);
    const text = await writeDocument(document, 'application/ld+json', options.baseUrl);
    const event = { id: String(position), event: 'member', data: JSON.stringify(JSON.parse(text)) };
    kept.set(key, event);
    return event;
  };
  return {
    listen: (stream, request, context) => {
      let last = startOf(request, streams.stream(stream)?.members ?? 0);
      const next = async (): Promise<SentEvent[]> => {
        const members = streams.stream(stream)?.members ?? 0;
        const events: SentEvent[] = [];
        while (last < members && events.length < PORTION) {
          last += 1;
          // What is past retention is passed over.
          const event = await eventOf(stream, last);
          if (event) events.push(event);
          // All of it may be in memory: a long past, or one past retention, must not keep the thread.
          if (last % IN_A_TURN === 0) await nextTurn();
        }
        return events;
      };
      const leave = places.take(clientNetwork(request));
      const watch = (wake: () => void): (() => void) => streams.subscribe(wake);
      const left = AbortSignal.any([context.signal, stopping, AbortSignal.timeout(limits.lifetime)]);
      const action = isRestricted(restricted, stream) ? 'restricted-stream.read' : 'public.read';
      const ended = whilePermitted(() => context.authorise(action), left);
      return {
        status: 200,
        headers: EVENT_STREAM_HEADERS,
        patience: limits.patience,
        body: withEnd(sentEvents({ next, watch, ended, beat: limits.beat }), leave),
      };
    },
  };
}

/** Pieces of a source, and a call when it has ended, also where that is before it began or by a fault. */
function withEnd(source: AsyncGenerator<string>, onEnd: () => void): AsyncIterable<string> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        try {
          const result = await source.next();
          if (result.done) onEnd();
          return result;
        } catch (error) {
          onEnd();
          throw error;
        }
      },
      return: async () => {
        onEnd();
        return source.return(undefined);
      },
    }),
  };
}

/** Counts those who listen. `take` gives what is to be called when one leaves; a second time it does nothing. */
function createPlaces({ clients, perClient }: FeedLimits): { take(client: string): () => void } {
  const byClient = new Map<string, number>();
  let all = 0;
  return {
    take: (client) => {
      const mine = byClient.get(client) ?? 0;
      const wait = { retryAfterSeconds: RETRY_AFTER };
      if (mine >= perClient)
        throw new ProblemError(
          'too-many-requests',
          `This client listens ${String(mine)} times already. Use one of those connections.`,
          wait,
        );
      if (all >= clients)
        throw new ProblemError('feed-full', 'As many clients listen as may at a time.', wait);
      all += 1;
      byClient.set(client, mine + 1);
      let isHere = true;
      return () => {
        if (!isHere) return;
        isHere = false;
        all -= 1;
        const left = (byClient.get(client) ?? 1) - 1;
        if (left > 0) byClient.set(client, left);
        else byClient.delete(client);
      };
    },
  };
}

/** After which member to begin: the last that the client has, what `after` says, or the last there is. */
function startOf({ headers, query }: HttpRequest, members: number): number {
  const given = headers['last-event-id'] ?? query.get('after');
  if (given === null) return members;
  if (typeof given === 'string' && /^\d{1,12}$/.test(given) && Number(given) <= members) return Number(given);
  throw new ProblemError(
    'invalid-parameter',
    `"${String(given)}" is no position in this stream. Give the id of the last event that you have, or 0 for all.`,
    { parameter: 'after', example: '0' },
  );
}
