import type { FollowRequest } from './following/index.js';
import { about, webAddress, wholeNumber, words } from './config-values.js';

const FOLLOW = /^([a-z0-9][a-z0-9._-]{0,99})=(https?:\/\/[^\s<>"{}|\\^`]+)$/i;

/** The settings of event streams: our own, and those of others that are followed. */
export const followingSettings = {
  streamRetentionDays: wholeNumber('a whole number of days from 0 to 36500', 0, 36_500)
    .default(0)
    .meta(about('Days for which our event streams keep their members; 0 for ever.', '0')),
  follows: words(
    'pairs of a register and the address of an event stream, such as cabinets=https://partner.example/ldes/cabinets, separated by commas',
    (word) => URL.canParse(FOLLOW.exec(word)?.[2] ?? ''),
  )
    .default([])
    .meta(
      about(
        'Event streams that registers are kept in step with: `register=address`, separated by commas.',
        'none',
      ),
    ),
  followTargets: words(
    'http or https addresses without query, separated by commas',
    (word) => webAddress('').safeParse(word).success,
  )
    .default([])
    .meta(
      about(
        'Addresses that pages of those streams may be at beside the host of each, with all below them.',
        'none',
      ),
    ),
};

/** The streams to follow, from the setting of them. */
export function followRequests(follows: readonly string[]): FollowRequest[] {
  return follows.map((text) => {
    const [, name = '', url = ''] = FOLLOW.exec(text) ?? [];
    return { name, url };
  });
}

/** What is wrong about the streams to follow that no pair shows by itself, or that is said without showing it. */
export function followFaults({ follows }: { readonly follows: readonly string[] }): string[] {
  const requests = followRequests(follows);
  const names = requests.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  const named = requests.filter(({ url }) => new URL(url).username !== '' || new URL(url).password !== '');
  return [
    ...[...twice].map(
      (name) => `follows: register ${name} is given twice; give each stream a register of its own.`,
    ),
    ...named.map(
      ({ name }) =>
        `follows: the address for register ${name} holds a user name or a password, and such are not asked; leave that out.`,
    ),
  ];
}
