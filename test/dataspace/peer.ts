import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, expect, vi } from 'vitest';
import { json, startTestService } from '../interfaces/service.js';
import { managed, type ManagedService } from './managed.js';
import { CITY, participantsFile } from './pair.js';

const PATIENCE = { timeout: 20_000, interval: 50 };
const CONTEXT = ['https://w3id.org/dspace/2025/1/context.jsonld'];

/** What a participant answers: a status and a body. Where it says nothing, its version, or 200 with nothing. */
export type Answering = (
  url: string,
  body: Record<string, unknown>,
) => readonly [number, unknown?] | undefined;

/** Another participant, played by a test. */
export interface Peer {
  readonly id: string;
  readonly address: string;
  /** The messages that came, in their order. */
  readonly messages: { readonly url: string; readonly body: Record<string, unknown> }[];
  /** What it answers from now on. */
  answering: Answering;
  /** What the file of participants says of it. */
  described(): Promise<object>;
  /** A token of it for the city. */
  token(): Promise<string>;
  /** Sends a message to a service, as this participant. */
  send(
    service: Pick<ManagedService, 'get'>,
    path: string,
    message: object,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
}

/** Numbers of a negotiation. */
export interface Pids {
  readonly providerPid: string;
  readonly consumerPid: string;
}

/** The rules of what a participant agrees to. */
export const RULES = { permission: [{ action: 'use' }] };

/** A message of the protocol. */
export function message(type: string, content: object): object {
  return { '@context': CONTEXT, '@type': type, ...content };
}

const VERSION = { version: '2025-1', path: '/', binding: 'HTTPS' };

function usual(url: string): readonly [number, unknown?] {
  return url === '/.well-known/dspace-version' ? [200, { protocolVersions: [VERSION] }] : [200];
}

/** Starts a participant that says nothing of itself; it ends with the test file. */
export async function startPeer(id: string): Promise<Peer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const url = request.url ?? '';
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
      peer.messages.push({ url, body });
      const [status, answer] = peer.answering(url, body) ?? usual(url);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answer === undefined ? undefined : JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  const token = (): Promise<string> =>
    new SignJWT({ iss: id, aud: CITY, exp: Math.floor(Date.now() / 1000) + 300 })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey);
  const peer: Peer = {
    id,
    address,
    messages: [],
    answering: () => undefined,
    token,
    described: async () => ({
      id,
      address,
      keys: { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] },
    }),
    send: async (service, path, content) => {
      const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
      const init = { method: 'POST', body: JSON.stringify(content) };
      const response = await service.get(`/dsp/2025-1${path}`, headers, init);
      return { status: response.status, body: await json(response) };
    },
  };
  return peer;
}

/** A service in a data space with these participants. */
export async function startAmong(...participants: readonly object[]): Promise<ManagedService> {
  const path = participantsFile(mkdtempSync(join(tmpdir(), 'wegwijzer-peers-')), ...participants);
  const settings = { dataspaceId: CITY, unsafeOutgoingToPrivateAddresses: true, dataspaceParticipants: path };
  return managed(await startTestService(settings));
}

let asked = 0;

/** Has the city ask a participant for something of its own. @returns both numbers */
export async function requestedOf(service: ManagedService, peer: Peer): Promise<Pids> {
  const providerPid = `urn:provider:${String((asked += 1))}`;
  peer.answering = (url, { consumerPid }) =>
    url === '/negotiations/request'
      ? [201, message('ContractNegotiation', { providerPid, consumerPid, state: 'REQUESTED' })]
      : undefined;
  const begun = await service.ask('POST', '/dataspace/negotiations', {
    participant: peer.id,
    dataset: 'urn:theirs',
    terms: {},
  });
  expect(begun.status).toBe(201);
  const consumerPid = String(begun.body.pid);
  await vi.waitFor(() => {
    expect(service.dataspace.read('negotiation', consumerPid)?.peerPid).toBe(providerPid);
  }, PATIENCE);
  return { providerPid, consumerPid };
}

/** Agrees under an id, as the participant. @returns what the city answered */
export async function agree(
  service: ManagedService,
  peer: Peer,
  pids: Pids,
  id: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const parties = { target: 'urn:theirs', assigner: peer.id, assignee: CITY };
  const agreement = { '@id': id, '@type': 'Agreement', ...parties, ...RULES };
  const path = `/negotiations/${pids.consumerPid}/agreement`;
  return peer.send(service, path, message('ContractAgreementMessage', { ...pids, agreement }));
}
