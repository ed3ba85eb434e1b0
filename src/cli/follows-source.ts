import type { Config } from '../config.js';
import type { FollowStatus, RefusedMember } from '../following/index.js';
import type { RunningService } from './running-service.js';
import { openEngine } from './with-engine.js';

/** The streams that registers follow, in a data directory or a running service. */
export interface Follows {
  list(): Promise<readonly FollowStatus[]>;
  /** Members of a stream that were not taken. @throws where the register follows none */
  refused(name: string): Promise<readonly RefusedMember[]>;
  /** Tries them all again. @returns IRIs */
  retry(name: string): Promise<{ readonly taken: readonly string[]; readonly refused: readonly string[] }>;
  /** @returns IRIs of those that were there */
  drop(name: string, members: readonly string[]): Promise<readonly string[]>;
  /** Forgets how far a stream was followed. */
  forget(name: string): Promise<void>;
  close(): Promise<void>;
}

/** @param service a running one; the data directory is opened where it is not given */
export async function openFollows(config: Config, service: RunningService | undefined): Promise<Follows> {
  if (service) return remoteFollows(service);
  const engine = await openEngine(config);
  const { following } = engine;
  return {
    list: () => Promise.resolve(following.list()),
    refused: (name) => Promise.resolve(following.refused(name)),
    retry: (name) => following.retry(name),
    drop: (name, members) => following.drop(name, members),
    forget: (name) => following.forget(name),
    close: () => engine.close(),
  };
}

function remoteFollows(service: RunningService): Follows {
  const pathOf = (name: string): string => `/follows/${encodeURIComponent(name)}`;
  const review = <T>(name: string, body: object): Promise<T> =>
    service.json<T>({
      method: 'POST',
      path: `${pathOf(name)}/quarantine`,
      body: JSON.stringify(body),
      contentType: 'application/json',
    });
  return {
    list: async () => (await service.json<{ follows: FollowStatus[] }>({ path: '/follows' })).follows,
    refused: async (name) =>
      (await service.json<{ members: RefusedMember[] }>({ path: `${pathOf(name)}/quarantine` })).members,
    retry: (name) => review(name, { retry: 'all' }),
    drop: async (name, members) => (await review<{ dropped: string[] }>(name, { drop: members })).dropped,
    forget: async (name) => {
      await service.text({ method: 'DELETE', path: pathOf(name) });
    },
    close: () => Promise.resolve(),
  };
}
