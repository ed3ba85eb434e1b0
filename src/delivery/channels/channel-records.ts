import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { sealBytes, unsealBytes } from '../../store/sealed.js';
import { targetOf } from '../keys.js';
import { publicSettings, secretSettings, type Channel, type ChannelSettings } from './settings.js';

type ChannelStore = Pick<GraphStore, 'readRecord' | 'secrets'>;

/** What is kept of a channel: its secrets only encrypted, with a key that stands in the file of keys and in no backup. */
interface KeptChannel extends Omit<Channel, 'settings'> {
  readonly settings: object;
  /** Secrets as JSON, encrypted; base64. */
  readonly sealed?: string;
}

/** Why a channel stands still whose key is gone, as after restoring a backup without keys. */
export const NO_KEY =
  'Its secret cannot be read: a backup has no keys. Set the channel with its secret anew, then resume it.';

/** The records that keep a channel. @throws ProblemError `storage-unavailable` */
export function channelRecords(store: ChannelStore, channel: Channel): KeptRecord[] {
  const target = targetOf(channel.organisation, channel.name);
  const kept: KeptChannel = { ...channel, settings: publicSettings(channel.settings) };
  const secrets = secretSettings(channel.settings);
  if (Object.keys(secrets).length === 0)
    return [{ table: 'channel', key: target, value: JSON.stringify(kept) }, withoutKey(store, target)];
  const known = store.readRecord('personal-key', keyName(target));
  const key = known === undefined ? undefined : store.secrets.read(known);
  const { reference, key: used } =
    known === undefined || key === undefined ? store.secrets.take() : { reference: known, key };
  const sealed = sealBytes(Buffer.from(JSON.stringify(secrets)), used).toString('base64');
  return [
    { table: 'channel', key: target, value: JSON.stringify({ ...kept, sealed }) },
    { table: 'personal-key', key: keyName(target), value: reference },
  ];
}

/** The records that take a channel away; its key is gone from disk when this returns. */
export function removedChannel(store: ChannelStore, { organisation, name }: Channel): KeptRecord[] {
  const target = targetOf(organisation, name);
  return [{ table: 'channel', key: target, value: undefined }, withoutKey(store, target)];
}

function withoutKey(store: ChannelStore, target: string): KeptRecord {
  const reference = store.readRecord('personal-key', keyName(target));
  if (reference !== undefined) store.secrets.erase(reference);
  return { table: 'personal-key', key: keyName(target), value: undefined };
}

/** A channel from its record. */
export function channelIn(store: ChannelStore, value: string): Channel {
  const { sealed, settings, ...channel } = JSON.parse(value) as KeptChannel;
  if (sealed === undefined) return { ...channel, settings: settings as ChannelSettings };
  const reference = store.readRecord('personal-key', keyName(targetOf(channel.organisation, channel.name)));
  const key = reference === undefined ? undefined : store.secrets.read(reference);
  if (!key)
    return {
      ...channel,
      settings: { secret: '', ...settings } as ChannelSettings,
      paused: { since: channel.changed, reason: NO_KEY },
    };
  const secrets = JSON.parse(unsealBytes(Buffer.from(sealed, 'base64'), key).toString('utf8')) as object;
  return { ...channel, settings: { ...settings, ...secrets } as ChannelSettings };
}

function keyName(target: string): string {
  return `channel ${target}`;
}
