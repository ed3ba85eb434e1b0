import type { Logger } from 'pino';
import { followRequests } from './config-following.js';
import type { Config } from './config.js';
import type { Dataspace } from './dataspace/index.js';
import type { Deliveries } from './delivery/index.js';
import { isDemoMissing, loadDemo } from './demo.js';
import { type Engine, startEngine } from './engine.js';
import { createFederator } from './federation/index.js';
import { followingRoutes } from './interfaces/following-api/index.js';
import { createHttpMetrics } from './interfaces/http/metrics.js';
import type { Route } from './interfaces/http/reply.js';
import { clearUploads } from './interfaces/registers-api/uploads.js';
import { startServer } from './interfaces/http/server.js';
import { accessFor } from './service/access.js';
import {
  type DataspaceParts,
  dataspaceInterface,
  offeredDatasets,
  openDataspace,
} from './service/dataspace.js';
import { deliveriesFor, deliveryApi } from './service/deliveries.js';
import { engineOptions } from './service/engine-options.js';
import { createLogger } from './service/logger.js';
import { allRoutes, dataSpaceRoutes, described } from './service/routes.js';

/** A service that listens. */
export interface Running {
  /** Where it listens, on this machine. */
  readonly url: string;
  readonly engine: Engine;
  readonly deliveries: Deliveries;
  readonly dataspace: Dataspace;
  /** All addresses that it answers at. */
  readonly routes: readonly Route[];
  /** Stops listening, lets running requests end, and closes the store. */
  close(): Promise<void>;
}

/** What a service takes beside its settings. */
export interface ServiceParts {
  /** Where to log; to standard error as JSON lines where not given. */
  readonly logger?: Logger;
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** What is offered in the data space and how it goes by itself, instead of what the graph says. */
  readonly dataspace?: DataspaceParts;
}

/**
 * Opens the data directory, brings the terms up to date, loads the demo where it is wanted, and listens.
 * @throws DirectoryInUseError, DataDirectoryError, ProblemError; an error of the operating system where it cannot listen
 */
export async function startService(config: Config, parts: ServiceParts = {}): Promise<Running> {
  const { logger = createLogger(config), now = () => new Date() } = parts;
  const metrics = createHttpMetrics();
  const engine = await startEngine(engineOptions(config, { ...parts, logger, now }));
  try {
    clearUploads(config.dataDirectory);
    if (config.demo && isDemoMissing(engine, config.baseUrl)) await loadDemo(engine);
    const deliveries = deliveriesFor(config, engine, { logger, now, registry: metrics.registry });
    const federator = createFederator({
      endpoints: config.federationEndpoints,
      allowPrivate: config.unsafeOutgoingToPrivateAddresses,
      endpointTimeout: config.federationTimeout,
      endpointBytes: config.resultLimit,
    });
    const offered = offeredDatasets(config, engine, parts);
    const open = [
      ...allRoutes(config, engine, { registry: metrics.registry, now, federator }),
      ...dataSpaceRoutes(config, engine, { now, stopping: deliveries.stopping, offered }),
    ];
    const dataspace = openDataspace(config, engine, { ...parts, logger, now, routes: open });
    const routes = described(config.baseUrl, [
      ...open,
      ...dataspaceInterface(config, engine, { ...parts, dataspace, routes: open, now }),
      ...followingRoutes(engine),
      ...deliveryApi(config, engine, deliveries, now),
    ]);
    const access = accessFor(config, engine, logger, now);
    const { baseUrl, bodyLimit, corsOrigins, trustedProxies, host, port } = config;
    const server = await startServer(
      { baseUrl, bodyLimit, corsOrigins, trustedProxies, routes, logger, metrics, access },
      { host, port },
    );
    for (const request of followRequests(config.follows)) engine.following.follow(request);
    return {
      url: `http://${urlHost(host)}:${String(server.port)}`,
      engine,
      deliveries,
      dataspace,
      routes,
      // Deliveries first, since that ends the event streams, for which the server would wait.
      close: () => closeInTurn([deliveries, server, dataspace, federator, engine]),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Closes one after the other, what uses something before what it uses. */
async function closeInTurn(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}

/** The host as it stands in a URL: an address of every network is reached by the local one. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
