import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { targetOf } from '../keys.js';
import { channelIn, channelRecords, removedChannel } from './channel-records.js';
import type { Channel } from './settings.js';

type ChannelStore = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords' | 'secrets'>;

/** The channels of all organisations, in memory and in the journal beside the graph. */
export interface Channels {
  get(organisation: string, name: string): Channel | undefined;
  byTarget(target: string): Channel | undefined;
  /** Those of an organisation, by name. */
  of(organisation: string): readonly Channel[];
  all(): Iterable<Channel>;
  /** @param agent IRI of who changes it; @param alongside other records for the same flush */
  put(channel: Channel, by: By): Promise<void>;
  remove(channel: Channel, by: By): Promise<void>;
}

/** Who changes a channel, for the audit log. */
export interface By {
  /** IRI of the agent. */
  readonly agent: string;
  /** Records for the same flush. */
  readonly keep?: readonly KeptRecord[];
}

/** Reads the channels that were set. */
export function readChannels(store: ChannelStore): Channels {
  const byTarget = new Map<string, Channel>();
  const byOrganisation = new Map<string, Map<string, Channel>>();
  const remember = (channel: Channel): void => {
    byTarget.set(targetOf(channel.organisation, channel.name), channel);
    const own = byOrganisation.get(channel.organisation) ?? new Map<string, Channel>();
    own.set(channel.name, channel);
    byOrganisation.set(channel.organisation, own);
  };
  for (const { value } of store.readRecords('channel')) remember(channelIn(store, value));
  return {
    get: (organisation, name) => byOrganisation.get(organisation)?.get(name),
    byTarget: (target) => byTarget.get(target),
    of: (organisation) =>
      [...(byOrganisation.get(organisation)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    all: () => byTarget.values(),
    put: async (channel, { agent, keep = [] }) => {
      await store.commit({
        agent,
        reason: 'Channel set',
        keep: [...channelRecords(store, channel), ...keep],
      });
      remember(channel);
    },
    remove: async (channel, { agent, keep = [] }) => {
      const { organisation, name } = channel;
      const removed = removedChannel(store, channel);
      await store.commit({ agent, reason: 'Channel removed', keep: [...removed, ...keep] });
      byTarget.delete(targetOf(organisation, name));
      byOrganisation.get(organisation)?.delete(name);
    },
  };
}
