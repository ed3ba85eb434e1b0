/** The data space: the Dataspace Protocol to other participants, the data under agreement, and its management. */
import type { Route } from '../http/reply.js';
import { dataRoutes, type DataRoutesOptions } from './data-routes.js';
import { managementRoutes } from './management.js';
import type { ManagementOptions } from './managing.js';
import { protocolRoutes } from './protocol-routes.js';

export { portionReader } from './portions.js';
export { sourceFinder } from './sources.js';

/** All addresses of the data space. */
export function dataspaceRoutes(options: ManagementOptions & DataRoutesOptions): Route[] {
  return [...protocolRoutes(options.dataspace), ...dataRoutes(options), ...managementRoutes(options)];
}
