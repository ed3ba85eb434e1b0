import type { Deliveries } from '../../delivery/index.js';
import { sentEvents } from '../http/sent-events.js';

const PORTION = 100;

/**
 * Events of an inbox as they happen, as server-sent events: first those after a position, then each as it comes, until
 * the client or the service goes.
 * @param options.after the id of the last event that the client has
 */
export function eventStream(
  { inbox, stopping }: Pick<Deliveries, 'inbox' | 'stopping'>,
  options: { readonly organisation: string; readonly after: string; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const { organisation, signal } = options;
  let { after } = options;
  return sentEvents({
    ended: AbortSignal.any([stopping, signal]),
    watch: (wake) =>
      inbox.watch((organisations) => {
        if (organisations.has(organisation)) wake();
      }),
    next: () =>
      inbox.events(organisation, after, PORTION).map(({ position, event }) => {
        after = position;
        return { id: position, event: event.kind, data: JSON.stringify(event) };
      }),
  });
}
