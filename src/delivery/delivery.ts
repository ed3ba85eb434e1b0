import { createAncestry, readLifeTable } from '../reports/index.js';
import { createOutgoing, OutgoingError, type Outgoing } from '../outgoing/index.js';
import { ProblemError } from '../problem.js';
import type { GraphStore } from '../store/graph-store.js';
import { readChannels, type Channels } from './channels/channels.js';
import { createDrain, type Drain } from './drain/drain.js';
import type { LaneFigures } from './drain/lane.js';
import type { Channel } from './channels/settings.js';
import { CHANNEL_KINDS, channelSender } from './channels/senders.js';
import { targetOf } from './keys.js';
import { createSender, type Sender } from './sending/sender.js';
import type { ReportFacts, SendingSetup } from './sending/task.js';
import { createInbox, type Inbox } from './inbox/inbox.js';
import type { Delivery, Outcome, Send } from './model.js';
import { noticeSender, type NoticeParts } from './notices/notice-sender.js';
import { noticesIn, type Notices } from './notices/given-up.js';
import { NOTICE_KINDS } from './notices/notice-target.js';
import type { GivenStatus } from './open311/record-status.js';
import { startStatusPoll, type StatusPoll } from './open311/status-poll.js';
import { startPruning } from './pruning/pruning.js';
import { replay } from './replay.js';
import { route, type RoutingParts } from './routing.js';

/** Attempts before a delivery is given up: with the delays in between, some two and a half days. */
const ATTEMPTS = 20;
const FIRST_DELAY = 5000;
const CONCURRENCY = 16;
/** Bytes of an answer about requests. */
const MIB = 1024 ** 2;
/** Milliseconds until an endpoint is asked what became of a request. */
const STATUS_INTERVAL = 15 * 60_000;

/** What delivering is made of. */
export interface DeliveryParts {
  readonly store: Pick<
    GraphStore,
    'commit' | 'select' | 'readRecord' | 'readRecords' | 'secrets' | 'subscribe'
  >;
  /** Where and how channels of organisations may send; without, they wait. */
  readonly sending?: Omit<SendingSetup, 'baseUrl'> | undefined;
  /** What a report says of itself, for channels that bring it. */
  readonly facts?: ((report: string) => Promise<ReportFacts | undefined>) | undefined;
  /** IRIs of the areas of a report and of those that they lie in; none where not given. */
  readonly areasOf?: ((report: string) => Promise<readonly string[]>) | undefined;
  /** What reporters are told, and how their notices end; without, they wait. */
  readonly notices?: Pick<NoticeParts, 'facts' | 'end'> | undefined;
  /** Records what an endpoint of Open311 says of a report; without, none is asked. */
  readonly recordStatus?: ((given: GivenStatus) => Promise<boolean>) | undefined;
  /** Milliseconds until such an endpoint is asked, and again after a change; default 15 min. */
  readonly statusInterval?: number | undefined;
  readonly baseUrl: string;
  readonly now: () => Date;
  /** Attempts after which a delivery is given up; default 20. */
  readonly attempts?: number | undefined;
  /** Days for which inboxes keep what happened; default 180. */
  readonly inboxDays?: number | undefined;
  /** Milliseconds before the second attempt; doubled for each further one. Default 5 s. */
  readonly firstDelay?: number | undefined;
  /** Told of every attempt. */
  readonly onAttempt?: ((delivery: Delivery, outcome: Outcome) => void) | undefined;
  /** Told of what goes wrong here, and not at a target. */
  readonly onFailure: (error: unknown) => void;
}

/** Brings what happens to those who must know. */
export interface Deliveries {
  readonly channels: Channels;
  readonly inbox: Inbox;
  /** What waits to be told to reporters. */
  readonly notices: Notices;
  /** IRIs of an organisation and of those above it. */
  above(organisation: string): Promise<readonly string[]>;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
  /** Tries what waits for a channel anew: as its settings are now, and with `resume` after a pause. */
  refresh(channel: Channel): void;
  /**
   * Puts what happened since a time into the queue of a channel again, under the ids that it had.
   * @returns how many events
   */
  replay(channel: Channel, since: Date, agent: string): Promise<number>;
  /** @throws ProblemError `invalid-parameter` where the address may not be sent to */
  checkTarget(address: string): void;
  /** Says who sends deliveries of a kind, and begins with those that wait. */
  registerChannel(kind: string, send: Send): void;
  /** Resolves when all that was committed before is in the inboxes and the queues of its targets. */
  routed(): Promise<void>;
  /** How much waits, by target. */
  figures(): LaneFigures[];
  /** Removes old events from inboxes and old links, as it does once an hour. @returns how many records were removed */
  prune(): Promise<number>;
  close(): Promise<void>;
}

const { states } = readLifeTable();

