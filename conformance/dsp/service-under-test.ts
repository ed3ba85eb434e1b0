import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { readConfig } from '#wegwijzer/config.js';
import {
  agreementRecord,
  type Dataspace,
  type Datasets,
  type OfferedDataset,
} from '#wegwijzer/dataspace/index.js';
import { startService, type Running } from '#wegwijzer/main.js';
import { scriptedAgreements, scriptedBehaviour, scriptedDatasets } from './scripts.js';

/** What the kit calls itself. */
export const TCK = 'TCK_PARTICIPANT';
/** What it calls us. */
export const US = 'urn:wegwijzer:under-test';

/** A service that does as the kit's tests want. */
export interface DataspaceUnderTest {
  readonly url: string;
  /** Where the kit asks it to begin something as consumer. */
  readonly triggers: string;
  /** The `Authorization` that the kit shows. */
  readonly authorization: string;
  close(): Promise<void>;
}

/** @param options.tckAddress where the kit takes messages */
export async function startDataspaceUnderTest(options: {
  readonly port: number;
  readonly tckAddress: string;
}): Promise<DataspaceUnderTest> {
  const { port, tckAddress } = options;
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-dsp-'));
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const participants = join(folder, 'participants.json');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] };
  writeFileSync(participants, JSON.stringify({ participants: [{ id: TCK, keys, address: tckAddress }] }));
  const authorization = `Bearer ${await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(TCK)
    .setAudience(US)
    .setExpirationTime('1d')
    .sign(privateKey)}`;
  const url = `http://localhost:${String(port)}`;
  const flags = {
    port,
    baseUrl: url,
    dataDirectory: join(folder, 'data'),
    demo: false,
    spare: false,
    dataspaceId: US,
    dataspaceParticipants: participants,
    unsafeOutgoingToPrivateAddresses: true,
  };
  const service = await startService(readConfig({ flags }), {
    logger: pino({ level: 'error' }, pino.destination(2)),
    dataspace: { datasets: datasets(), behaviour: scriptedBehaviour },
  });
  await seedAgreements(service);
  const triggers = createServer((request, response) => {
    trigger(service.dataspace, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await once(triggers.listen(0, '127.0.0.1'), 'listening');
  return {
    url,
    triggers: `http://localhost:${String((triggers.address() as AddressInfo).port)}`,
    authorization,
    close: async () => {
      triggers.close();
      triggers.closeAllConnections();
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What all of it opens. */
const SOURCE = { kind: 'stream', path: 'reports' } as const;

function datasets(): Datasets {
  const all = scriptedDatasets().map((id): OfferedDataset => ({
    id,
    offer: { '@id': `CD123:${id}:456`, '@type': 'Offer', permission: [{ action: 'use' }] },
    formats: ['HttpData-PULL'],
    source: SOURCE,
  }));
  return { all: () => all, find: (id) => all.find((one) => one.id === id) };
}

async function seedAgreements({ engine }: Running): Promise<void> {
  const keep = scriptedAgreements().map(({ id, role }) => {
    const [assigner, assignee] = role === 'provider' ? [US, TCK] : [TCK, US];
    const agreement = {
      '@id': id,
      '@type': 'Agreement' as const,
      target: 'ATP0101',
      assigner,
      assignee,
      permission: [{ action: 'use' }],
    };
    const source = role === 'provider' ? { source: SOURCE } : {};
    return agreementRecord({ agreement, role, participant: TCK, ...source });
  });
  await engine.store.commit({ agent: 'urn:wegwijzer:conformance', reason: 'Agreements of the kit', keep });
}

/** What the kit posts to have us begin as consumer. */
async function trigger(
  dataspace: Dataspace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await json(request)) as Record<string, string>;
  const participant = dataspace.participants.find(({ id }) => id === TCK);
  if (!participant) throw new Error('The kit is no participant.');
  const address = body.connectorAddress ?? '';
  if (request.url?.startsWith('/transfers') === true)
    await dataspace.consumer.transfer(participant, {
      agreement: body.agreementId ?? '',
      format: body.format ?? '',
      address,
    });
  else
    await dataspace.consumer.negotiate(participant, {
      dataset: body.datasetId ?? '',
      terms: { '@id': body.offerId ?? '', '@type': 'Offer', permission: [{ action: 'use' }] },
      address,
    });
  response.writeHead(200).end();
}
