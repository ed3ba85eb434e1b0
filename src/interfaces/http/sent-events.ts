import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds after which a comment shows that the connection lives; proxies cut silence after a minute. */
const BEAT = 15_000;

/** An event as it is sent (HTML, section 9.2). */
export interface SentEvent {
  /** What the client sends back as `Last-Event-ID`. */
  readonly id: string;
  readonly event: string;
  /** One line. */
  readonly data: string;
}

/** Where events come from. */
export interface EventSource {
  /** The next few after those that were given; none where there are no more now. */
  readonly next: () => Promise<readonly SentEvent[]> | readonly SentEvent[];
  /** Calls back when there may be more. Returns what ends it. */
  readonly watch: (wake: () => void) => () => void;
  /** Aborted when the client or the service goes. */
  readonly ended: AbortSignal;
  /** Milliseconds of silence after which a comment is sent; default 15 s. */
  readonly beat?: number | undefined;
}

/** Headers of an answer of events: neither compression nor a proxy may hold back what comes. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
} as const;

/**
 * Server-sent events as they happen, until the client or the service goes. It is asked for more only when the client has
 * taken what was sent, so that nothing piles up, and others have their turn between portions.
 */
export async function* sentEvents({ next, watch, ended, beat = BEAT }: EventSource): AsyncGenerator<string> {
  let isNew = true;
  let wake = (): void => undefined;
  const stop = (): void => {
    wake();
  };
  ended.addEventListener('abort', stop);
  const unwatch = watch(() => {
    isNew = true;
    wake();
  });
  try {
    yield 'retry: 2000\n\n';
    while (!ended.aborted) {
      isNew = false;
      const events = await next();
      for (const { id, event, data } of events) yield `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
      if (events.length > 0 || isWoken()) {
        await nextTurn();
        continue;
      }
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(resolve, beat, false);
        wake = (): void => {
          clearTimeout(timer);
          resolve(true);
        };
        if (ended.aborted) wake();
      });
      if (!woken) yield ': still here\n\n';
    }
  } finally {
    unwatch();
    ended.removeEventListener('abort', stop);
  }

  function isWoken(): boolean {
    return isNew;
  }
}