/** Whether a report in a state waits for someone. */
function isOpenState(state: string): boolean {
  return states.get(state)?.open ?? false;
}

/** Begins to empty the outbox. */
export function startDeliveries(parts: DeliveryParts): Deliveries {
  const { store, baseUrl, areasOf = () => Promise.resolve([]) } = parts;
  const agent = `${baseUrl}/id/agent/service`;
  const ancestry = createAncestry(store);
  const channels = readChannels(store);
  const inbox = createInbox(store);
  const routing = { store, ancestry, channels, areasOf, isOpen: isOpenState };
  const drain = drainFor(parts, { agent, channels, inbox, routing });
  const stop = new AbortController();
  const sender = parts.sending && createSender({ ...parts.sending, baseUrl });
  const door = createOutgoing({ ...parts.sending, allow: parts.sending?.allow ?? [], maximumBytes: MIB });
  const pruning = startPruning({ ...parts, agent });
  const polling = statusPollFor(parts, { agent, channels, outgoing: door });
  drain.start();
  if (sender) registerChannels(parts, { drain, channels, sender, agent });
  return {
    channels,
    inbox,
    notices: noticesIn(store, drain),
    above: (organisation) => ancestry.of(organisation),
    stopping: stop.signal,
    refresh: (channel) => {
      refresh(drain, channels, channel);
    },
    replay: (channel, since, agent) => replay({ ...routing, inbox }, channel, since, agent),
    checkTarget: (address) => {
      checkTarget(door, address);
    },
    registerChannel: (kind, send) => {
      drain.register(kind, send);
    },
    routed: () => drain.routed(),
    figures: () => drain.figures(),
    prune: () => pruning.prune(),
    close: async () => {
      stop.abort();
      await pruning.close();
      await polling?.close();
      ancestry.close();
      await drain.close();
      await sender?.close();
      await door.close();
    },
  };
}

function drainFor(
  parts: DeliveryParts,
  made: {
    readonly agent: string;
    readonly channels: Channels;
    readonly inbox: Inbox;
    readonly routing: RoutingParts;
  },
): Drain {
  const { agent, channels, inbox, routing } = made;
  const { now } = parts;
  return createDrain({
    ...parts,
    agent,
    attempts: parts.attempts ?? ATTEMPTS,
    firstDelay: parts.firstDelay ?? FIRST_DELAY,
    concurrency: CONCURRENCY,
    route: (events) => route(routing, events),
    onRouted: (routed) => {
      const organisations = new Set(routed.flatMap((each) => each.organisations));
      if (organisations.size > 0) inbox.announce(organisations);
    },
    isPaused: (target) => channels.byTarget(target)?.paused !== undefined,
    onPause: async (target, reason) => {
      const channel = channels.byTarget(target);
      if (channel)
        await channels.put({ ...channel, paused: { since: now().toISOString(), reason } }, { agent });
    },
  });
}

function statusPollFor(
  { store, now, onFailure, recordStatus, statusInterval = STATUS_INTERVAL }: DeliveryParts,
  made: { readonly agent: string; readonly channels: Channels; readonly outgoing: Outgoing },
): StatusPoll | undefined {
  if (!recordStatus) return undefined;
  return startStatusPoll({
    ...{ store, now, onFailure, ...made },
    interval: statusInterval,
    record: recordStatus,
  });
}

/** A channel that was removed while it was paused is not paused any more: what is left of it is dropped. */
function refresh(drain: Drain, channels: Channels, { organisation, name }: Channel): void {
  const target = targetOf(organisation, name);
  if (channels.byTarget(target)?.paused) drain.lane(target)?.pause();
  else drain.refresh(target);
}

function registerChannels(
  parts: DeliveryParts,
  made: {
    readonly drain: Drain;
    readonly channels: Channels;
    readonly sender: Sender;
    readonly agent: string;
  },
): void {
  const { store, baseUrl, now, notices, facts = () => Promise.resolve(undefined) } = parts;
  const { statusInterval = STATUS_INTERVAL } = parts;
  const { drain, channels, sender, agent } = made;
  const send = channelSender({
    ...{ channels, baseUrl, now, facts },
    statusInterval,
    keep: async (record, reason) => {
      await store.commit({ agent, reason, keep: [record] });
    },
    send: (task) => sender.send(task),
  });
  for (const kind of CHANNEL_KINDS) drain.register(kind, send);
  if (!notices) return;
  const tell = noticeSender({ ...notices, baseUrl, now, send: (task) => sender.send(task) });
  for (const kind of NOTICE_KINDS) drain.register(kind, tell);
}

function checkTarget(door: Outgoing, address: string): void {
  try {
    door.check(address);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    throw new ProblemError(
      'invalid-parameter',
      `${error.message} An operator allows it with deliveryTargets.`,
      {
        parameter: 'address',
      },
    );
  }
}
