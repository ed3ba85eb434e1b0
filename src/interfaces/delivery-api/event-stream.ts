import type { Deliveries } from '../../delivery/index.js';

/** Milliseconds after which a comment shows that the connection lives; proxies cut silence after a minute. */
const BEAT = 15_000;
const PORTION = 100;

/**
 * Events of an inbox as they happen, as server-sent events (HTML, section 9.2): first those after a position, then each as it
 * comes, until the client or the service goes.
 * @param options.after the id of the last event that the client has
 */
export async function* eventStream(
  { inbox, stopping }: Pick<Deliveries, 'inbox' | 'stopping'>,
  options: { readonly organisation: string; readonly after: string; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const { organisation, signal } = options;
  let { after } = options;
  let isNew = true;
  let wake = (): void => undefined;
  const ended = AbortSignal.any([stopping, signal]);
  const stop = (): void => {
    wake();
  };
  ended.addEventListener('abort', stop);
  const unwatch = inbox.watch((organisations) => {
    if (!organisations.has(organisation)) return;
    isNew = true;
    wake();
  });
  try {
    yield 'retry: 2000\n\n';
    while (!ended.aborted) {
      isNew = false;
      const items = inbox.events(organisation, after, PORTION);
      for (const { position, event } of items) {
        yield `id: ${position}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
        after = position;
      }
      if (items.length > 0 || isWoken()) continue;
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(resolve, BEAT, false);
        wake = (): void => {
          clearTimeout(timer);
          resolve(true);
        };
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
