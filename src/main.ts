import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { destination, pino, type Logger } from 'pino';
import type { Registry } from 'prom-client';
import {
  createAccess,
  createAuditLog,
  createTokenReader,
  type Access,
  type Role,
  type TokenReader,
} from './access/index.js';
import { createCatalogue } from './catalogue/index.js';
import type { Config } from './config.js';
import { followRequests } from './config-following.js';
import type { Dataspace } from './dataspace/index.js';
import { dataspaceInterface, openDataspace, type DataspaceParts } from './open-dataspace.js';
import { followingOptions } from './open-following.js';
import { catalogueTerms } from './config-catalogue.js';
import { isDemoMissing, loadDemo } from './demo.js';
import { readNoticeFacts, readReportFacts, startDeliveries, type Deliveries } from './delivery/index.js';
import { startEngine, type Engine, type EngineOptions } from './engine.js';
import { createFederator, type Federator } from './federation/index.js';
import { accessRoutes } from './interfaces/access-api/index.js';
import { coverageRoutes } from './interfaces/coverage-api/index.js';
import { deliveryRoutes, registerDeliveryFigures } from './interfaces/delivery-api/index.js';
import { answerRoutes } from './interfaces/delivery-api/answer.js';
import { attachmentsApiRoutes } from './interfaces/attachments-api/index.js';
import { catalogueRoutes } from './interfaces/catalogue/index.js';
import { followRoutes, type FollowOptions } from './interfaces/follow/index.js';
import { followingRoutes } from './interfaces/following-api/index.js';
import { createFront } from './interfaces/front/index.js';
import { graphStoreRoutes } from './interfaces/graph-store/index.js';
import { createHttpMetrics } from './interfaces/http/metrics.js';
import { problemRoutes } from './interfaces/http/problem-pages.js';
import { handlerOf, type Route } from './interfaces/http/reply.js';
import { startServer } from './interfaces/http/server.js';
import { categoryList, type Category } from './interfaces/linked-data/categories.js';
import { streamRoutes } from './interfaces/ldes/index.js';
import { linkedDataRoutes } from './interfaces/linked-data/index.js';
import { createLabels } from './interfaces/linked-data/labels.js';
import { createMapSource } from './interfaces/map/map.js';
import { openApiRoutes } from './interfaces/openapi/index.js';
import { createOutcomeCounter, operationsRoutes } from './interfaces/operations/index.js';
import { createQueryPage, queryRoutes } from './interfaces/queries/index.js';
import { registersApiRoutes } from './interfaces/registers-api/index.js';
import { reportsApiRoutes } from './interfaces/reports-api/index.js';
import { rulesRoutes } from './interfaces/rules-api/index.js';
import { createEvaluate, sparqlRoutes } from './interfaces/sparql/index.js';
import { voidRoutes } from './interfaces/void/index.js';
import { whatIfRoutes } from './interfaces/what-if-api/index.js';
import { webRoutes } from './interfaces/web/index.js';
import { createDocumentLoader } from './rdf/contexts.js';
import { packageFile } from './rdf/package-files.js';
import { deliveryAllowList, noticeMeans } from './notice-means.js';
import { changeNotices, clientOfFollowLink } from './reports/index.js';
import { findFaults } from './readiness.js';
import type { WorkerEvent } from './store/embedded/graph-workers.js';

const HOUR = 3_600_000;

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

