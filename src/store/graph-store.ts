import type { Line } from '../rdf/nquads.js';

/**
 * Who may see a graph: everyone who queries, our own bounded queries alone, or no query at all. What is archived is read by
 * its name, and takes no memory.
 */
export type GraphAccess = 'public' | 'internal' | 'archived';

/** A small record that is written in the same flush as a change and lives outside the graph. */
export interface KeptRecord {
  readonly table: RecordTable;
  readonly key: string;
  /** What to keep; `undefined` removes the record. */
  readonly value: string | undefined;
}

/**
 * The tables beside the graph: what happened and is to be handed out, channels of organisations, deliveries to make,
 * inboxes of organisations, links sent by e-mail, answers given to idempotent requests, personal data and its keys,
 * files of reports,
 * hashes of API keys and of follow links, attempts that were refused, versions of rule sets, and what event streams are
 * made of (the pages, the members, the last member about each subject, and the rows of a bulk load that wait to become
 * members), the negotiations, transfers, offers and agreements of the data space, and the requests that endpoints of
 * Open311 took and whose status is asked for there.
 */
export type RecordTable =
  | 'outbox'
  | 'channel'
  | 'delivery'
  | 'inbox'
  | 'mail-link'
  | 'idempotency'
  | 'personal'
  | 'personal-key'
  | 'attachment'
  | 'api-key'
  | 'follow'
  | 'audit'
  | 'rule-version'
  | 'stream-page'
  | 'stream-member'
  | 'stream-subject'
  | 'stream-pending'
  | 'dataspace'
  | 'following'
  | 'open311';

/** A run of keys in a table, in their order. */
export interface RecordRange {
  /** The first key, if it exists. */
  readonly start?: string;
  /** The key before which to stop. */
  readonly end?: string;
  /** From the last key to the first; `start` is then the highest. */
  readonly reverse?: boolean;
  /** Most records to give. */
  readonly limit?: number;
}

/** One change to the graph: all of it happens, or nothing. */
export interface Change {
  /** IRI of who makes the change. */
  readonly agent: string;
  /** Why, in a few words, for the log. */
  readonly reason: string;
  /** Number of the request that asked for it, for the log. */
  readonly requestId?: string | undefined;
  readonly insert?: readonly Line[];
  readonly remove?: readonly Line[];
  /** Graphs that must exist afterwards, also when empty. Graphs of inserted lines are made as they come, public. */
  readonly create?: readonly { readonly graph: string; readonly access: GraphAccess }[];
  /** Graphs to drop with all they hold. */
  readonly drop?: readonly string[];
  /** Public graphs that queries no longer see; whatever is written to one later makes it public again. */
  readonly archive?: readonly string[];
  readonly keep?: readonly KeptRecord[];
}

/**
 * A change, or what works it out inside the transaction, from the graph as it is by then; what that throws becomes of
 * the commit. It must be quick and may be called again. It is given the number that the change will have in the log.
 */
export type ChangeSource = Change | ((sequence: number) => Change);

/** What became of a change. */
export interface Committed {
  /** Number of the change in the log; the number before it where nothing changed. */
  readonly sequence: number;
  /** Lines that were really added and removed. */
  readonly inserted: readonly Line[];
  readonly removed: readonly Line[];
  /** The properties and classes that those lines use, as IRIs; worked out once, for the first who asks. */
  readonly vocabulary: () => ReadonlySet<string>;
  /** The graph that was replaced as a whole; its lines are not listed above. */
  readonly replaced?: string;
}

/** A change as the log keeps it. */
export interface LogEntry {
  readonly sequence: number;
  /** When it was committed, ISO 8601 in UTC. */
  readonly time: string;
  readonly agent: string;
  readonly reason: string;
  /** Number of the request that asked for it, where one did. */
  readonly requestId?: string;
  /** The change as RDF Patch v1 text; a bulk load comes in several parts. */
  readonly patch: () => Iterable<string>;
}

export interface QueryOptions {
  /** `operational` sees every graph in a worker, `public` the public ones, in a reader. */
  readonly scope?: 'operational' | 'public';
  /** Media type of the answer, as Oxigraph names them. */
  readonly accept?: string;
  /** Milliseconds after which the query is ended. */
  readonly timeout?: number;
  /**
   * Whether the answer must see every change committed so far; default true. Without, it may miss those of the last
   * 25 ms, and changes reach the worker in larger and cheaper portions.
   */
  readonly fresh?: boolean;
  /** Who caused it, with `public`: it waits in the turn of that client; by default in that of the service. */
  readonly client?: string;
  /** Told what it cost its reader, with `public`. */
  readonly onUsed?: (used: ReaderUsed) => void;
  /** Aborted when nobody waits for the answer any more; heeded with `public`. */
  readonly signal?: AbortSignal;
}

