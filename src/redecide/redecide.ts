import type { Client } from '../access/index.js';
import { ww } from '../rdf/namespaces.js';
import { iriToString, type Line } from '../rdf/nquads.js';
import { applyRedecisions, dismissRedecisions, type Applied, type ApplyParts } from './apply.js';
import { isAsked } from './note.js';
import { scanOpenReports, type ScanProgress, type ScanRequest } from './scan.js';
import { watchDays } from './turning-days.js';
import { readRedecisions, waitingGraph, type Redecision } from './waiting-graph.js';

/** Keeps decisions about open reports right when registers and rules change. */
export interface Redecide {
  /** Looks, in the background, which open reports would get another answer since a change. */
  request(request: ScanRequest): void;
  /**
   * Changes registers or rules, and then looks in the background which open reports that touches; the next start does
   * where the process ends before it could.
   * @param change is given what to call when all is checked and it is about to commit
   * @param touched what the change may have touched; `undefined` where nothing changed
   */
  after<T>(
    change: (aboutToCommit: () => Promise<void>) => Promise<T>,
    touched: (done: T) => ScanRequest | undefined,
  ): Promise<T>;
  /** How far the scan under way is, or `undefined` where there is none. */
  progress(): ScanProgress | undefined;
  /** Resolves when no scan is under way. @throws what the last one failed with */
  settled(): Promise<void>;
  /** Everything that waits or was dismissed about open reports. */
  list(): Redecision[];
  /** Applies what waits about these reports; all that waits where not given. */
  apply(options: {
    readonly client: Client;
    readonly requestId?: string | undefined;
    readonly reports?: readonly string[] | undefined;
    readonly onProgress?: (done: number) => void;
  }): Promise<Applied>;
  /** Lets the decisions about these reports stay as they are. @returns those about which something waited */
  dismiss(options: { readonly agent: string; readonly reports: readonly string[] }): Promise<string[]>;
  /** Ends the scan under way; the next start goes on with it. */
  close(): Promise<void>;
}

/** Milliseconds after which a scan that failed is tried again. */
const RETRY = 60_000;

/** What keeping decisions right works with. */
export interface RedecideParts extends ApplyParts {
  readonly onError?: (error: unknown) => void;
  /** Milliseconds after which a scan that failed is tried again; default a minute. */
  readonly retry?: number;
}

/** Goes on with a scan that an earlier process could not end. */
export function createRedecide(parts: RedecideParts): Redecide {
  const scans = new Scans(parts);
  const { store, baseUrl } = parts;
  if (scans.isPending) scans.request({});
  const days = watchDays(parts, () => {
    scans.request({});
  });
  const list = (): Redecision[] =>
    readRedecisions(store, baseUrl).filter(({ report, decision }) => isAsked(parts, report, decision));
  return {
    request: (request) => {
      scans.request(request);
    },
    after: async (change, touched) => {
      let request: ScanRequest | undefined;
      scans.changing += 1;
      try {
        const done = await change(() => scans.mark());
        request = touched(done);
        return done;
      } finally {
        scans.changing -= 1;
        if (request) scans.request(request);
        else await scans.clear();
      }
    },
    progress: () => scans.progress,
    settled: async () => {
      await days.settled();
      await scans.settled();
    },
    list,
    apply: ({ reports, ...options }) => {
      const chosen =
        reports ??
        list()
          .filter(({ state }) => state === 'waiting')
          .map(({ report }) => report);
      return applyRedecisions(parts, chosen, options);
    },
    dismiss: ({ agent, reports }) => dismissRedecisions(parts, reports, agent),
    close: async () => {
      await days.close();
      await scans.close();
    },
  };
}

/** One scan after the other; what is asked meanwhile is joined into one. */
class Scans {
  readonly #parts: RedecideParts;
  readonly #ending = new AbortController();
  readonly #marker: Line;
  /** What is to be looked at: asked for while a scan is under way, or left by one that failed. */
  #next: ScanRequest | undefined;
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failure: unknown;
  #marking: Promise<void> = Promise.resolve();
  /** Changes under way, which may count on what is written down. */
  changing = 0;
  progress: ScanProgress | undefined;

  constructor(parts: RedecideParts) {
    this.#parts = parts;
    const graph = waitingGraph(parts.baseUrl);
    const [subject, property] = [graph, ww('scanPending')].map(iriToString);
    this.#marker = `${subject ?? ''} ${property ?? ''} "true"^^<http://www.w3.org/2001/XMLSchema#boolean> ${iriToString(graph)} .`;
  }

  get isPending(): boolean {
    const graph = waitingGraph(this.#parts.baseUrl);
    return this.#parts.store.readSubject(graph, graph).includes(this.#marker);
  }

  /** Writes down that the open reports are to be looked at. */
  mark(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.isPending) return;
      const reason = 'Open reports are to be looked at again';
      await this.#parts.store.commit({ agent: this.#parts.agent, reason, insert: [this.#marker] });
    });
  }

  /** Strikes out what `mark` wrote down, unless a scan is under way or to come that will. */
  async clear(): Promise<void> {
    if (!this.#running) await this.#strike().catch(() => undefined);
  }

  #strike(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.changing > 0 || this.#next || !this.isPending) return;
      const reason = 'Open reports were looked at again';
      await this.#parts.store.commit({ agent: this.#parts.agent, reason, remove: [this.#marker] });
    });
  }

  /** One after the other, so that nobody counts on what another is about to strike out. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const turn = this.#marking.then(write);
    this.#marking = turn.catch(() => undefined);
    return turn;
  }

  request(request: ScanRequest): void {
    this.#add(request);
    this.#start();
  }

  #add(request: ScanRequest): void {
    this.#next = this.#next ? join(this.#next, request) : request;
  }

  #start(): void {
    clearTimeout(this.#retry);
    this.#running ??= this.#runAll().finally(() => {
      this.#running = undefined;
      if (!this.#next || this.#ending.signal.aborted) return;
      const delay = this.#failure === undefined ? 0 : (this.#parts.retry ?? RETRY);
      this.#retry = setTimeout(() => {
        this.#start();
      }, delay).unref();
    });
  }

  async #runAll(): Promise<void> {
    let request: ScanRequest | undefined;
    try {
      while ((request = this.#take())) await this.#run(request);
      this.#failure = undefined;
    } catch (error) {
      if (request) this.#add(request);
      this.#failure = error;
      if (!this.#ending.signal.aborted) this.#parts.onError?.(error);
    } finally {
      this.progress = undefined;
    }
  }

  #take(): ScanRequest | undefined {
    if (this.#ending.signal.aborted) return undefined;
    const request = this.#next;
    this.#next = undefined;
    return request;
  }

  async #run(request: ScanRequest): Promise<void> {
    await this.mark();
    this.progress = { done: 0, total: 0, decided: 0, found: 0 };
    const { signal } = this.#ending;
    await scanOpenReports(this.#parts, request, {
      signal,
      onProgress: (progress) => (this.progress = progress),
    });
    if (!signal.aborted) await this.#strike();
  }

  async settled(): Promise<void> {
    await this.#running;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure instanceof Error) throw failure;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#retry);
    await this.#running;
  }
}

/** Two requests as one: everything that either may touch. */
function join(a: ScanRequest, b: ScanRequest): ScanRequest {
  const cause = a.cause === b.cause ? a.cause : undefined;
  const [one, other] = [a.touched, b.touched];
  if (!one?.cells || !other?.cells) return { cause };
  return {
    cause,
    touched: {
      cells: new Set([...one.cells, ...other.cells]),
      features: new Set([...one.features, ...other.features]),
    },
  };
}
