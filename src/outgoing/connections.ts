import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isAddressAllowed, type AddressRules } from './addresses.js';
import { OutgoingError } from './outgoing-error.js';

/** Finds all addresses of a host name. */
export type Resolver = (
  hostname: string,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** Asks the system as `getaddrinfo` does, so that `/etc/hosts` counts too. */
const systemResolver: Resolver = (hostname, callback) => {
  systemLookup(hostname, { all: true, verbatim: true }, (error, addresses) => {
    callback(error, error ? [] : addresses);
  });
};

/** What connections are made by. */
export interface ConnectionOptions extends AddressRules {
  readonly resolve?: Resolver;
  /** Milliseconds for a connection to be made. */
  readonly connectTimeout: number;
}

/**
 * The one way in which connections are made. Names are resolved once, here: the addresses that were judged are the
 * ones connected to, so that a name server cannot answer differently a second time. A name of which any address is
 * not allowed is refused as a whole.
 */
export function guardedAgent(options: ConnectionOptions): Agent {
  const connector = buildConnector({
    timeout: options.connectTimeout,
    lookup: guardedLookup(options),
  });
  return new Agent({
    connect: (target, callback) => {
      const literal = target.hostname.replace(/^\[(.*)\]$/, '$1');
      // An address in figures is connected to without any look-up.
      if (isIP(literal) !== 0 && !isAddressAllowed(literal, options))
        callback(notPublic(literal, literal), null);
      else connector(target, callback);
    },
  });
}

function guardedLookup(options: ConnectionOptions): LookupFunction {
  const resolve = options.resolve ?? systemResolver;
  return (hostname, { all }, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses;
      const wrong = addresses.find(({ address }) => !isAddressAllowed(address, options));
      if (error || !first) callback(error ?? noAddress(hostname), '');
      else if (wrong) callback(notPublic(hostname, wrong.address), '');
      else if (all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function notPublic(hostname: string, address: string): OutgoingError {
  const found = hostname === address ? address : `${hostname} (${address})`;
  return new OutgoingError('refused', `${found} is not an address on the public Internet, and is not asked.`);
}

function noAddress(hostname: string): OutgoingError {
  return new OutgoingError('unreachable', `${hostname} has no address.`);
}
