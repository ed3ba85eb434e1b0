import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createCatalogue } from '../catalogue/index.js';
import { catalogueTerms } from '../config-catalogue.js';
import type { Config } from '../config.js';
import type { Datasets } from '../dataspace/index.js';
import type { Engine } from '../engine.js';
import type { Federator } from '../federation/index.js';
import { accessRoutes } from '../interfaces/access-api/index.js';
import {
  attachmentsApiRoutes,
  createUploads,
  MOST_FILES,
  uploadLimits,
} from '../interfaces/attachments-api/index.js';
import { catalogueRoutes } from '../interfaces/catalogue/index.js';
import { coverageRoutes } from '../interfaces/coverage-api/index.js';
import { followRoutes } from '../interfaces/follow/index.js';
import { createFront } from '../interfaces/front/index.js';
import { graphStoreRoutes } from '../interfaces/graph-store/index.js';
import type { createHttpMetrics } from '../interfaces/http/metrics.js';
import { problemRoutes } from '../interfaces/http/problem-pages.js';
import { type Route, handlerOf } from '../interfaces/http/reply.js';
import { streamRoutes } from '../interfaces/ldes/index.js';
import { type Category, categoryList } from '../interfaces/linked-data/categories.js';
import { linkedDataRoutes } from '../interfaces/linked-data/index.js';
import { createLabels } from '../interfaces/linked-data/labels.js';
import { createSomewhere } from '../interfaces/map/somewhere.js';
import { openApiRoutes } from '../interfaces/openapi/index.js';
import { createOutcomeCounter, operationsRoutes } from '../interfaces/operations/index.js';
import { createQueryPage, queryRoutes } from '../interfaces/queries/index.js';
import { registersApiRoutes } from '../interfaces/registers-api/index.js';
import { reportsApiRoutes } from '../interfaces/reports-api/index.js';
import { rulesRoutes } from '../interfaces/rules-api/index.js';
import {
  createAsClient,
  createClientLimits,
  createEvaluate,
  createShare,
  sparqlRoutes,
} from '../interfaces/sparql/index.js';
import { voidRoutes } from '../interfaces/void/index.js';
import { webRoutes } from '../interfaces/web/index.js';
import { whatIfRoutes } from '../interfaces/what-if-api/index.js';
import { createDocumentLoader } from '../rdf/contexts.js';
import { packageFile } from '../rdf/package-files.js';
import { factsOf } from './deliveries.js';
import { noticeMeans } from './notice-means.js';
import { findFaults } from './readiness.js';

/** Every address but those of the data space, of followed streams and of deliveries. */
export function allRoutes(
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
  const means = noticeMeans(config);
  const shown = { canMail: means.email, isOpen: config.anonymousRead };
  const clients = createClientLimits(config);
  const asClient = createAsClient(clients, store);
  const somewhere = createSomewhere(store, now);
  const front = createFront({ ...engine, ...shown, baseUrl, categories, somewhere, asClient });
  const evaluate = createEvaluate({ store, federator, limits: config, clients });
  const uploads = createUploads(uploadLimits(MOST_FILES * config.attachmentLimit));
  const sparql = sparqlRoutes({
    baseUrl,
    evaluate,
    updater: engine.updater,
    page: createQueryPage({ baseUrl }),
  });
  return [
    ...webRoutes({ baseUrl, page: front.page }),
    ...front.routes,
    ...attachmentsApiRoutes({ ...engine, ...config, now, uploads }),
    ...reportsApiRoutes({
      ...{ ...engine, ...config, ...parts, onOutcome, noticeMeans: means, uploads },
      answerPage: front.answer,
    }),
    ...followRoutes({ ...engine, baseUrl, now, noticeMeans: means, facts: factsOf(config, engine) }),
    ...rulesRoutes({ baseUrl, ruleSets: engine.ruleSets, readGraph: (graph) => store.readGraph(graph) }),
    ...whatIfRoutes({ ...config, engine }),
    ...linkedDataRoutes({ baseUrl, store, evaluate, inShare: createShare(clients), asClient }),
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

/** What participants in a data space find and follow. */
export function dataSpaceRoutes(
  config: Config,
  engine: Engine,
  {
    now,
    stopping,
    offered,
  }: { readonly now: () => Date; readonly stopping: AbortSignal; readonly offered: Datasets },
): Route[] {
  const { baseUrl, anonymousRead: isOpen, restrictedStreams: restricted } = config;
  const catalogue = createCatalogue({ ...engine, baseUrl, terms: catalogueTerms(config), now, offered });
  return [
    ...streamRoutes({ baseUrl, streams: engine.streams, isOpen, restricted, stopping }),
    ...catalogueRoutes({ baseUrl, catalogue }),
  ];
}

/** The routes with the description of them. */
export function described(baseUrl: string, routes: Route[]): Route[] {
  return [...routes, ...openApiRoutes({ baseUrl, routes, version: packageVersion() })];
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

/** Registers, and the problems that loading them may meet with others. */
function registerRoutes(config: Config, engine: Engine): Route[] {
  return [...registersApiRoutes({ ...config, engine }), ...problemRoutes(config)];
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
