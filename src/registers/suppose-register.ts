import type { Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import type { CheckedRecord } from './check-record.js';
import { Comparison } from './comparison.js';
import { Delta } from './delta.js';
import { checkDay } from './described-day.js';
import { describeNextVersion } from './describe-version.js';
import { FailureList } from './failures.js';
import { openRun, refuse, type ImportOptions } from './open-run.js';
import { genidBase, registerGraph, registersGraph } from './register-graphs.js';

/** Lines that are handed on at once. */
const PORTION = 5000;
const UNCHANGED = { added: 0, removed: 0, changed: 0, managersChanged: 0, pairs: [], listed: [] };

/** Takes lines; resolves when there is room for more. */
type Add = (lines: readonly Line[]) => Promise<void>;

/** A register as it might be. */
export interface SupposedRegister {
  /** The graphs that it brings anew: its own, and the one that describes registers. */
  readonly graphs: readonly string[];
  /**
   * Reads the files and hands on what these graphs would hold.
   * @throws ProblemError `invalid-register`, `invalid-parameter`, as when it is loaded
   */
  readonly fill: (add: Add) => Promise<void>;
}

/** A register as the files would make it, read and checked as when it is loaded; nothing is stored. */
export function supposeRegister(
  store: GraphStore,
  options: Omit<ImportOptions, 'confirm'>,
): SupposedRegister {
  const register = registerGraph(options.baseUrl, options.name);
  checkDay({ ...options, isLook: true });
  return {
    graphs: [register, registersGraph(options.baseUrl)],
    fill: async (add) => {
      await add(descriptionLines(store, options));
      await (options.delta ? fillChanged(store, options, add) : fillWhole(options, add));
    },
  };
}

async function fillWhole(options: ImportOptions, add: Add): Promise<void> {
  await readRecords(options, (records) => add(records.flatMap(({ lines }) => lines)));
}

/** The register in force, with what changed. */
async function fillChanged(store: GraphStore, options: ImportOptions, add: Add): Promise<void> {
  const genid = genidBase(options.baseUrl);
  const register = registerGraph(options.baseUrl, options.name);
  const delta = new Delta(store, register, { genid, comparison: new Comparison(genid) });
  await readRecords(options, (records) => {
    for (const record of records) delta.take(record);
  });
  const { insert, remove } = await delta.change();
  const gone = new Set(remove);
  let portion: Line[] = [];
  for (const line of store.graphLines(register)) {
    if (!gone.has(line)) portion.push(line);
    if (portion.length < PORTION) continue;
    await add(portion);
    portion = [];
  }
  await add([...portion, ...insert]);
}

async function readRecords(
  options: ImportOptions,
  take: (records: readonly CheckedRecord[]) => Promise<void> | void,
): Promise<void> {
  const { name, baseUrl } = options;
  const failures = new FailureList(options.failureLimit ?? { count: 0 }, options.onFailure);
  const run = openRun(options, registerGraph(baseUrl, name), failures, take);
  await run.readAll();
  refuse(run, failures, name);
}

/** What would be said of all registers, with this one described as its next version. */
function descriptionLines(store: GraphStore, options: ImportOptions): Line[] {
  const { name, baseUrl, title, asOf, now, agent, delta = false } = options;
  const graph = registersGraph(baseUrl);
  const { change } = describeNextVersion(store, {
    register: registerGraph(baseUrl, name),
    name,
    baseUrl,
    title,
    asOf,
    time: now(),
    agent,
    kind: delta ? 'delta' : 'full',
    files: [],
    failures: 0,
    difference: UNCHANGED,
  });
  const { insert = [], remove = [] } = change(store.sequence + 1);
  const gone = new Set(remove);
  return [...(store.readGraph(graph) ?? []).filter((line) => !gone.has(line)), ...insert];
}
