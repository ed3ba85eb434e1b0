import type { Client } from '../../access/index.js';
import { clientNetwork } from '../http/client-network.js';
import type { HttpRequest } from '../http/reply.js';

/** Who a request counts for: the client where it showed who it is, the network that it came from otherwise. */
export function clientKey(request: Pick<HttpRequest, 'address'>, client: Client): string {
  return client.anonymous ? clientNetwork(request) : client.id;
}
