import type { Outgoing } from '../../outgoing/index.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import type { Channels } from '../channels/channels.js';
import type { Open311Settings } from '../channels/settings.js';
import { rangeOf } from '../keys.js';
import { askStatus, numberFor, type RequestStatus } from './ask-status.js';
import { awaitedRecord, noLongerAwaited, type AwaitedRequest } from './awaited.js';
import type { GivenStatus } from './record-status.js';

/** Requests that one question is about. */
const AT_ONCE = 50;
/** Requests that one look asks for at most at one endpoint; the others come with the next one. */
const MOST = 200;
/** Milliseconds; longest between two looks, and between two questions about one request. */
const LONGEST_LOOK = 60_000;
const LONGEST_WAIT = 24 * 3_600_000;
/** Days after which nobody asks any more. */
const MOST_DAYS = 400;
const DAY = 24 * 3_600_000;

/** What asking for statuses works with. */
export interface StatusPollParts {
  readonly store: Pick<GraphStore, 'commit' | 'readRecords'>;
  readonly channels: Pick<Channels, 'byTarget'>;
  readonly outgoing: Pick<Outgoing, 'fetch'>;
  /** IRI of who writes down what comes of it. */
  readonly agent: string;
  readonly now: () => Date;
  /** Milliseconds between two questions while something changes; twice as long each time that nothing did. */
  readonly interval: number;
  /** Records a status. @returns whether there is more to wait for */
  readonly record: (given: GivenStatus) => Promise<boolean>;
  readonly onFailure: (error: unknown) => void;
}

/** Asks endpoints of Open311 what became of the requests that they took. */
export interface StatusPoll {
  close(): Promise<void>;
}

/** A request that is due, with the channel through which it went. */
interface Due {
  readonly target: string;
  readonly awaited: AwaitedRequest;
}

export function startStatusPoll(parts: StatusPollParts): StatusPoll {
  const stop = new AbortController();
  const { signal } = stop;
  const outgoing: StatusPollParts['outgoing'] = {
    fetch: (url, request) => parts.outgoing.fetch(url, { ...request, signal }),
  };
  // That questions are cut off where the service ends is no failure.
  const onFailure = (error: unknown): void => {
    if (!signal.aborted) parts.onFailure(error);
  };
  const often = Math.min(parts.interval, LONGEST_LOOK);
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look({ ...parts, outgoing, onFailure })
      .catch(onFailure)
      .finally(() => (looking = undefined));
  }, often).unref();
  return {
    close: async () => {
      clearInterval(timer);
      stop.abort();
      await looking;
    },
  };
}

async function look(parts: StatusPollParts): Promise<void> {
  for (const [target, due] of dueByTarget(parts)) {
    const channel = parts.channels.byTarget(target);
    const records =
      channel?.settings.kind === 'open311'
        ? await askFor(parts, channel.settings, due)
        : due.map(({ awaited }) => noLongerAwaited(target, awaited));
    await parts.store.commit({ agent: parts.agent, reason: 'Statuses asked for', keep: records });
  }
}

/** What is due, so much of each target that none keeps the others from their turn, and nothing of those that are paused. */
function* dueByTarget({ store, channels, now }: StatusPollParts): Generator<[target: string, due: Due[]]> {
  let start = '';
  for (;;) {
    const [first] = store.readRecords('open311', { start, limit: 1 });
    if (!first) return;
    const target = first.key.slice(0, first.key.indexOf(' '));
    const range = rangeOf(target);
    start = range.end;
    if (channels.byTarget(target)?.paused) continue;
    const time = now().toISOString();
    const due: Due[] = [];
    for (const { value } of store.readRecords('open311', range)) {
      const awaited = JSON.parse(value) as AwaitedRequest;
      if (awaited.due <= time) due.push({ target, awaited });
      if (due.length >= MOST) break;
    }
    if (due.length > 0) yield [target, due];
  }
}

/** Asks one endpoint for all that is due there. @returns what is to be written of each */
async function askFor(
  parts: StatusPollParts,
  settings: Open311Settings,
  due: readonly Due[],
): Promise<KeptRecord[]> {
  const records: KeptRecord[] = [];
  let fault: Error | undefined;
  /** An endpoint that does not answer is asked again later, as one that has nothing to say yet. */
  const unlessSilent = <T>(asked: Promise<T>): Promise<T | undefined> =>
    asked.catch((error: unknown) => {
      fault ??= error instanceof Error ? error : new Error(String(error));
      return undefined;
    });
  for (let at = 0; at < due.length; at += AT_ONCE) {
    const portion = await Promise.all(
      due
        .slice(at, at + AT_ONCE)
        .map(async (each) => ({ ...each, ...(await numbered(parts, settings, each, unlessSilent)) })),
    );
    const numbers = portion.flatMap(({ number }) => number ?? []);
    const statuses =
      numbers.length === 0 ? undefined : await unlessSilent(askStatus(parts.outgoing, settings, numbers));
    for (const { number, ...each } of portion)
      records.push(await settled(parts, each, number === undefined ? undefined : statuses?.get(number)));
  }
  if (fault !== undefined)
    parts.onFailure(
      new Error(
        `${new URL(settings.endpoint).host} does not say what became of its requests: ${fault.message}`,
      ),
    );
  return records;
}

/** The request with its number, which is asked for where only a token is known. */
async function numbered(
  { outgoing }: StatusPollParts,
  settings: Open311Settings,
  { awaited }: Due,
  unlessSilent: <T>(asked: Promise<T>) => Promise<T | undefined>,
): Promise<{ readonly awaited: AwaitedRequest; readonly number: string | undefined }> {
  const { receipt } = awaited;
  if ('request' in receipt) return { awaited, number: receipt.request };
  const number = await unlessSilent(numberFor(outgoing, settings, receipt.token));
  return { awaited: number === undefined ? awaited : { ...awaited, receipt: { request: number } }, number };
}

/** Records a status that is another one than before, and says when to ask again, or that it is over. */
async function settled(
  { record, now, interval }: StatusPollParts,
  { target, awaited }: Due,
  found: RequestStatus | undefined,
): Promise<KeptRecord> {
  const { report, organisation, since } = awaited;
  const isNew = found !== undefined && found.status !== awaited.status;
  const goesOn = await record({
    ...{ report, organisation },
    ...(isNew ? found : { status: '', notes: undefined }),
  });
  const time = now().getTime();
  if (!goesOn || time - Date.parse(since) > MOST_DAYS * DAY) return noLongerAwaited(target, awaited);
  const wait = isNew ? interval : Math.min(awaited.wait * 2, LONGEST_WAIT);
  const due = new Date(time + wait).toISOString();
  return awaitedRecord(target, { ...awaited, wait, due, status: found?.status ?? awaited.status });
}
