import type { Config } from '../config.js';
import type { Applied, Redecision } from '../redecide/index.js';
import type { RunningService } from './running-service.js';
import { openEngine } from './with-engine.js';

/** Redecisions that are asked of a service at once. */
const PAGE = 1000;

/** What waits to be decided again, in a data directory or a running service. */
export interface Redecisions {
  list(): Promise<readonly Redecision[]>;
  /** @param reports IRIs; all that waits where not given */
  apply(reports: readonly string[] | undefined, onProgress: (done: number) => void): Promise<Applied>;
  /** @returns reports about which something waited */
  dismiss(reports: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** @param service a running one; the data directory is opened where it is not given */
export async function openRedecisions(
  config: Config,
  service: RunningService | undefined,
): Promise<Redecisions> {
  if (service) return remoteRedecisions(service);
  const { serviceClient } = await import('../reports/index.js');
  const engine = await openEngine(config);
  const { redecide } = engine;
  await redecide.settled();
  return {
    list: () => Promise.resolve(redecide.list()),
    apply: (reports, onProgress) =>
      redecide.apply({ client: serviceClient(config.baseUrl), reports, onProgress }),
    dismiss: (reports) => redecide.dismiss({ agent: `${config.baseUrl}/id/agent/service`, reports }),
    close: () => engine.close(),
  };
}

function remoteRedecisions(service: RunningService): Redecisions {
  const post = <T>(body: object): Promise<T> =>
    service.json<T>({
      method: 'POST',
      path: '/redecide',
      body: JSON.stringify(body),
      contentType: 'application/json',
    });
  return {
    list: async () => {
      const found: Redecision[] = [];
      for (;;) {
        const query = { limit: String(PAGE), offset: String(found.length) };
        const { items } = await service.json<{ items: Redecision[] }>({ path: '/redecide', query });
        found.push(...items);
        if (items.length < PAGE) return found;
      }
    },
    apply: (reports) => post<Applied>({ apply: reports ?? 'all' }),
    dismiss: async (reports) => (await post<{ dismissed: string[] }>({ dismiss: reports })).dismissed,
    close: () => Promise.resolve(),
  };
}
