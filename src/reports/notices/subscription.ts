import { randomBytes } from 'node:crypto';
import { ProblemError } from '../../problem.js';
import { sealBytes, unsealBytes } from '../../store/sealed.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import {
  hashOf,
  readLink,
  SECRET_BYTES,
  type KeptLink,
  type NewFollowLink,
  type NoticeRoute,
} from '../follow.js';
import type { NoticeChoice } from './choice.js';
import { routeOf, secretFrom, type ChangingNotices } from './notices.js';

/** Subscriptions to one report that are told. */
const MOST_TOLD = 200;

type SubscriptionStore = Pick<GraphStore, 'readRecord' | 'secrets'>;
type ToldStore = SubscriptionStore & Pick<GraphStore, 'readRecords'>;

/** Someone who follows what another reported and wants to hear of it. */
export interface Subscriber {
  /** Key of the subscription. */
  readonly key: string;
  readonly route: NoticeRoute;
}

/**
 * Makes a link for someone who wants to follow a report that another filed.
 * @param id the report's own key
 * @param serial sets the subscription apart from others
 */
export function createSubscription(id: string, serial: string): NewFollowLink {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const key = `${id}.${serial}`;
  return { token: `wws_${key}_${secret}`, record: linkRecord(key, { hash: hashOf(secret) }) };
}

/**
 * Those who follow a report and want to hear of it, by key, each address once: anyone may give anyone's, and it is to get
 * one mail of each event, whoever gave it how often.
 * @param id the report's own key
 */
export function subscribersOf(store: ToldStore, id: string): Subscriber[] {
  const places = new Set<string>();
  return toldOf(store, id).flatMap(({ key, route, choice }) => {
    const place = placeOf(choice);
    if (places.has(place)) return [];
    places.add(place);
    return [{ key, route }];
  });
}

/** How a subscriber wants to hear of a report; `undefined` where not, or where that was erased. */
export function readSubscriberChoice(store: SubscriptionStore, key: string): NoticeChoice | undefined {
  const sealed = readLink(store, key)?.sealed;
  const secret = readKey(store, key);
  if (sealed === undefined || secret === undefined) return undefined;
  return JSON.parse(unsealBytes(Buffer.from(sealed, 'base64'), secret).toString('utf8')) as NoticeChoice;
}

/** The token of the link in notices to a subscriber; `undefined` where that was erased. */
export function subscriberToken(store: SubscriptionStore, key: string): string | undefined {
  const secret = readKey(store, key);
  return secret && `wws_${key}_${secretFrom(secret)}`;
}

/** A subscription whose notices are changed. */
export interface ChangedSubscription {
  /** IRI of the report. */
  readonly report: string;
  /** Key of the subscription. */
  readonly key: string;
  /** Its link, where that was just made and is kept with the choice. */
  readonly made?: KeptRecord;
  /** Whether who has the address asks for it: then, where it ends, all subscriptions to the report with that address do. */
  readonly isTold?: boolean | undefined;
}

/**
 * Changes how a subscriber hears of a report, or ends it; resolves when that is on disk. The address is kept encrypted
 * with a key of its own, which goes first where it ends. Other subscriptions with the same address stay as they are: who
 * gives someone's address would end what that one chose.
 * @throws ProblemError `not-found` where the subscription is gone, `too-many-requests` where so many are told as may,
 *   `storage-unavailable`
 */
export function changeSubscription(
  {
    store,
    turns,
  }: Pick<ChangingNotices, 'turns'> & {
    readonly store: ChangingNotices['store'] & Pick<GraphStore, 'readRecords'>;
  },
  { report, key, made, isTold = false }: ChangedSubscription,
  choice: NoticeChoice | undefined,
): Promise<void> {
  return turns.take(report, async () => {
    const link = made?.value === undefined ? readLink(store, key) : (JSON.parse(made.value) as KeptLink);
    if (!link) throw new ProblemError('not-found', 'What this link followed is erased.');
    if (choice) checkRoom(store, key);
    const also = isTold && !choice ? sameAs(store, key) : [];
    await store.commit({
      agent: `${report}#follower`,
      reason: choice ? 'Notices to a follower chosen' : 'Notices to a follower ended',
      keep: choice
        ? chosen(store, key, link, choice)
        : [{ key, link }, ...also].flatMap((each) => ended(store, each.key, each.link)),
    });
  });
}

