import ipaddr from 'ipaddr.js';
import type { HttpRequest } from './reply.js';

/** Groups of 16 bits of an IPv6 address that a network has in common. */
const NETWORK_PARTS = 4;

/**
 * Who a request counts for that shows no key: its IP address, or the network where that is IPv6, since whoever has one
 * such address has the whole /64 (RFC 4291, section 2.5.4).
 */
export function clientNetwork({ address }: Pick<HttpRequest, 'address'>): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${parsed.parts
        .slice(0, NETWORK_PARTS)
        .map((part) => part.toString(16))
        .join(':')}::/64`
    : parsed.toString();
}
