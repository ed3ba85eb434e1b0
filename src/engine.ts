import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAttachments, type Attachments } from './attachments/index.js';
import { createFollowing, type Following, type FollowingParts } from './following/index.js';
import { createDocumentLoader } from './rdf/contexts.js';
import { packageFile } from './rdf/package-files.js';
import { loadShapes } from './rdf/shapes.js';
import { mergeInTurn } from './open-following.js';
import { checkSameBase } from './same-base.js';
import { createRedecide, linesAbout, type Redecide } from './redecide/index.js';
import { readTerms } from './registers/index.js';
import { startReports, type DueErasure, type NoticeMeans, type Reports } from './reports/index.js';
import { createResponsibility, settingsLines, type Responsibility } from './responsibility/index.js';
import { createRuleSets, packagedRuleSets, type RuleSets } from './rulesets/index.js';
import { closeEach } from './service/close-each.js';
import {
  openEmbeddedStore,
  type EmbeddedStore,
  type EmbeddedStoreOptions,
} from './store/embedded/embedded-store.js';
import {
  clientGraphs,
  createGraphWriter,
  createUpdater,
  type ClientGraphs,
  type GraphWriter,
  type Updater,
} from './updates/index.js';
import type { BlobStore } from './store/blobs.js';
import { createBlobBucket, type Bucket } from './store/s3/blob-bucket.js';
import { writeGraph } from './store/write-graph.js';
import { startStreams, type Streams } from './streams/index.js';
import { watchLoads, type WatchedLoads } from './watched-loads.js';

/** Milliseconds in a day. */
const DAY = 24 * 60 * 60 * 1000;

export interface EngineOptions extends EmbeddedStoreOptions {
  /** IRI base of everything this instance names, without slash at the end. */
  readonly baseUrl: string;
  /** Milliseconds for which an idempotency key is remembered; default a day. */
  readonly idempotencyLifetime?: number;
  readonly newId?: () => string;
  /** Days after which a register counts as stale; as set before where not given. */
  readonly registerMaxAgeDays?: number;
  /** What notices to reporters can be sent; none where not given. */
  readonly notices?: NoticeMeans;
  /** Refusals after which a dispatcher gets a report; default 2. */
  readonly mostRefusals?: number;
  /** Milliseconds between two looks for terms that have passed; default a minute, 0 for never. */
  readonly escalationInterval?: number;
  /** Milliseconds between two looks for personal data that may no longer be kept; default an hour, 0 for never. */
  readonly expiryInterval?: number;
  /** Told of personal data that was erased because its time was over. */
  readonly onExpired?: (due: DueErasure) => void;
  /** Days after its last step for which a closed report is queried; default and 0 for ever. */
  readonly archiveAfterDays?: number;
  /** Milliseconds between two looks for reports to archive; default an hour, 0 for never. */
  readonly archiveInterval?: number;
  /** Told how many reports were archived. */
  readonly onArchived?: (reports: number) => void;
  /** Told when the event streams could not follow; they try again by themselves. */
  readonly onStreamFailure?: (error: unknown) => void;
  /** Days for which event streams keep their members; for ever where not given. */
  readonly streamRetentionDays?: number | undefined;
  /** Where files of reports are kept; in the directory where not given. */
  readonly bucket?: Bucket | undefined;
  /** How streams of others are followed. */
  readonly following?: Omit<FollowingParts, 'store' | 'baseUrl' | 'agent' | 'merge' | 'now'>;
}

/** Wegwijzer without its interfaces: the graph, the deciding and the intake. */
export interface Engine extends Reports, WatchedLoads {
  readonly store: EmbeddedStore;
  readonly responsibility: Responsibility;
  readonly updater: Updater;
  readonly graphWriter: GraphWriter;
  readonly clientGraphs: ClientGraphs;
  /** Files that people add to reports. */
  readonly attachments: Attachments;
  /** The event streams, which follow the change log. */
  readonly streams: Streams;
  /** Registers that are kept in step with the event streams of others; nothing is followed by itself. */
  readonly following: Following;
  /** Open reports whose answer would be another one since registers or rules changed. */
  readonly redecide: Redecide;
  close(): Promise<void>;
}

function blobsIn({ blobs }: EmbeddedStore, { bucket }: EngineOptions): BlobStore {
  return bucket ? createBlobBucket(bucket, blobs) : blobs;
}