/** What parts of the service share. */
interface Parts {
  readonly logger: Logger;
  readonly now: () => Date;
  readonly registry: Registry;
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
    if (config.demo && isDemoMissing(engine, config.baseUrl)) await loadDemo(engine);
    const deliveries = deliveriesFor(config, engine, { logger, now, registry: metrics.registry });
    const federator = createFederator({
      endpoints: config.federationEndpoints,
      allowPrivate: config.unsafeOutgoingToPrivateAddresses,
      endpointTimeout: config.federationTimeout,
      endpointBytes: config.resultLimit,
    });
    const open = [
      ...allRoutes(config, engine, { registry: metrics.registry, now, federator }),
      ...dataSpaceRoutes(config, engine, { now, stopping: deliveries.stopping }),
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

/** The settings as the engine takes them. */
function engineOptions(
  config: Config,
  parts: Pick<Parts, 'logger' | 'now'> & Pick<ServiceParts, 'newId'>,
): EngineOptions {
  const { logger, now } = parts;
  return {
    baseUrl: config.baseUrl,
    directory: config.dataDirectory,
    readers: config.readers,
    spare: config.spare,
    memoryCeiling: config.memoryCeiling,
    queryMemory: config.queryMemory,
    idempotencyLifetime: config.idempotencyHours * HOUR,
    registerMaxAgeDays: config.registerMaxAgeDays,
    onEvent: (event) => {
      logWorkerEvent(logger, event);
    },
    onExpired: (due) => {
      logger.info(due, 'personal data erased: kept as long as it may be');
    },
    onStreamFailure: (error) => {
      logger.error({ fault: String(error) }, 'the event streams could not be brought up to date');
    },
    notices: noticeMeans(config),
    streamRetentionDays: config.streamRetentionDays,
    following: followingOptions(config, logger),
    now,
    ...(parts.newId ? { newId: parts.newId } : {}),
  };
}

/** Closes one after the other, what uses something before what it uses. */
async function closeInTurn(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}

/** JSON lines on standard error, so that standard output stays free for what a person asked for. */
function createLogger(config: Config): Logger {
  return pino({ level: config.logLevel, base: null }, destination(2));
}

/** Registers, and the problems that loading them may meet with others. */
function registerRoutes(config: Config, engine: Engine): Route[] {
  return [...registersApiRoutes({ ...config, engine }), ...problemRoutes(config)];
}

/** What participants in a data space find and follow. */
function dataSpaceRoutes(
  config: Config,
  engine: Engine,
  { now, stopping }: { readonly now: () => Date; readonly stopping: AbortSignal },
): Route[] {
  const { baseUrl, anonymousRead: isOpen } = config;
  const catalogue = createCatalogue({ ...engine, baseUrl, terms: catalogueTerms(config), now });
  return [
    ...streamRoutes({ baseUrl, streams: engine.streams, isOpen, stopping }),
    ...catalogueRoutes({ baseUrl, catalogue }),
  ];
}

/** Whole graphs by name. */
function wholeGraphRoutes(
  { baseUrl }: Config,
  { store, graphWriter: writer, clientGraphs }: Engine,
  evaluate: ReturnType<typeof createEvaluate>,
): Route[] {
  return graphStoreRoutes({
    baseUrl,
    store,
    evaluate,
    writer,
    defaultGraph: clientGraphs.defaultGraph,
    documentLoader: createDocumentLoader(baseUrl),
    newId: randomUUID,
  });
}

function allRoutes(
  config: Config,
  engine: Engine,
  parts: {
    readonly registry: ReturnType<typeof createHttpMetrics>['registry'];
    readonly now: () => Date;
    readonly federator: Federator;
  },
): Route[] {
  const { registry, now, federator } = parts;
  const { baseUrl } = config;
  const { store } = engine;
  const categories = (): Category[] => categoryList({ store, baseUrl });
  const onOutcome = createOutcomeCounter(registry);
  const names = createLabels(store, baseUrl);
  const { email: canMail } = noticeMeans(config);
  const maps = createMapSource(store);
  const front = createFront({ ...engine, baseUrl, categories, labels: names, maps, canMail });
  const evaluate = createEvaluate({ store, federator, limits: config });
  const sparql = sparqlRoutes({
    baseUrl,
    evaluate,
    updater: engine.updater,
    page: createQueryPage({ baseUrl }),
  });
  return [
    ...webRoutes({ baseUrl, page: front.page }),
    ...front.routes,
    ...attachmentsApiRoutes({ ...engine, ...config, now }),
    ...reportsApiRoutes({ ...engine, ...config, ...parts, onOutcome, answerPage: front.answer }),
    ...followRoutes({ ...engine, baseUrl, now, canMail, facts: factsOf(config, engine) }),
    ...rulesRoutes({ baseUrl, ruleSets: engine.ruleSets, readGraph: (graph) => store.readGraph(graph) }),
    ...whatIfRoutes({ ...config, engine }),
    ...linkedDataRoutes({ baseUrl, store, log: (sequence) => store.log(sequence) }),
    ...sparql,
    ...wholeGraphRoutes(config, engine, evaluate),
    ...queryRoutes({
      baseUrl,
      categories,
      names,
      endpoint: handlerOf(sparql, '/sparql', 'GET'),
    }),
    ...voidRoutes({ baseUrl, store, now, names, licence: config.licence }),
    ...registerRoutes(config, engine),
    ...coverageRoutes({ baseUrl, store, responsibility: engine.responsibility }),
    ...accessRoutes({ store, now }),
    ...operationsRoutes({
      registry,
      figures: () => store.figures(),
      faults: () => findFaults(store, config.dataDirectory),
    }),
  ];
}

/** The routes with the description of them. */
function described(baseUrl: string, routes: Route[]): Route[] {
  return [...routes, ...openApiRoutes({ baseUrl, routes, version: packageVersion() })];
}

function accessFor(config: Config, { store }: Engine, logger: Logger, now: () => Date): Access {
  const { baseUrl, anonymousFile, anonymousRead } = config;
  return createAccess({
    store,
    baseUrl,
    now,
    switches: { anonymousFile, anonymousRead },
    audit: createAuditLog(store, {
      agent: `${baseUrl}/id/agent/service`,
      now,
      log: (entry, message) => {
        logger.warn(entry, message);
      },
    }),
    readToken: tokenReaderFor(config, now),
    clientOfFollowLink: (token) => clientOfFollowLink(store, baseUrl, token),
  });
}

/** @param registry where the figures go */
function deliveriesFor(config: Config, engine: Engine, parts: Parts): Deliveries {
  const { baseUrl, smtpUrl: smtp, mailFrom } = config;
  const { store } = engine;
  const { logger, registry, now } = parts;
  const deliveries: Deliveries = startDeliveries({
    store,
    baseUrl,
    now,
    attempts: config.deliveryAttempts,
    firstDelay: config.deliveryDelay,
    inboxDays: config.inboxDays,
    facts: factsOf(config, engine),
    areasOf: (report) => areasOf(engine, report),
    notices: {
      facts: (event) => readNoticeFacts({ ...engine, baseUrl }, event),
      end: (report) => changeNotices(engine, report, undefined, `${baseUrl}/id/agent/service`),
    },
    sending: {
      allow: deliveryAllowList(config),
      allowPrivate: config.unsafeOutgoingToPrivateAddresses,
      timeout: config.deliveryTimeout,
      smtp,
      mailFrom,
    },
    onAttempt: registerDeliveryFigures(registry, () => deliveries.figures()),
    onFailure: (error) => {
      logger.error(
        { fault: String(error) },
        'deliveries could not be routed or written; they are tried again',
      );
    },
  });
  return deliveries;
}

/** The areas of a report, with those that they lie in. */
async function areasOf({ life }: Engine, report: string): Promise<readonly string[]> {
  const found = life.read(report);
  const { area = [] } = found ? await life.ownerOf(found) : {};
  return typeof area === 'string' ? [area] : [...new Set(area)];
}

/** Reads what reports say of themselves, for mails and pages. */
function factsOf({ baseUrl }: Config, { store, responsibility }: Engine): FollowOptions['facts'] {
  return (report) => readReportFacts(store, responsibility, { baseUrl, report });
}

/** What those who must know are told by, and what they may set. */
function deliveryApi(config: Config, engine: Engine, deliveries: Deliveries, now: () => Date): Route[] {
  const { baseUrl } = config;
  const { store, life, turns } = engine;
  const facts = factsOf(config, engine);
  const routes = deliveryRoutes({
    baseUrl: config.baseUrl,
    deliveries,
    store: engine.store,
    now,
    openStates: [...engine.life.table.states.values()].filter(({ open }) => open).map(({ key }) => key),
    openReport: (report) => engine.openReports.get(report),
    areasFrom: (area) => engine.responsibility.areasFrom(area),
    canMail: config.smtpUrl !== undefined && config.mailFrom !== undefined,
  });
  return [...routes, ...answerRoutes({ baseUrl, store, life, turns, now, facts })];
}

function tokenReaderFor(config: Config, now: () => Date): TokenReader | undefined {
  const { baseUrl, tokenIssuer: issuer, tokenAudience: audience, tokenKeys: keys } = config;
  if (issuer === undefined || audience === undefined || keys === undefined) return undefined;
  return createTokenReader(
    {
      issuer,
      audience,
      keys,
      algorithms: config.tokenAlgorithms,
      organisationClaim: config.tokenOrganisationClaim,
      organisationBase: config.tokenOrganisationBase,
      rolesClaim: config.tokenRolesClaim,
      roleNames: new Map(config.tokenRoleNames.map((pair) => pair.split('=') as [string, Role])),
      areasClaim: config.tokenAreasClaim,
    },
    { baseUrl, now },
  );
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

function logWorkerEvent(logger: Logger, event: WorkerEvent): void {
  if (event.kind === 'memory-alarm') logger.error(event, 'a graph worker nears its memory ceiling');
  else if (event.kind === 'lost') logger.warn(event, 'a graph worker was lost');
  else logger.debug(event, 'a graph worker was renewed');
}

/** The host as it stands in a URL: an address of every network is reached by the local one. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