/** What a query cost its reader. */
export interface ReaderUsed {
  readonly milliseconds: number;
  /** Whether the reader had to be ended: at a limit, or because the client had gone. */
  readonly endedReader: boolean;
}

/** The graphs that a query is asked of (SPARQL 1.1 Query, section 13). */
export interface Dataset {
  readonly defaultGraphs: readonly string[];
  /** All graphs where not given. */
  readonly namedGraphs?: readonly string[] | undefined;
}

/** A query of someone else. It sees the public graphs alone, in a reader, and runs under limits. */
export interface ForeignQuery {
  readonly sparql: string;
  /** Media type of the answer, as Oxigraph names them. */
  readonly accept: string;
  /** Who asks: those who ask much wait for those who ask little. */
  readonly client: string;
  /** Milliseconds that it may run, counted from its turn. */
  readonly timeout: number;
  /** Bytes that its answer may have. */
  readonly maximumBytes: number;
  /** What relative IRIs are relative to. */
  readonly baseIri?: string | undefined;
  /** The graphs that it is asked of, instead of all public ones (SPARQL 1.1 Protocol, section 2.1.4). */
  readonly dataset?: Dataset | undefined;
  /** Aborted when nobody waits for the answer any more: then it is taken out of the queue, or its reader is ended. */
  readonly signal?: AbortSignal | undefined;
  /** Told what it cost, when it has run. */
  readonly onUsed?: (used: ReaderUsed) => void;
}

/** The value of one variable in one solution (SPARQL 1.1 Query Results JSON, section 3.2.2). */
export interface BoundTerm {
  readonly type: 'uri' | 'literal' | 'bnode';
  readonly value: string;
  readonly 'xml:lang'?: string;
  readonly datatype?: string;
}

/** One solution of a SELECT query: variable name → term. */
export type Solution = Readonly<Record<string, BoundTerm | undefined>>;

/** An ordinary change that happens together with the switch of a graph. */
export type Alongside = Omit<Change, 'agent' | 'reason'>;

/** Told how a replacement differs from the graph in force. */
export interface DifferenceListener {
  /** Takes a subject whose lines are not the same, with its lines before and after; none where it comes or goes. */
  add(before: readonly Line[], after: readonly Line[]): void;
  /** Begins anew, since the graph in force changed meanwhile. */
  restart(): void;
}

/** A graph being replaced as a whole, streamed in and switched at once. */
export interface GraphReplacement {
  /** Adds lines of the graph; resolves when there is room for more. @throws ProblemError `capacity-exceeded` */
  add(lines: readonly Line[]): Promise<void>;
  /**
   * Works out what the switch would change; nothing is added afterwards. The switch does not work it out again, unless
   * the graph in force has changed since.
   */
  compare(listener: DifferenceListener): Promise<{ readonly quads: number }>;
  /**
   * Switches the graph to what was added, together with an ordinary change.
   * @param alongside that change, or what makes it from the number under which the switch is logged
   */
  commit(
    alongside?: Alongside | ((sequence: number) => Alongside),
  ): Promise<{ readonly sequence: number; readonly quads: number }>;
  /** Forgets what was added. */
  abort(): Promise<void>;
}

/** Lines in portions; between two of them, other work has its turn. */
export type LinePortions = Iterable<readonly Line[]> | AsyncIterable<readonly Line[]>;

/** A graph apart from the store, to suppose something and ask what follows. */
export interface ScratchGraph {
  /** Evaluates a SELECT query against it, or against the graphs of a data set. */
  select(
    sparql: string,
    options?: Pick<QueryOptions, 'fresh'> & { readonly dataset?: Dataset | undefined },
  ): Promise<Solution[]>;
  /** Evaluates a query of someone else against it, under its limits; ends with its client. Throws as `GraphStore.answer` does. */
  answer(query: ForeignQuery): Promise<string | Uint8Array>;
  /** Adds lines to it. */
  add(lines: Iterable<Line>): Promise<void>;
  close(): Promise<void>;
}

/** A key with where it is kept. */
export interface SecretKey {
  /** What to note in the journal instead of the key. */
  readonly reference: string;
  readonly key: Buffer;
}

