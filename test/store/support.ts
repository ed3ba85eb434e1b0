import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { iriToString, lineGraph, literalToString, type Line } from '#wegwijzer/rdf/nquads.js';
import {
  openEmbeddedStore,
  type EmbeddedStore,
  type EmbeddedStoreOptions,
} from '#wegwijzer/store/embedded/embedded-store.js';
import type { BoundTerm, Change, LogEntry, Solution } from '#wegwijzer/store/graph-store.js';

vi.setConfig({ testTimeout: 60_000 });

/** A folder of its own for one test, gone afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-store-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Opens a store, closed when the test ends; without readers and spare where the test does not ask for them. */
export async function openStore(
  directory: string,
  options: Omit<EmbeddedStoreOptions, 'directory'> = {},
): Promise<EmbeddedStore> {
  const store = await openEmbeddedStore({ readers: 0, spare: false, ...options, directory });
  onTestFinished(() => store.close());
  return store;
}

/** A line with a text about a subject, `urn:s:{subject}`. */
export function textLine(subject: number | string, text: string, graph = 'urn:g'): Line {
  return `<urn:s:${String(subject)}> <urn:p> ${literalToString(text)} <${graph}> .`;
}

/** `count` lines, each about a subject of its own. */
export function manyLines(count: number, graph = 'urn:g', text = 'text'): Line[] {
  return Array.from({ length: count }, (_, i) => textLine(i, `${text} ${String(i)}`, graph));
}

/** A short text that stands for many lines, in whatever order: comparing a large array item by item takes seconds. */
export function digest(lines: Iterable<Line>): string {
  const sorted = [...lines].sort();
  const hash = createHash('sha256').update(sorted.join('\n')).digest('hex');
  return `${String(sorted.length)} lines ${hash}`;
}

/** A change with an agent and a reason. */
export function change(rest: Omit<Change, 'agent' | 'reason'>): Change {
  return { agent: 'urn:agent', reason: 'test', ...rest };
}

/** Solutions of a SELECT query. */
export async function select(
  store: EmbeddedStore,
  sparql: string,
  scope: 'public' | 'operational' = 'operational',
): Promise<Solution[]> {
  const answer = await store.query(sparql, { scope });
  return (JSON.parse(answer) as { results: { bindings: Solution[] } }).results.bindings;
}

function term({ type, value, datatype, 'xml:lang': language }: BoundTerm): string {
  if (type === 'uri') return iriToString(value);
  return literalToString(value, { ...(language ? { language } : {}), ...(datatype ? { datatype } : {}) });
}

/** All lines that a worker holds, sorted. */
export async function workerLines(
  store: EmbeddedStore,
  scope: 'public' | 'operational' = 'operational',
): Promise<Line[]> {
  const solutions = await select(store, 'SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }', scope);
  return solutions
    .map(({ s, p, o, g }) => {
      if (!s || !p || !o || !g) throw new Error('A solution lacks a term.');
      return `${[s, p, o, g].map(term).join(' ')} .`;
    })
    .sort();
}

/** Names of all graphs that a worker knows, also empty ones, sorted. */
export async function workerGraphs(
  store: EmbeddedStore,
  scope: 'public' | 'operational' = 'operational',
): Promise<string[]> {
  const solutions = await select(store, 'SELECT DISTINCT ?g WHERE { GRAPH ?g {} }', scope);
  return solutions.map(({ g }) => g?.value ?? '').sort();
}

/** What the log alone makes of the graphs: graph → its lines. */
export function replay(entries: Iterable<LogEntry>): Map<string, Set<Line>> {
  const graphs = new Map<string, Set<Line>>();
  const linesOf = (graph: string): Set<Line> => {
    const lines = graphs.get(graph) ?? new Set<Line>();
    graphs.set(graph, lines);
    return lines;
  };
  for (const { patch } of entries)
    for (const row of [...patch()].join('').split('\n')) {
      if (row.startsWith('A ')) linesOf(lineGraph(row.slice(2))).add(row.slice(2));
      if (row.startsWith('D ')) graphs.get(lineGraph(row.slice(2)))?.delete(row.slice(2));
      if (row.startsWith('H create ')) linesOf(row.slice(10, -3));
      if (row.startsWith('H drop ')) graphs.delete(row.slice(8, -3));
    }
  return graphs;
}

/** Resolves when `condition` holds, looking after each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A process that works on a data directory; see `child.mjs`. */
export interface Child {
  readonly pid: number;
  /** Every line it has said so far. */
  readonly said: readonly string[];
  /** The first line with this beginning, said already or still to come. */
  hears(beginning: string): Promise<string>;
  tell(line: string): void;
  /** Ends it as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts `child.mjs`. */
export function startChild(mode: string, directory: string, argument = ''): Child {
  const script = fileURLToPath(new URL('./child.mjs', import.meta.url));
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    [script, mode, directory, argument],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  const said: string[] = [];
  let ended = false;
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => said.push(`(error) ${line}`));
  void gone.then(() => (ended = true));
  child.stdin.on('error', () => undefined);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return {
    pid: child.pid ?? 0,
    said,
    hears: async (beginning) => {
      const find = (): string | undefined => said.find((line) => line.startsWith(beginning));
      await until(() => ended || find() !== undefined);
      const line = find();
      if (line === undefined) throw new Error(`The child ended without "${beginning}": ${said.join('; ')}`);
      return line;
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    kill,
  };
}
