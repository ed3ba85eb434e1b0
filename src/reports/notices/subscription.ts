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

/**
 * Changes how a subscriber hears of a report, or ends it; resolves when that is on disk. The address is kept encrypted
 * with a key of its own, which goes first where it ends.
 * @throws ProblemError `not-found` where the subscription is gone, `storage-unavailable`
 */
export function changeSubscription(
  { store, turns }: ChangingNotices,
  about: { readonly report: string; readonly key: string },
  choice: NoticeChoice | undefined,
): Promise<void> {
  const { report, key } = about;
  return turns.take(report, async () => {
    const link = readLink(store, key);
    if (!link) throw new ProblemError('not-found', 'What this link followed is erased.');
    await store.commit({
      agent: `${report}#follower`,
      reason: choice ? 'Notices to a follower chosen' : 'Notices to a follower ended',
      keep: choice ? chosen(store, key, link, choice) : ended(store, key, link),
    });
  });
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
