/** The data space: the Dataspace Protocol to other participants, the data under agreement, and its management. */
import type { Dataspace } from '../../dataspace/index.js';
import type { Route } from '../http/reply.js';
import { protocolRoutes } from './protocol-routes.js';

/** All addresses of the data space. */
export function dataspaceRoutes(dataspace: Dataspace): Route[] {
  return protocolRoutes(dataspace);
}
