import { OutgoingError } from '../outgoing/index.js';
import { whyNotInForce, type ForceParts } from './agreements.js';
import { addressProperty } from './data-address.js';
import type { DataSource } from './datasets.js';
import { createLanes, pause, waitAfter, type Lanes } from './lanes.js';
import type { Peers } from './peers.js';
import { listProcesses, readAgreement, readProcess, type Process, type Transfer } from './process.js';
import type { Processes } from './processes.js';
import { PUSH } from './protocol.js';
import type { Move } from './states.js';

/** Some of what a source holds, to be sent at once. */
export interface Portion {
  readonly body: string;
  readonly mediaType: string;
  /** What to ask with for what comes after it. */
  readonly next: string;
  /** Whether nothing will ever come after it. */
  readonly isLast: boolean;
}

/**
 * Reads what comes next of a source.
 * @param after `next` of the portion before; the first where not given
 * @returns `undefined` where there is nothing more yet
 */
export type ReadPortion = (source: DataSource, after: string | undefined) => Promise<Portion | undefined>;

/** What sends. */
export interface PushParts extends ForceParts {
  readonly baseUrl: string;
  readonly processes: () => Processes;
  readonly peers: Pick<Peers, 'outgoingTo'>;
  readonly read: ReadPortion;
  readonly onFailure: (error: unknown) => void;
}

/** Sends data to the addresses of consumers (`HttpData-PUSH`): each portion until it was taken, in order. */
export interface Pusher extends Lanes {
  /** Looks after every transfer that runs: after a restart, and when there may be more to send. */
  wakeAll(): void;
}

/** How far a transfer is. */
interface Progress {
  /** `next` of the last portion that was taken. */
  readonly after?: string;
  /** Attempts at the next one that failed. */
  readonly attempts: number;
  /** When to try, in milliseconds since 1970. */
  readonly due: number;
}

export function createPusher(parts: PushParts): Pusher {
  const lanes = createLanes(async (pid, signal) => {
    while (!signal.aborted && (await sendNext(parts, pid, signal)));
  }, parts.onFailure);
  return {
    ...lanes,
    wakeAll: () => {
      for (const transfer of listProcesses(parts.store, 'transfer'))
        if (isPushed(transfer)) lanes.wake(transfer.pid);
    },
  };
}

function isPushed({ role, format, state }: Transfer): boolean {
  return role === 'provider' && format === PUSH && state === 'STARTED';
}

/** @returns whether there may be more to send */
async function sendNext(parts: PushParts, pid: string, signal: AbortSignal): Promise<boolean> {
  const transfer = readProcess(parts.store, 'transfer', pid);
  // What is sent comes after the consumer knows that it starts.
  if (!transfer || !isPushed(transfer) || transfer.outgoing) return false;
  const reason = whyNotInForce(parts, transfer);
  if (reason !== undefined) return end(parts, pid, 'terminate', reason);
  const progress = readProgress(parts, pid);
  const portion = await nextPortion(parts, transfer, progress.after);
  if (!portion) return false;
  await pause(progress.due - parts.now().getTime(), signal);
  if (signal.aborted) return false;
  const outcome = await post(parts, transfer, portion, signal);
  if (outcome === 'taken') {
    if (portion.isLast) return end(parts, pid, 'complete');
    await keepProgress(parts, pid, { after: portion.next, attempts: 0, due: 0 });
    return true;
  }
  if (outcome !== 'later') return end(parts, pid, 'suspend', outcome.refused);
  const due = parts.now().getTime() + waitAfter(progress.attempts);
  await keepProgress(parts, pid, { ...progress, attempts: progress.attempts + 1, due });
  return true;
}

async function nextPortion(
  { store, read }: PushParts,
  { agreement }: Transfer,
  after: string | undefined,
): Promise<Portion | undefined> {
  const source = readAgreement(store, agreement)?.source;
  return source && read(source, after);
}

type Outcome = 'taken' | 'later' | { readonly refused: string };

async function post(
  { participant, peers }: PushParts,
  transfer: Transfer,
  { body, mediaType, next }: Portion,
  signal: AbortSignal,
): Promise<Outcome> {
  const other = participant(transfer.participant);
  const endpoint = transfer.dataAddress?.endpoint;
  if (!other || endpoint === undefined) return { refused: 'There is no address to send to.' };
  try {
    const { ok, status } = await peers.outgoingTo(other).fetch(endpoint, {
      method: 'POST',
      body,
      signal,
      statusFirst: true,
      headers: {
        'content-type': mediaType,
        'idempotency-key': `${transfer.pid} ${next}`,
        ...authorizationFor(transfer),
      },
    });
    if (ok) return 'taken';
    const isPassing = status >= 500 || status === 429 || status === 408;
    return isPassing ? 'later' : { refused: `The address for the data answered ${String(status)}.` };
  } catch (error) {
    if (signal.aborted) return 'later';
    if (!(error instanceof OutgoingError)) throw error;
    return error.fault === 'refused' ? { refused: error.message } : 'later';
  }
}

/** What the consumer wants to be shown at its address. */
function authorizationFor({ dataAddress }: Transfer): { readonly authorization?: string } {
  if (!dataAddress) return {};
  const token = addressProperty(dataAddress, 'authorization');
  if (token === undefined) return {};
  const isBearer = addressProperty(dataAddress, 'authType')?.toLowerCase() === 'bearer';
  return { authorization: isBearer ? `Bearer ${token}` : token };
}

async function end({ processes }: PushParts, pid: string, move: Move, reason?: string): Promise<false> {
  await processes().act('transfer', pid, move, { reason });
  return false;
}

function readProgress({ store }: PushParts, pid: string): Progress {
  const kept = store.readRecord('dataspace', `push ${pid}`);
  return kept === undefined ? { attempts: 0, due: 0 } : (JSON.parse(kept) as Progress);
}

async function keepProgress({ store, baseUrl }: PushParts, pid: string, progress: Progress): Promise<void> {
  await store.commit({
    agent: `${baseUrl}/id/agent/service`,
    reason: 'Data space: data sent',
    keep: [{ table: 'dataspace', key: `push ${pid}`, value: JSON.stringify(progress) }],
  });
}

/** Data that is sent to consumers. */
export interface PushedData {
  readonly read: ReadPortion;
  /** Calls back when there may be more. Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Sends data to consumers from now on, where there is any to send. */
export function startPushing(parts: Omit<PushParts, 'read'> & { readonly data?: PushedData | undefined }): {
  changed(process: Process): void;
  close(): Promise<void>;
} {
  const { data } = parts;
  if (!data) return { changed: () => undefined, close: () => Promise.resolve() };
  const pusher = createPusher({ ...parts, read: data.read });
  const unsubscribe = data.subscribe(() => {
    pusher.wakeAll();
  });
  pusher.wakeAll();
  return {
    changed: ({ kind, pid }) => {
      if (kind === 'transfer') pusher.wake(pid);
    },
    close: () => {
      unsubscribe();
      return pusher.close();
    },
  };
}
