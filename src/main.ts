import type { Logger } from 'pino';
import { followRequests } from './config-following.js';
import type { Config } from './config.js';
import type { Dataspace } from './dataspace/index.js';
import type { Deliveries } from './delivery/index.js';
import { isDemoMissing, loadDemo } from './demo.js';
import { type Engine, startEngine } from './engine.js';
import { createFederator, type Federator } from './federation/index.js';
import { followingRoutes } from './interfaces/following-api/index.js';
import { checkListening } from './interfaces/http/listen.js';
import { createHttpMetrics } from './interfaces/http/metrics.js';
import type { Route } from './interfaces/http/reply.js';
import { type RunningServer, startServer } from './interfaces/http/server.js';
import { clearUploads } from './interfaces/registers-api/uploads.js';
import { accessFor } from './service/access.js';
import { closeEach } from './service/close-each.js';
import {
  type DataspaceParts,
  dataspaceInterface,
  offeredDatasets,
  openDataspace,
  participantsFor,
} from './service/dataspace.js';
import { deliveriesFor, deliveryApi } from './service/deliveries.js';
import { engineOptions } from './service/engine-options.js';
import { createLogger, warnOfReaders } from './service/logger.js';
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

/** What a start has begun by now. */
interface Begun {
  engine?: Engine;
  federator?: Federator;
  dataspace?: Dataspace;
  server?: RunningServer;
  deliveries?: Deliveries;
}

/**
 * Opens the data directory, brings the terms up to date, loads the demo where it is wanted, and listens. A start that
 * fails closes what it began.
 * @throws DirectoryInUseError, DataDirectoryError, ProblemError; Error that says why it cannot listen there
 */
export async function startService(config: Config, parts: ServiceParts = {}): Promise<Running> {
  // Before the data directory is touched, since that stays with the address that it was begun with.
  await checkListening(config);
  const begun: Begun = {};
  try {
    return await begin(config, parts, begun);
  } catch (error) {
    // What is told is why it did not start.
    await closeAll(begun).catch(() => undefined);
    throw error;
  }
}

async function begin(config: Config, parts: ServiceParts, begun: Begun): Promise<Running> {
  const { logger = createLogger(config), now = () => new Date() } = parts;
  const metrics = createHttpMetrics();
  const participants = participantsFor(config);
  const engine = (begun.engine = await startEngine(engineOptions(config, { ...parts, logger, now })));
  warnOfReaders(logger, config.dataDirectory);
  clearUploads(config.dataDirectory);
  if (config.demo && isDemoMissing(engine, config.baseUrl)) await loadDemo(engine);
  // What the settings name comes before what begins to send: a start that fails over a file has sent nothing.
  const access = accessFor(config, engine, logger, now);
  // Also before the data space, whose transfers may name a register that the settings name.
  for (const request of followRequests(config.follows)) engine.following.follow(request);
  const deliveries = deliveriesFor(config, engine, { logger, now, registry: metrics.registry });
  begun.deliveries = deliveries;
  const federator = (begun.federator = federatorFor(config));
  const offered = offeredDatasets(config, engine, parts);
  const open = [
    ...allRoutes(config, engine, { registry: metrics.registry, now, federator }),
    ...dataSpaceRoutes(config, engine, { now, stopping: deliveries.stopping, offered }),
  ];
  const dataspace = openDataspace(config, engine, { ...parts, participants, logger, now, routes: open });
  begun.dataspace = dataspace;
  const routes = described(config.baseUrl, [
    ...open,
    ...dataspaceInterface(config, engine, { ...parts, dataspace, routes: open, now }),
    ...followingRoutes(engine),
    ...deliveryApi(config, engine, deliveries, now),
  ]);
  const { baseUrl, bodyLimit, corsOrigins, trustedProxies, host, port } = config;
  const server = await startServer(
    { baseUrl, bodyLimit, corsOrigins, trustedProxies, routes, logger, metrics, access },
    { host, port },
  );
  begun.server = server;
  return {
    url: `http://${urlHost(host)}:${String(server.port)}`,
    engine,
    deliveries,
    dataspace,
    routes,
    close: () => closeAll(begun),
  };
}

/** Joins the graphs of others in threads of their own, as the settings have it. */
function federatorFor(config: Config): Federator {
  return createFederator({
    endpoints: config.federationEndpoints,
    allowPrivate: config.unsafeOutgoingToPrivateAddresses,
    endpointTimeout: config.federationTimeout,
    endpointBytes: config.resultLimit,
  });
}

/**
 * Closes one after the other, what uses something before what it uses. Deliveries come first, since that ends the event
 * streams, for which the server would wait. One that fails keeps none of the others open.
 * @throws what failed first
 */
async function closeAll({ deliveries, server, dataspace, federator, engine }: Begun): Promise<void> {
  await closeEach([deliveries, server, dataspace, federator, engine]);
}

/** The host as it stands in a URL: an address of every network is reached by the local one. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
