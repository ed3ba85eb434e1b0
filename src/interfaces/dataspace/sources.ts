import type { DataSource } from '../../dataspace/index.js';
import type { Streams } from '../../streams/index.js';
import { readAddress } from '../ldes/address.js';
import { savedQueryCheck } from '../queries/index.js';
import type { KindContext } from '../queries/parameter-kinds.js';

/**
 * Tells whether something can be offered: a stream, a view of one, or a part of a view; or a saved query.
 * @throws ProblemError `invalid-parameter` where a query does not take its parameters
 */
export function sourceFinder({
  streams,
  ...context
}: KindContext & { readonly streams: Pick<Streams, 'stream' | 'listing'> }): (source: DataSource) => boolean {
  const checkQuery = savedQueryCheck(context);
  return (source) => {
    if (source.kind === 'query') return checkQuery(source.name, new URLSearchParams(source.parameters));
    const address = readAddress(source.path);
    if (!address || !streams.stream(address.stream)) return false;
    if (address.kind === 'entry') return true;
    return address.kind === 'root' && (address.part === '' || streams.listing(address) !== undefined);
  };
}
