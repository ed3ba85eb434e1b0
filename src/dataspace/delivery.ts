import { OutgoingError } from '../outgoing/index.js';
import { createLanes, pause, waitAfter } from './lanes.js';
import type { Participant } from './participants.js';
import type { PeerAnswer, Peers } from './peers.js';
import {
  listProcesses,
  readProcess,
  type OutgoingMessage,
  type Process,
  type ProcessStore,
} from './process.js';
import { stateBefore, without, type Processes } from './processes.js';
import { schemas, type MessageOf } from './schemas.js';
import { isOver, isReachable, otherSide, type Kind, type Move, type State } from './states.js';

/** How often a message is tried: for some two days. */
const ATTEMPTS = 600;

/** What this side does by itself. */
export interface Behaviour {
  /** Milliseconds to wait before a move by itself, so that the other side has our answer to its message first. */
  readonly pause: number;
  /** The move that is due for a process, where one is. It must depend on the process alone: after a restart it is asked again. */
  next(process: Process): Decision | undefined;
}

/** A move, with what belongs to it. */
export interface Decision {
  readonly move: Move;
  readonly reason?: string | undefined;
  readonly change?: object;
}

/** What delivers. */
export interface DeliveryParts {
  readonly store: ProcessStore;
  readonly processes: () => Processes;
  readonly peers: Peers;
  readonly behaviour: Behaviour;
  readonly now: () => Date;
  readonly participant: (id: string) => Participant | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Brings messages to the other side, in the order of the steps, and makes the moves that are due. */
export interface Delivery {
  /** Looks after one process, which has changed. */
  wake(kind: Kind, pid: string): void;
  /** Looks after all that are not over, after a restart. */
  wakeAll(): void;
  close(): Promise<void>;
}

export function createDelivery(parts: DeliveryParts): Delivery {
  const lanes = createLanes(async (key, signal) => {
    const [kind, pid] = key.split(' ', 2) as [Kind, string];
    while (!signal.aborted && (await advance(parts, kind, pid, signal)));
  }, parts.onFailure);
  const wake = (kind: Kind, pid: string): void => {
    lanes.wake(`${kind} ${pid}`);
  };
  return {
    wake,
    wakeAll: () => {
      for (const kind of ['negotiation', 'transfer'] as const)
        for (const process of listProcesses(parts.store, kind))
          if (process.outgoing !== undefined || !isOver(kind, process.state)) wake(kind, process.pid);
    },
    close: () => lanes.close(),
  };
}

/** Does the next thing for a process. @returns whether there may be more to do */
async function advance(parts: DeliveryParts, kind: Kind, pid: string, signal: AbortSignal): Promise<boolean> {
  const process = readProcess(parts.store, kind, pid);
  if (!process) return false;
  if (process.outgoing) return deliver(parts, process, process.outgoing, signal);
  if (process.fault !== undefined || parts.behaviour.next(process) === undefined) return false;
  await pause(parts.behaviour.pause, signal);
  const current = readProcess(parts.store, kind, pid);
  const decision = current && !current.outgoing ? parts.behaviour.next(current) : undefined;
  if (!decision || signal.aborted) return false;
  await parts.processes().act(kind, pid, decision.move, decision);
  return true;
}

async function deliver(
  parts: DeliveryParts,
  process: Process,
  outgoing: OutgoingMessage,
  signal: AbortSignal,
): Promise<boolean> {
  await pause(outgoing.due - parts.now().getTime(), signal);
  if (signal.aborted) return false;
  const settle = (work: (current: Process) => Process): Promise<Process | undefined> =>
    parts
      .processes()
      .settle(process.kind, process.pid, (current) =>
        current.outgoing && isSame(current.outgoing, outgoing) ? work(current) : current,
      );
  const outcome = await attempt(parts, process, outgoing);
  if (outcome === 'later') {
    const due = parts.now().getTime() + waitAfter(outgoing.attempts);
    const next = { ...outgoing, attempts: outgoing.attempts + 1, due };
    await settle((current) => ({ ...current, outgoing: next }));
    return true;
  }
  if ('refused' in outcome) {
    await settle((current) => refusedStep(current, outcome.refused));
    return false;
  }
  if ('ended' in outcome) {
    await settle((current) => endedByPeer(current, parts.now()));
    return false;
  }
  await settle((current) => ({
    ...without(current, 'outgoing', 'formerTokenHash'),
    ...(current.peerPid === undefined && outcome.peerPid !== undefined ? { peerPid: outcome.peerPid } : {}),
  }));
  return true;
}

/** A move that was refused did not happen, unless the other side went on from it; what would follow waits for a person. */
function refusedStep(process: Process, reason: string): Process {
  const last = process.steps.at(-1);
  if (last?.role !== process.role || last.move !== process.outgoing?.move)
    return without(process, 'outgoing');
  // A consumer that wants no new token when it resumes goes on with the one it has.
  if (process.kind === 'transfer' && process.formerTokenHash !== undefined)
    return { ...without(process, 'outgoing', 'formerTokenHash'), tokenHash: process.formerTokenHash };
  const state = process.state === 'TERMINATED' ? process.state : stateBefore(process);
  const steps = process.state === 'TERMINATED' ? process.steps : process.steps.slice(0, -1);
  return { ...without(process, 'outgoing'), state, steps, fault: reason } as Process;
}

/** What ended on the other side ends here too, where its message about that got lost. */
function endedByPeer(process: Process, now: Date): Process {
  const step = {
    time: now.toISOString(),
    role: otherSide(process.role),
    move: 'terminate',
    reason: 'The other side said so when it was asked.',
  } as const;
  return { ...without(process, 'outgoing'), state: 'TERMINATED', steps: [...process.steps, step] };
}

type Outcome =
  | 'later'
  | { readonly refused: string }
  | { readonly ended: true }
  | { readonly peerPid?: string | undefined };

async function attempt(parts: DeliveryParts, process: Process, outgoing: OutgoingMessage): Promise<Outcome> {
  const participant = parts.participant(process.participant);
  if (!participant) return { refused: `${process.participant} is no participant any more.` };
  const failed = (why: string): Outcome =>
    outgoing.attempts + 1 < ATTEMPTS ? 'later' : { refused: `Given up: ${why}` };
  let answer: PeerAnswer;
  try {
    answer = await parts.peers.send(participant, process.address + outgoing.path, outgoing.body);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return error.fault === 'refused' ? { refused: error.message } : failed(error.message);
  }
  const { status, body } = answer;
  if (status >= 200 && status < 300) return taken(body, process);
  if (status >= 500 || status === 429) return failed(`the answer was ${String(status)}`);
  const state = await stateOfPeer(parts.peers, participant, process);
  if (state === 'TERMINATED' && process.state !== state) return { ended: true };
  if (state !== undefined && hasTaken(process, state)) return {};
  return { refused: `The other side answered ${String(status)}: ${reasonIn(body)}` };
}

/** What a message that was taken brings: our request the provider's number, without which nothing can follow. */
function taken(body: unknown, process: Process): Outcome {
  if (process.peerPid !== undefined) return {};
  const { told, fault = '' } = stateIn(body, process);
  return told ? { peerPid: told.providerPid } : { refused: `The other side took our request, but ${fault}.` };
}

/** The state that the other side tells of a process (ContractNegotiation, TransferProcess), or why it tells none. */
function stateIn(
  body: unknown,
  process: Process,
): { readonly told?: MessageOf<'ContractNegotiation' | 'TransferProcess'>; readonly fault?: string } {
  const type = process.kind === 'negotiation' ? 'ContractNegotiation' : 'TransferProcess';
  const parsed = schemas[type].safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { fault: `answered with no ${type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
  }
  const own = process.role === 'consumer' ? parsed.data.consumerPid : parsed.data.providerPid;
  return own === process.pid ? { told: parsed.data } : { fault: `answered about another ${process.kind}` };
}

function reasonIn(body: unknown): string {
  const text = JSON.stringify((body as { reason?: unknown } | undefined)?.reason ?? body ?? 'nothing more');
  return text.slice(0, 300);
}

/**
 * Whether the other side took our message before, although we do not know of its answer, since that or we ourselves got lost:
 * it is in the state that the message leads to, or further on, and not where it was before.
 */
function hasTaken(process: Process, state: State): boolean {
  if (state === process.state) return true;
  return state !== stateBefore(process) && isReachable(process.kind, process.state, state);
}

/** The state of a process on the other side; `undefined` where it does not tell. */
async function stateOfPeer(
  peers: Peers,
  participant: Participant,
  process: Process,
): Promise<State | undefined> {
  if (process.peerPid === undefined) return undefined;
  const collection = process.kind === 'negotiation' ? 'negotiations' : 'transfers';
  const url = `${process.address}/${collection}/${encodeURIComponent(process.peerPid)}`;
  try {
    const { body } = await peers.send(participant, url);
    return stateIn(body, process).told?.state;
  } catch (error) {
    if (error instanceof OutgoingError) return undefined;
    throw error;
  }
}

function isSame(a: OutgoingMessage, b: OutgoingMessage): boolean {
  return a.path === b.path && a.attempts === b.attempts && JSON.stringify(a.body) === JSON.stringify(b.body);
}
