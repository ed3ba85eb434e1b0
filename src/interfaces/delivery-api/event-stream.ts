import type { Deliveries } from '../../delivery/index.js';
import { whilePermitted } from '../http/permit.js';
import { sentEvents } from '../http/sent-events.js';

const PORTION = 100;

/**
 * Events of an inbox as they happen, as server-sent events: first those after a position, then each as it comes, until
 * the client or the service goes, or the client may read no longer.
 * @param options.after the id of the last event that the client has
 * @param options.check throws where the client may not read
 */
export function eventStream(
  { inbox, stopping }: Pick<Deliveries, 'inbox' | 'stopping'>,
  options: {
    readonly organisation: string;
    readonly after: string;
    readonly signal: AbortSignal;
    readonly check: () => Promise<unknown>;
  },
): AsyncGenerator<string> {
  const { organisation, signal, check } = options;
  let { after } = options;
  return sentEvents({
    ended: whilePermitted(check, AbortSignal.any([stopping, signal])),
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
