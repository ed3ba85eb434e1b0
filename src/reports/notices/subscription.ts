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

/** Subscribers to one report that are told. */
const MOST_TOLD = 200;

type SubscriptionStore = Pick<GraphStore, 'readRecord' | 'secrets'>;

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

/** Those who follow a report and want to hear of it, by key. @param id the report's own key */
export function subscribersOf(store: Pick<GraphStore, 'readRecords'>, id: string): Subscriber[] {
  return linksOf(store, id).flatMap(({ key, link: { notices } }) =>
    notices === undefined ? [] : [{ key, route: notices }],
  );
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
}

/**
 * Changes how a subscriber hears of a report, or ends it; resolves when that is on disk. The address is kept encrypted
 * with a key of its own, which goes first where it ends. Where another subscription to the report has the same address,
 * its notices end: anyone may give anyone's address, and it is to get one mail of each event, whoever gave it how often.
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
  { report, key, made }: ChangedSubscription,
  choice: NoticeChoice | undefined,
): Promise<void> {
  return turns.take(report, async () => {
    const link = made?.value === undefined ? readLink(store, key) : (JSON.parse(made.value) as KeptLink);
    if (!link) throw new ProblemError('not-found', 'What this link followed is erased.');
    await store.commit({
      agent: `${report}#follower`,
      reason: choice ? 'Notices to a follower chosen' : 'Notices to a follower ended',
      keep: choice
        ? [...withoutSame(store, key, choice), ...chosen(store, key, link, choice)]
        : ended(store, key, link),
    });
  });
}

/** The records that end notices of other subscriptions to where a choice sends them. @throws ProblemError `too-many-requests` */
function withoutSame(
  store: SubscriptionStore & Pick<GraphStore, 'readRecords'>,
  key: string,
  choice: NoticeChoice,
): KeptRecord[] {
  const [id = ''] = key.split('.', 1);
  const others = linksOf(store, id).filter((other) => other.key !== key && other.link.notices !== undefined);
  const same = others.filter((other) => {
    const known = readSubscriberChoice(store, other.key);
    return known !== undefined && placeOf(known) === placeOf(choice);
  });
  if (others.length - same.length >= MOST_TOLD)
    throw new ProblemError(
      'too-many-requests',
      `This report has ${String(MOST_TOLD)} followers that are told, as many as it may. Follow it without notices.`,
    );
  return same.flatMap((other) => ended(store, other.key, other.link));
}

/** Where a choice sends notices; capitals make no other mailbox in practice. */
function placeOf(choice: NoticeChoice): string {
  return choice.by === 'email' ? choice.address.toLowerCase() : choice.url;
}

/** The records that erase all subscriptions to a report; their keys are gone from disk when this returns. */
export function withoutSubscriptions(
  store: SubscriptionStore & Pick<GraphStore, 'readRecords'>,
  id: string,
): KeptRecord[] {
  return linksOf(store, id).flatMap(({ key }) => [
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

function linksOf(
  store: Pick<GraphStore, 'readRecords'>,
  id: string,
): { readonly key: string; readonly link: KeptLink }[] {
  return [...store.readRecords('follow', { start: `${id}.`, end: `${id}/` })].map(({ key, value }) => ({
    key,
    link: JSON.parse(value) as KeptLink,
  }));
}

function linkRecord(key: string, link: KeptLink): KeptRecord {
  return { table: 'follow', key, value: JSON.stringify(link) };
}

function keyName(key: string): string {
  return `follow ${key}`;
}
