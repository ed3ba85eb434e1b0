import ipaddr from 'ipaddr.js';

/** Global unicast: all that IANA gives out of IPv6 (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** What a network of one's own uses: this machine, RFC 1918, RFC 4193. Never link-local: clouds keep secrets there. */
const OWN_NETWORK: readonly string[] = ['loopback', 'private', 'uniqueLocal'];

/** What may be connected to. */
export interface AddressRules {
  /** Whether addresses of this machine and of private networks may be connected to. */
  readonly allowPrivate: boolean;
}

/**
 * Whether an IP address may be connected to: one of the public Internet, or of the own network where that is allowed.
 * Addresses that wrap another one (IPv4-mapped, NAT64, 6to4, Teredo) are never public, except that an IPv4-mapped one
 * is judged by what it wraps.
 * @param address in any textual form of IPv4 or IPv6, without brackets
 */
export function isAddressAllowed(address: string, { allowPrivate }: AddressRules): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (allowPrivate && OWN_NETWORK.includes(range)) return true;
  if (range !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}
