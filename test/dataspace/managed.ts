import { createKey, type Role } from '#wegwijzer/access/index.js';
import { json, type TestService } from '../interfaces/service.js';

/** What an address answered. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A service with the key of a steward. */
export interface ManagedService extends TestService {
  readonly base: string;
  /** Asks as the steward does. */
  ask(method: string, path: string, body?: object): Promise<Answer>;
}

/** A key of a role, in a running service. */
export async function keyOf(service: TestService, role: Role): Promise<string> {
  const by = { agent: 'urn:test', now: new Date() };
  return (await createKey(service.engine.store, { name: role, roles: [role] }, by)).key;
}

/** Gives a service the way in which its steward asks. */
export async function managed(service: TestService): Promise<ManagedService> {
  const authorization = `Bearer ${await keyOf(service, 'steward')}`;
  return {
    ...service,
    base: service.dataspace.address.replace(/\/dsp\/2025-1$/, ''),
    ask: async (method, path, body) => {
      const response = await service.get(
        path,
        { authorization, accept: 'application/json', 'content-type': 'application/json' },
        { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      );
      return { status: response.status, body: response.status === 204 ? {} : await json(response) };
    },
  };
}