/** A subscription that is told. */
interface Told extends Subscriber {
  readonly link: KeptLink;
  readonly choice: NoticeChoice;
}

/** The subscriptions to a report that are told: those with a key to an address, so that others cost nothing. */
function toldOf(store: ToldStore, id: string): Told[] {
  const [start, end] = [keyName(`${id}.`), keyName(`${id}/`)];
  return [...store.readRecords('personal-key', { start, end })].flatMap(({ key: name }): Told[] => {
    const key = name.slice(keyName('').length);
    const link = readLink(store, key);
    const choice = readSubscriberChoice(store, key);
    return link?.notices && choice ? [{ key, link, choice, route: link.notices }] : [];
  });
}

/** @throws ProblemError `too-many-requests` where no further subscription to the report may be told */
function checkRoom(store: ToldStore, key: string): void {
  const others = toldOf(store, idIn(key)).filter((other) => other.key !== key);
  if (others.length < MOST_TOLD) return;
  throw new ProblemError(
    'too-many-requests',
    `This report has ${String(MOST_TOLD)} followers that are told, as many as it may. Follow it without notices.`,
  );
}

/** The other subscriptions to the same report that are told at the same address. */
function sameAs(store: ToldStore, key: string): Told[] {
  const own = readSubscriberChoice(store, key);
  if (!own) return [];
  return toldOf(store, idIn(key)).filter(
    (other) => other.key !== key && placeOf(other.choice) === placeOf(own),
  );
}

function idIn(key: string): string {
  return key.split('.', 1)[0] ?? '';
}

/** Where a choice sends notices; capitals make no other mailbox in practice, and another secret is of someone else. */
function placeOf(choice: NoticeChoice): string {
  return choice.by === 'email' ? choice.address.toLowerCase() : `${choice.url} ${choice.secret}`;
}

/** The records that erase all subscriptions to a report; their keys are gone from disk when this returns. */
export function withoutSubscriptions(store: ToldStore, id: string): KeptRecord[] {
  return [...store.readRecords('follow', { start: `${id}.`, end: `${id}/` })].flatMap(({ key }) => [
    eraseKey(store, key),
    { table: 'follow', key, value: undefined },
  ]);
}

/** IRIs of the reports of which subscribers are kept with an address. */
export function* subscribedReports(
  store: Pick<GraphStore, 'readRecords'>,
  baseUrl: string,
): Generator<string> {
  let last: string | undefined;
  for (const { key } of store.readRecords('personal-key', { start: keyName(''), end: keyName('\uffff') })) {
    const id = key.slice(keyName('').length).split('.', 1)[0];
    if (id !== last) yield `${baseUrl}/id/report/${id ?? ''}`;
    last = id;
  }
}

function chosen(store: SubscriptionStore, key: string, link: KeptLink, choice: NoticeChoice): KeptRecord[] {
  const known = readKey(store, key);
  const reference = store.readRecord('personal-key', keyName(key));
  const secret =
    known === undefined || reference === undefined ? store.secrets.take() : { reference, key: known };
  const sealed = sealBytes(Buffer.from(JSON.stringify(choice)), secret.key).toString('base64');
  return [
    linkRecord(key, {
      hash: link.hash,
      noticesHash: hashOf(secretFrom(secret.key)),
      notices: routeOf(choice),
      sealed,
    }),
    { table: 'personal-key', key: keyName(key), value: secret.reference },
  ];
}

function ended(store: SubscriptionStore, key: string, { hash }: KeptLink): KeptRecord[] {
  return [eraseKey(store, key), linkRecord(key, { hash })];
}

function eraseKey(store: SubscriptionStore, key: string): KeptRecord {
  const reference = store.readRecord('personal-key', keyName(key));
  if (reference !== undefined) store.secrets.erase(reference);
  return { table: 'personal-key', key: keyName(key), value: undefined };
}

function readKey(store: SubscriptionStore, key: string): Buffer | undefined {
  const reference = store.readRecord('personal-key', keyName(key));
  return reference === undefined ? undefined : store.secrets.read(reference);
}

function linkRecord(key: string, link: KeptLink): KeptRecord {
  return { table: 'follow', key, value: JSON.stringify(link) };
}

function keyName(key: string): string {
  return `follow ${key}`;
}
