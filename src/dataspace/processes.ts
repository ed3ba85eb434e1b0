import { ProblemError } from '../problem.js';
import type { Change } from '../store/graph-store.js';
import { checkPids, messageFor, stateMessage, type Sender } from './messages.js';
import type { Participant } from './participants.js';
import {
  pidOfPeer,
  processRecords,
  readProcess,
  type Actor,
  type Negotiation,
  type Process,
  type ProcessStore,
  type Step,
} from './process.js';
import {
  isOver,
  otherSide,
  stateAfter,
  stateAfterSteps,
  type Kind,
  type Move,
  type State,
} from './states.js';

/** What a move makes of a process: as it is kept, and as the other side is told of it. */
export interface Prepared {
  readonly kept: Process;
  /** With what only the other side may know, such as a token. */
  readonly told: Process;
}

/** What processes need to go on. */
export interface ProcessParts {
  readonly store: ProcessStore;
  /** IRI of the agent that the log names. */
  readonly agent: string;
  readonly now: () => Date;
  readonly sender: Sender;
  /** Fills in what a move of ours needs: an agreement, a token. */
  readonly prepare: (process: Process, move: Move) => Prepared;
  /** What is written with the step by which a negotiation is finalised. */
  readonly onFinalised: (negotiation: Negotiation) => Pick<Change, 'insert' | 'keep'>;
  /** Told of each process that changed, after it was written. */
  readonly onChanged: (process: Process) => void;
}

/** A message that came for a process. */
export interface Received {
  readonly participant: Participant;
  readonly move: Move;
  readonly content: {
    readonly providerPid?: unknown;
    readonly consumerPid?: unknown;
    readonly reason?: unknown;
  };
  /** What the message brings, put into the process; refuses what does not fit. @throws ProblemError */
  readonly apply?: (process: Process) => Process;
}

/** Steps of negotiations and transfers: each is one transaction, with the message that tells the other side of it. */
export interface Processes {
  /** Keeps a process that has just begun. `request` sends our first message with it. */
  begin(
    process: Process,
    options?: { readonly request: boolean; readonly actor?: Actor | undefined },
  ): Promise<Process>;
  /**
   * Takes a message of the other side.
   * @throws ProblemError `not-found` where there is no such process, or it is with another participant;
   *   `illegal-transition`, `invalid-body`
   */
  receive(kind: Kind, pid: string, received: Received): Promise<Process>;
  /** Makes a move of ours. @throws ProblemError `not-found`, `illegal-transition` */
  act(
    kind: Kind,
    pid: string,
    move: Move,
    options?: {
      readonly reason?: string | undefined;
      readonly change?: Partial<Negotiation>;
      readonly actor?: Actor | undefined;
    },
  ): Promise<Process>;
  /** Notes what became of a message of ours. */
  settle(kind: Kind, pid: string, work: (process: Process) => Process): Promise<Process | undefined>;
}

export function createProcesses(parts: ProcessParts): Processes {
  const commit = async (
    work: () => { process: Process; change?: Partial<Change> },
    actor: Actor = parts,
  ): Promise<Process> => {
    const { store } = parts;
    const written: Process[] = [];
    await store.commit(() => {
      const { process, change = {} } = work();
      written[0] = process;
      const keep = [...processRecords(process), ...(change.keep ?? []), ...(actor.keep ?? [])];
      return { agent: actor.agent, reason: `Data space: ${process.kind} ${process.state}`, ...change, keep };
    });
    const [process] = written;
    if (!process) throw new Error('A commit did not make its change.');
    parts.onChanged(process);
    return process;
  };
  return {
    begin: (process, { request, actor } = { request: false }) =>
      commit(
        () => ({
          process:
            begunAlready(parts.store, process) ??
            (request ? withMessage(parts, process, process, 'request') : process),
        }),
        actor,
      ),
    receive: (kind, pid, received) =>
      commit(() => {
        const process = stepOfPeer(parts, existing(parts.store, kind, pid, received.participant), received);
        return finalised(parts, process, received.move);
      }),
    act: (kind, pid, move, options = {}) =>
      commit(() => {
        const current = existing(parts.store, kind, pid);
        return finalised(parts, stepOfOurs(parts, current, move, options), move);
      }, options.actor),
    settle: async (kind, pid, work) => {
      const current = readProcess(parts.store, kind, pid);
      if (!current) return undefined;
      return commit(() => {
        const before = existing(parts.store, kind, pid);
        return { process: withEnd(parts, before, work(before)) };
      });
    },
  };
}

/** The same request may be taken twice at a time; the second finds what the first began. */
function begunAlready(store: ProcessStore, process: Process): Process | undefined {
  const { kind, peerPid } = process;
  const pid = peerPid === undefined ? undefined : pidOfPeer(store, { ...process, peerPid });
  return pid === undefined ? undefined : readProcess(store, kind, pid);
}

