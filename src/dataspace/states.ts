/** The two state machines of the protocol, as pure tables. */

/** Which side of a negotiation or a transfer one is on. */
export type Role = 'consumer' | 'provider';

/** What either side can do, and thereby tell the other (section 7.1 and 8.1: the message types). */
export type Move =
  | 'request'
  | 'offer'
  | 'accept'
  | 'agree'
  | 'verify'
  | 'finalize'
  | 'start'
  | 'suspend'
  | 'complete'
  | 'terminate';

/** States of a contract negotiation (section 7.1.1). */
export type NegotiationState =
  'REQUESTED' | 'OFFERED' | 'ACCEPTED' | 'AGREED' | 'VERIFIED' | 'FINALIZED' | 'TERMINATED';
/** States of a transfer process (section 8.1.1). */
export type TransferState = 'REQUESTED' | 'STARTED' | 'SUSPENDED' | 'COMPLETED' | 'TERMINATED';

/** Before the first message. */
export const NOTHING = 'NOTHING';

type Table<S extends string> = Readonly<
  Record<S | typeof NOTHING, Readonly<Partial<Record<`${Role} ${Move}`, S>>>>
>;

/** Who may do what in which state of a negotiation, and what it becomes (section 7.1.2). */
const NEGOTIATION: Table<NegotiationState> = {
  NOTHING: { 'consumer request': 'REQUESTED', 'provider offer': 'OFFERED' },
  REQUESTED: {
    'provider offer': 'OFFERED',
    'provider agree': 'AGREED',
    'consumer terminate': 'TERMINATED',
    'provider terminate': 'TERMINATED',
  },
  OFFERED: {
    'consumer request': 'REQUESTED',
    'consumer accept': 'ACCEPTED',
    'consumer terminate': 'TERMINATED',
    'provider terminate': 'TERMINATED',
  },
  ACCEPTED: {
    'provider agree': 'AGREED',
    'consumer terminate': 'TERMINATED',
    'provider terminate': 'TERMINATED',
  },
  AGREED: { 'consumer verify': 'VERIFIED', 'consumer terminate': 'TERMINATED' },
  VERIFIED: { 'provider finalize': 'FINALIZED', 'provider terminate': 'TERMINATED' },
  FINALIZED: {},
  TERMINATED: {},
};

/**
 * The same for a transfer (section 8.1.2). The protocol leaves open which side resumes after a suspension; both may.
 */
const TRANSFER: Table<TransferState> = {
  NOTHING: { 'consumer request': 'REQUESTED' },
  REQUESTED: {
    'provider start': 'STARTED',
    'consumer terminate': 'TERMINATED',
    'provider terminate': 'TERMINATED',
  },
  STARTED: {
    'consumer complete': 'COMPLETED',
    'provider complete': 'COMPLETED',
    'consumer suspend': 'SUSPENDED',
    'provider suspend': 'SUSPENDED',
    'consumer terminate': 'TERMINATED',
    'provider terminate': 'TERMINATED',
  },
  SUSPENDED: {
    'consumer start': 'STARTED',
    'provider start': 'STARTED',
    'consumer terminate': 'TERMINATED',
    'provider terminate': 'TERMINATED',
  },
  COMPLETED: {},
  TERMINATED: {},
};

const TABLES = { negotiation: NEGOTIATION, transfer: TRANSFER };

/** What a process is about. */
export type Kind = keyof typeof TABLES;
/** A state of either. */
export type State = NegotiationState | TransferState;

/** The state after a move, or `undefined` where that side may not make it then. */
export function stateAfter(
  kind: Kind,
  state: State | typeof NOTHING,
  role: Role,
  move: Move,
): State | undefined {
  const moves: Readonly<Partial<Record<string, Readonly<Partial<Record<string, State>>>>>> = TABLES[kind];
  return moves[state]?.[`${role} ${move}`];
}

/**
 * The state after a move in a process with these steps behind it. After a consumer resumes a transfer, the provider starts
 * it again too: that is how it tells a new address and token (the protocol leaves open how; connectors of Eclipse do so).
 */
export function stateAfterSteps(
  { kind, state, steps }: { readonly kind: Kind; readonly state: State; readonly steps: readonly PastMove[] },
  role: Role,
  move: Move,
): State | undefined {
  const next = stateAfter(kind, state, role, move);
  if (next !== undefined || state !== 'STARTED' || role !== 'provider' || move !== 'start') return next;
  return isResumed(steps) ? 'STARTED' : undefined;
}

/** What was done in a process. */
interface PastMove {
  readonly role: Role;
  readonly move: Move;
}

/** Whether the last thing that happened is that the consumer started a transfer that was suspended. */
export function isResumed(steps: readonly PastMove[]): boolean {
  const last = steps.at(-1);
  return last?.role === 'consumer' && last.move === 'start';
}

/** Whether nothing can follow. */
export function isOver(kind: Kind, state: State): boolean {
  const moves: Readonly<Partial<Record<string, object>>> = TABLES[kind];
  return Object.keys(moves[state] ?? {}).length === 0;
}

/** Whether moves of either side can lead from one state to another, or they are the same. */
export function isReachable(kind: Kind, from: State, to: State): boolean {
  const moves: Readonly<Partial<Record<string, Readonly<Partial<Record<string, State>>>>>> = TABLES[kind];
  const reached = new Set<State>([from]);
  for (const state of reached)
    for (const next of Object.values(moves[state] ?? {})) if (next) reached.add(next);
  return reached.has(to);
}

/** The other side. */
export function otherSide(role: Role): Role {
  return role === 'consumer' ? 'provider' : 'consumer';
}