/** Keys to personal data, kept so that one that is erased is nowhere any more. */
export interface SecretKeys {
  /** A new key; it is on disk already. @throws ProblemError `storage-unavailable` */
  take(): SecretKey;
  /** @returns `undefined` where it was erased */
  read(reference: string): Buffer | undefined;
  /** The key is gone from disk when it returns. @throws ProblemError `storage-unavailable` */
  erase(reference: string): void;
}

/** The port behind which the graph lives. */
export interface GraphStore {
  /** Number of the last committed change. */
  readonly sequence: number;
  /** Whether no change can be committed until the service is restarted, as after a fault of the disk. */
  readonly isBroken: boolean;
  /** Whether it was opened where nothing could be written; that stays so until the service is restarted. */
  readonly isReadOnly: boolean;
  /** Keys to personal data. */
  readonly secrets: SecretKeys;
  /** Evaluates a query; the answer is serialised in `accept`. */
  query(sparql: string, options?: QueryOptions): Promise<string>;
  /**
   * Evaluates a query of someone else, after every change committed before it began. The answer is text where it is short, and UTF-8 where
   * it is long.
   * @throws ProblemError `malformed-query`, `query-timeout`, `query-memory`, `query-too-complex`, `result-too-large`,
   *   `query-unavailable`; the reason of the signal where that is aborted
   */
  answer(query: ForeignQuery): Promise<string | Uint8Array>;
  /** Evaluates a SELECT query of our own against all graphs. */
  select(sparql: string, options?: Pick<QueryOptions, 'fresh'>): Promise<Solution[]>;
  /**
   * Makes a graph of its own of these lines; nothing of it is stored. Close it after use.
   * @param signal aborted when nobody waits for it any more
   */
  scratch(lines: LinePortions, signal?: AbortSignal): Promise<ScratchGraph>;
  /** Resolves after the change is flushed to disk. @throws ProblemError `storage-unavailable`, `capacity-exceeded` */
  commit(change: ChangeSource): Promise<Committed>;
  /** Begins the replacement of a whole graph. */
  replaceGraph(options: {
    readonly graph: string;
    readonly access?: GraphAccess;
    readonly agent: string;
    readonly reason: string;
    readonly requestId?: string | undefined;
  }): Promise<GraphReplacement>;
  /** The lines of a graph as committed, or `undefined` where there is no such graph. */
  readGraph(graph: string): Line[] | undefined;
  /** The same lines one by one, those about one subject together, for graphs too large to be held; none where there is no such graph. */
  graphLines(graph: string): Iterable<Line>;
  /** The graphs that everyone may query, in order. */
  publicGraphs(): Iterable<string>;
  /** Who may see a graph, or `undefined` where there is no such graph. */
  graphAccess(graph: string): GraphAccess | undefined;
  /** Number of the last change to a graph, or `undefined` where there is no such graph. */
  graphChanged(graph: string): number | undefined;
  /** The lines about one subject, an IRI, in a graph. */
  readSubject(graph: string, subject: string): Line[];
  /** A record kept beside the graph. */
  readRecord(table: RecordTable, key: string): string | undefined;
  /** Records kept beside the graph, in the order of their keys. */
  readRecords(table: RecordTable, range?: RecordRange): Iterable<{ key: string; value: string }>;
  /**
   * The lines of all graphs as they were after a change, worked out from the log; `wanted` chooses the graphs. Takes
   * memory for each line of those that has changed since.
   * @param sequence number of that change
   */
  linesAsOf(sequence: number, wanted: (graph: string) => boolean): AsyncIterable<readonly Line[]>;
  /**
   * What to wait for while a graph that was replaced as a whole is being put where queries see it: until then these see
   * the one before, with what changed in others since.
   * @returns `undefined` where queries see every graph as it is
   */
  switched(): Promise<void> | undefined;
  /**
   * Whether readers may still answer with the one before a graph that was replaced as a whole, where `graphChanged` and
   * `sequence` are of after it already: then what they say must not be kept as of these numbers. It lasts longer than `switched`,
   * which is about our own queries.
   */
  readonly readersAreBehind: boolean;
  /** Entries of the change log after `sequence`, in order. */
  log(sequence: number): Iterable<LogEntry>;
  /**
   * Calls back after every commit, in order; for a graph that was replaced as a whole, when our own queries first see
   * it, while readers may still answer with the one before. Returns what ends it.
   */
  subscribe(listener: (committed: Committed) => void): () => void;
  close(): Promise<void>;
}