/** @throws ProblemError `not-found`: what someone may not see is not there for them (section 7.2.3) */
function existing(store: ProcessStore, kind: Kind, pid: string, participant?: Participant): Process {
  const process = readProcess(store, kind, pid);
  if (process && (!participant || process.participant === participant.id)) return process;
  throw new ProblemError('not-found', `There is no ${kind} "${pid.slice(0, 100)}".`);
}

function stepOfPeer(parts: ProcessParts, process: Process, received: Received): Process {
  const { move, content, apply = (same: Process) => same } = received;
  const role = otherSide(process.role);
  checkPids(process, content);
  const state = stateAfterSteps(process, role, move);
  if (state === undefined) throw illegal(process, move, 'the other side');
  const step: Step = { time: parts.now().toISOString(), role, move, ...reasonIn(content.reason) };
  const peerPid = role === 'provider' ? content.providerPid : content.consumerPid;
  const known = process.peerPid ?? (typeof peerPid === 'string' ? peerPid : undefined);
  const next = apply({
    ...process,
    ...(known === undefined ? {} : { peerPid: known }),
    state,
    steps: [...process.steps, step],
  } as Process);
  return isOver(next.kind, next.state) ? without(next, 'outgoing', 'fault') : without(next, 'fault');
}

function stepOfOurs(
  parts: ProcessParts,
  process: Process,
  move: Move,
  { reason, change = {} }: { readonly reason?: string | undefined; readonly change?: Partial<Negotiation> },
): Process {
  const state = stateAfterSteps(process, process.role, move);
  if (state === undefined) throw illegal(process, move, 'this side');
  // One message at a time is on its way, or the other side would miss a step; an end may come whenever.
  if (process.outgoing && move !== 'terminate')
    throw new ProblemError(
      'illegal-transition',
      `The other side does not know of the last step yet (${process.outgoing.move}); try again when it does.`,
      { state: process.state, current: stateMessage(process) },
    );
  const step: Step = {
    time: parts.now().toISOString(),
    role: process.role,
    move,
    ...(reason === undefined ? {} : { reason }),
  };
  const moved = { ...process, ...change, state, steps: [...process.steps, step] } as Process;
  const { kept, told } = parts.prepare(without(moved, 'fault'), move);
  // The other side has to know of the process, and we its number, before it can be told of the end.
  if (process.outgoing && process.peerPid === undefined) return kept;
  return withMessage(parts, kept, told, move, reason);
}

/** A process that was ended before the other side's number of it was known: when it is, the other side is told. */
function withEnd(parts: ProcessParts, before: Process, after: Process): Process {
  const last = after.steps.at(-1);
  if (before.peerPid !== undefined || after.peerPid === undefined || after.outgoing) return after;
  if (last?.role !== after.role || last.move !== 'terminate') return after;
  return withMessage(parts, after, after, 'terminate', last.reason);
}

function withMessage(
  parts: ProcessParts,
  kept: Process,
  told: Process,
  move: Move,
  reason?: string,
): Process {
  const { path, body } = messageFor(told, move, { sender: parts.sender, reason });
  return { ...kept, outgoing: { move, path, body, attempts: 0, due: parts.now().getTime() } };
}

/** What is written with a step: an agreement comes in force in the same transaction in which it is finalised. */
function finalised(
  parts: ProcessParts,
  process: Process,
  move: Move,
): { process: Process; change?: Pick<Change, 'insert' | 'keep'> } {
  if (process.kind !== 'negotiation' || move !== 'finalize') return { process };
  return { process, change: parts.onFinalised(process) };
}

function illegal(process: Process, move: Move, who: string): ProblemError {
  return new ProblemError(
    'illegal-transition',
    `In state ${process.state}, ${who} may not ${move} in this ${process.kind}.`,
    { state: process.state, current: stateMessage(process) },
  );
}

function reasonIn(reason: unknown): { reason?: string } {
  if (!Array.isArray(reason)) return {};
  const texts = reason.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return { reason: texts.join('; ').slice(0, 1000) };
}

/** A process without some of what it may have. */
export function without<T extends Process>(
  process: T,
  ...names: ('outgoing' | 'fault' | 'formerTokenHash')[]
): T {
  return Object.fromEntries(
    Object.entries(process).filter(([name]) => !(names as string[]).includes(name)),
  ) as unknown as T;
}

/** The state before our last move, to which a refused one falls back. */
export function stateBefore({ kind, steps }: Process): State {
  let state: State | 'NOTHING' = 'NOTHING';
  for (const { role, move } of steps.slice(0, -1)) state = stateAfter(kind, state, role, move) ?? state;
  return state === 'NOTHING' ? 'TERMINATED' : state;
}
