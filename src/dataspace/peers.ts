import { z } from 'zod';
import { createOutgoing, type Outgoing } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import type { ParticipantIdentity } from './identity.js';
import { allowedAddresses, type Participant } from './participants.js';
import { DSP_VERSION, VERSION_PATH } from './protocol.js';
import { versionAnswer } from './schemas.js';

/** Milliseconds in which another participant must have answered. */
const TIMEOUT = 15_000;

/** What another participant answered. */
export interface PeerAnswer {
  readonly status: number;
  /** The body as JSON; `undefined` where it is none. */
  readonly body: unknown;
}

/** The way to other participants, with our credential for each. */
export interface Peers {
  /** @throws OutgoingError where the address may not be asked, or gave no answer */
  send(participant: Participant, url: string, body?: object): Promise<PeerAnswer>;
  /** Where a participant speaks this version of the protocol, as its version endpoint says. @throws ProblemError `peer-failed` */
  protocolAddress(participant: Participant): Promise<string>;
  /** The door to one participant: it leads to the addresses that the operator gave for it and nowhere else. */
  outgoingTo(participant: Participant): Outgoing;
  close(): Promise<void>;
}

/** Doors to participants, one for each, since what one may name another may not. */
export function createDoors(allowPrivate: boolean): Pick<Peers, 'outgoingTo' | 'close'> {
  const doors = new Map<string, Outgoing>();
  return {
    outgoingTo: (participant) => {
      const door =
        doors.get(participant.id) ??
        createOutgoing({ allow: allowedAddresses(participant), allowPrivate, timeout: TIMEOUT });
      doors.set(participant.id, door);
      return door;
    },
    close: async () => {
      await Promise.all([...doors.values()].map((door) => door.close()));
    },
  };
}

/** @param identity tells who we are to each participant */
export function createPeers(
  doors: Pick<Peers, 'outgoingTo' | 'close'>,
  identity: Pick<ParticipantIdentity, 'credentialFor'>,
): Peers {
  const send: Peers['send'] = async (participant, url, body) => {
    const authorization = await identity.credentialFor(participant);
    const response = await doors.outgoingTo(participant).fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: jsonOf(await response.text()) };
  };
  return {
    ...doors,
    send,
    protocolAddress: async (participant) => {
      const root = participant.address;
      if (root === undefined)
        throw new ProblemError(
          'invalid-parameter',
          `The participants' file gives no address for ${participant.id}, so it cannot be asked.`,
        );
      const answer = versionAnswer.safeParse((await send(participant, root + VERSION_PATH)).body);
      const version = answer.data?.protocolVersions.find((one) => one.version === DSP_VERSION);
      if (!version)
        throw new ProblemError(
          'peer-failed',
          `${participant.id} does not say that it speaks the Dataspace Protocol ${DSP_VERSION}.`,
        );
      return `${root}${version.path === '/' ? '' : version.path}`.replace(/\/+$/, '');
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return z.unknown().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
