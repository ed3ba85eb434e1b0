/** What those who run the service ask: is it alive, can it work, what are its figures. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Reply, Route } from '../http/reply.js';
import { jsonReply } from '../http/reply.js';

/** Figures of the store that go to the metrics; memory in bytes. */
export interface StoreFigures {
  readonly sequence: number;
  readonly quads: number;
  readonly memoryCeiling: number;
  /** Queries of others. */
  readonly queries: { readonly running: number; readonly waiting: number };
  readonly workers: readonly { readonly role: string; readonly memory: number; readonly deadQuads: number }[];
}

/** What the operations addresses look at. */
export interface OperationsOptions {
  readonly registry: Registry;
  readonly figures: () => StoreFigures;
  /** What keeps the service from working, by name of the part; empty when all is well. */
  readonly faults: () => Promise<Readonly<Record<string, string>>>;
}

/** `/health` (the process answers), `/ready` (it can take reports and answer questions) and `/metrics`. */
export function operationsRoutes(options: OperationsOptions): Route[] {
  registerStoreFigures(options);
  return [
    { path: '/health', methods: { GET: () => uncached(jsonReply({ status: 'alive' })) } },
    { path: '/ready', methods: { GET: () => ready(options) } },
    { path: '/metrics', methods: { GET: () => metrics(options) } },
  ];
}

/** Counts reports by what became of them. */
export function createOutcomeCounter(registry: Registry): (outcome: string) => void {
  const counter = new Counter({
    name: 'wegwijzer_reports_total',
    help: 'Reports that were sent, by what became of them: accepted, or the problem.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => {
    counter.inc({ outcome });
  };
}

async function ready({ faults }: OperationsOptions): Promise<Reply> {
  const found = await faults();
  const isReady = Object.keys(found).length === 0;
  return uncached(
    jsonReply(isReady ? { status: 'ready' } : { status: 'not ready', faults: found }, {
      status: isReady ? 200 : 503,
    }),
  );
}

async function metrics({ registry }: OperationsOptions): Promise<Reply> {
  return uncached({
    status: 200,
    headers: { 'content-type': registry.contentType },
    body: await registry.metrics(),
  });
}

function uncached(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}

function registerStoreFigures({ registry, figures }: OperationsOptions): void {
  const gauge = (name: string, help: string, value: (figures: StoreFigures) => number): void => {
    new Gauge({
      name: `wegwijzer_store_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value(figures()));
      },
    });
  };
  gauge('sequence', 'Number of the last committed change.', ({ sequence }) => sequence);
  gauge('quads', 'Quads in the journal.', ({ quads }) => quads);
  gauge(
    'memory_ceiling_bytes',
    'Most memory one graph worker may take.',
    ({ memoryCeiling }) => memoryCeiling,
  );
  gauge('queries_running', 'Queries of others that readers work on.', ({ queries }) => queries.running);
  gauge('queries_waiting', 'Queries of others that wait for a reader.', ({ queries }) => queries.waiting);
  workerGauge(registry, figures, 'memory_bytes', 'Memory of each graph worker.', ({ memory }) => memory);
  workerGauge(
    registry,
    figures,
    'dead_quads',
    'Overwritten quads in each graph worker.',
    ({ deadQuads }) => deadQuads,
  );
}

function workerGauge(
  registry: Registry,
  figures: () => StoreFigures,
  name: string,
  help: string,
  value: (worker: StoreFigures['workers'][number]) => number,
): void {
  new Gauge({
    name: `wegwijzer_store_worker_${name}`,
    help,
    labelNames: ['role', 'worker'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [index, worker] of figures().workers.entries())
        this.set({ role: worker.role, worker: String(index) }, value(worker));
    },
  });
}
