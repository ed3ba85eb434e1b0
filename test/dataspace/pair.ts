import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { managed, type ManagedService } from './managed.js';
import { freePort } from '../faults/process.js';
import { startTestService } from '../interfaces/service.js';

export const CITY = 'did:web:city.example.org';
export const UTILITY = 'did:web:utility.example.org';
export const UTILITY_ORGANISATION = 'https://example.org/id/organisation/utility';
export const MAINTENANCE = 'https://example.org/purpose/maintenance';

/** Both sides of a data space, each an instance that knows the other. */
export interface Pair {
  /** Provides. */
  readonly city: ManagedService;
  /** Consumes. */
  readonly utility: ManagedService;
}

/** The file with the other participants. */
export function participantsFile(folder: string, ...participants: readonly object[]): string {
  const path = join(folder, 'participants.json');
  writeFileSync(path, JSON.stringify({ participants }));
  return path;
}

/** A participant that is an instance at an address. */
export function participantAt(id: string, url: string, more: object = {}): object {
  return { id, address: url, keys: `${url}/dsp/keys`, ...more };
}

/** What the city knows of the utility. */
export const utilityAsKnown = { organisation: UTILITY_ORGANISATION, purposes: [MAINTENANCE] };

/**
 * Starts both; they end with the test file.
 * @param now the clock of the city
 * @param settings of the city, beside the usual ones
 * @param more what the city knows of the utility, beside the usual
 */
export async function startPair(
  now: () => Date = () => new Date(),
  settings: object = {},
  more: object = {},
): Promise<Pair> {
  const [cityPort, utilityPort] = [await freePort(), await freePort()];
  const [cityUrl, utilityUrl] = [cityPort, utilityPort].map((port) => `http://localhost:${String(port)}`) as [
    string,
    string,
  ];
  const known = { ...utilityAsKnown, ...more };
  const folder = (): string => mkdtempSync(join(tmpdir(), 'wegwijzer-dataspace-'));
  const common = { unsafeOutgoingToPrivateAddresses: true };
  const city = await startTestService(
    {
      ...common,
      ...settings,
      port: cityPort,
      baseUrl: cityUrl,
      dataspaceId: CITY,
      dataspaceParticipants: participantsFile(folder(), participantAt(UTILITY, utilityUrl, known)),
    },
    { now },
  );
  const utility = await startTestService({
    ...common,
    port: utilityPort,
    baseUrl: utilityUrl,
    demo: false,
    dataspaceId: UTILITY,
    dataspaceParticipants: participantsFile(folder(), participantAt(CITY, cityUrl)),
  });
  return { city: await managed(city), utility: await managed(utility) };
}