/**
 * Opens the graph and brings the terms, categories, code lists and general rules in it up to date.
 * @throws DirectoryInUseError, DataDirectoryError, ProblemError; ConfigError where the graph has another public address
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { baseUrl } = options;
  const agent = `${baseUrl}/id/agent/service`;
  const now = options.now ?? (() => new Date());
  const ruleShapes = loadShapes(readShapes('rule', 'service-term'));
  const registerShapes = loadShapes(readShapes('asset', 'area', 'organisation'));
  const store = await openOwnStore(options);
  try {
    // Before anything is counted: what is set asks no report to be decided again.
    await keepSettings(store, options, agent);
    const sequence = store.sequence;
    await loadTerms(store, baseUrl, agent);
    const responsibility = await createResponsibility(store, { baseUrl, now });
    const ruleSets = createRuleSets({ store, responsibility, shapes: ruleShapes, baseUrl, now });
    await loadGeneralRules(ruleSets, baseUrl, agent);
    const newId = options.newId ?? randomUUID;
    const attachments = createAttachments({ store, blobs: blobsIn(store, options), baseUrl, now, newId });
    const { close: closeReports, ...reports } = await startReports({
      ...options,
      store,
      responsibility,
      attachments,
      shapes: loadShapes(readShapes('report')),
      documentLoader: createDocumentLoader(baseUrl),
      now,
      newId,
      waitingAbout: (report) => linesAbout(store, baseUrl, report),
      idempotencyLifetime: options.idempotencyLifetime ?? DAY,
    });
    const graphs = clientGraphs(baseUrl);
    const updater = createUpdater({ store, graphs, baseUrl, newId });
    const retention = retentionOf(options, now);
    const streams = startStreams(store, { baseUrl, onFailure: options.onStreamFailure, retention });
    const deciding = { store, responsibility, baseUrl, agent, now };
    const redecide = createRedecide({ ...deciding, life: reports.life, onError });
    // A new release may bring other terms and rules.
    if (store.sequence !== sequence) redecide.request({});
    const loads = watchLoads(store, redecide, { baseUrl, agent, now, shapes: registerShapes, ruleSets });
    const merge = mergeInTurn(loads, reports.turns);
    const following = createFollowing({ ...options.following, store, baseUrl, agent, now, merge });
    return {
      store,
      responsibility,
      attachments,
      redecide,
      ...reports,
      updater,
      graphWriter: createGraphWriter({ store, graphs, updater, baseUrl, newId }),
      clientGraphs: graphs,
      streams,
      following,
      ...loads,
      close: async () => {
        await closeEach([following, redecide, { close: closeReports }, streams, responsibility, store]);
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openOwnStore(options: EngineOptions): Promise<EmbeddedStore> {
  const store = await openEmbeddedStore(options);
  try {
    checkSameBase(store, options.baseUrl);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Keeps the settings that decisions rest on in the graph, so that each can be made again with those of its day. */
async function keepSettings(
  store: EmbeddedStore,
  { baseUrl, registerMaxAgeDays }: EngineOptions,
  agent: string,
): Promise<void> {
  if (registerMaxAgeDays === undefined) return;
  const graph = `${baseUrl}/graph/settings`;
  await writeGraph(store, settingsLines({ registerMaxAge: registerMaxAgeDays }, graph), {
    graph,
    agent,
    reason: 'Settings',
  });
}

/** How long event streams keep their members. */
function retentionOf(
  { streamRetentionDays: days = 0 }: EngineOptions,
  now: () => Date,
): { readonly milliseconds: number; readonly now: () => Date } | undefined {
  return days > 0 ? { milliseconds: days * DAY, now } : undefined;
}

/** The rule sets that come with the package; once a version of them was in force, what stewards made of it stays. */
async function loadGeneralRules(ruleSets: RuleSets, baseUrl: string, agent: string): Promise<void> {
  for (const { name, path } of packagedRuleSets()) {
    const lines = await readTerms([path], ruleSets.graphOf(name), baseUrl);
    if (ruleSets.wasInForce(name, lines)) continue;
    const { warnings } = await ruleSets.load(name, lines, { agent, mayRepeat: true });
    for (const warning of warnings) process.emitWarning(warning);
  }
}

function readShapes(...names: readonly string[]): string[] {
  return names.map((name) => readFileSync(packageFile('shapes', `${name}.ttl`), 'utf8'));
}

/** The terms, categories and code lists that come with the package; rewritten only where they differ. */
async function loadTerms(store: EmbeddedStore, baseUrl: string, agent: string): Promise<void> {
  const graphs = {
    ontology: ['wegwijzer.ttl', 'oslo-classes.ttl'],
    categories: ['categories.ttl'],
    codelists: ['codelists.ttl', 'life.ttl', 'privacy.ttl'],
  };
  for (const [name, files] of Object.entries(graphs)) {
    const graph = `${baseUrl}/graph/${name}`;
    const paths = files.map((file) => packageFile('ontology', file));
    await writeGraph(store, await readTerms(paths, graph, baseUrl), {
      graph,
      agent,
      reason: `Terms: ${name}`,
    });
  }
}

/** Of work in the background, which nobody waits for; it is tried again. */
function onError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
