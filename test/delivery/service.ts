import { createKey, type KeyRequest } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';

/** The demo's manager of the bench of `benchReport`. */
export const GROEN = `${BASE}/id/organisation/gent-groendienst`;
/** The municipality of the demo, of which `dispatcher` is. */
export const AREA = 'https://data.vlaanderen.be/id/gemeente/44021';
export const GENT = 'https://data.vlaanderen.be/id/organisatie/OVO002067';

/** A service that may send to this machine, with what tests ask of it as clients with keys. */
export interface DeliveringService extends TestService {
  /** Asks as a client; a body is sent as JSON. */
  ask(as: string, method: string, path: string, body?: object): Promise<Response>;
  /** Asks for server-sent events. */
  stream(as: string, path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
  /** Files a report and gives its IRI. */
  fileReport(description?: string): Promise<string>;
  command(as: string, report: string, name: string, body?: object): Promise<void>;
}

/** Starts a service with keys for a manager (`groen`), its city (`gent`), an administrator (`admin`), an app (`app`) and a dispatcher (`dispatcher`). */
export async function startDeliveringService(
  settings: Record<string, unknown> = {},
): Promise<DeliveringService> {
  const service = await startTestService({
    deliveryTargets: 'http://127.0.0.1,any-public',
    unsafeOutgoingToPrivateAddresses: true,
    deliveryDelay: 20,
    deliveryTimeout: 1000,
    ...settings,
  });
  const keys = new Map<string, string>();
  const clients: Record<string, Omit<KeyRequest, 'name'>> = {
    groen: { roles: ['manager'], organisation: GROEN },
    gent: { roles: ['manager'], organisation: GENT },
    admin: { roles: ['administrator'] },
    app: { roles: ['reporter'] },
    dispatcher: { roles: ['dispatcher'], areas: [AREA] },
  };
  for (const [name, request] of Object.entries(clients)) {
    const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
    keys.set(name, (await createKey(service.engine.store, { name, ...request }, by)).key);
  }
  const ask: DeliveringService['ask'] = (as, method, path, body) =>
    service.get(
      path,
      { 'content-type': 'application/json', authorization: `Bearer ${keys.get(as) ?? 'none'}` },
      { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
    );
  return {
    ...service,
    ask,
    stream: (as, path, headers, signal) =>
      service.get(
        path,
        { accept: 'text/event-stream', authorization: `Bearer ${keys.get(as) ?? 'none'}`, ...headers },
        { signal },
      ),
    fileReport: async (description = 'De bank is stuk.') => {
      const location = { type: 'Geometry', lon: 3.7099224, lat: 51.0453067 };
      const response = await file(service, benchReport({ body: { type: 'Body', description, location } }));
      return String((await json(response)).id);
    },
    command: async (as, report, name, body = {}) => {
      const response = await ask(as, 'POST', `${report}/${name}`, body);
      if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
    },
  };
}
