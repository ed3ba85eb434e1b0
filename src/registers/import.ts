import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ProblemError } from '../problem.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { GraphStore } from '../store/graph-store.js';
import { Comparison, type RegisterDifference } from './comparison.js';
import { Delta } from './delta.js';
import {
  currentVersion,
  describeNextVersion,
  type LoadedFile,
  type VersionDescription,
} from './describe-version.js';
import { FailureList, type FailureLimit, type LoadFailure } from './failures.js';
import { ImportRun, type ImportFinding, type ImportProgress } from './import-run.js';
import { readMapping } from './mapping/read-mapping.js';
import { genidBase, registerGraph, registersGraph } from './register-graphs.js';
import type { SourceFile } from './source.js';
import { SuccessionWatch } from './succession-watch.js';

/** What an import did. */
export interface ImportSummary {
  /** IRI of the register. */
  readonly register: string;
  /** The version in force now. */
  readonly version: number;
  /** Whether it is a new one; not so where the change was looked at and declined. */
  readonly switched: boolean;
  /** Quads in the files' records, those that we add included. */
  readonly quads: number;
  readonly records: number;
  /** Records that were left out because something is wrong with them. */
  readonly failures: number;
  readonly listedFailures: readonly LoadFailure[];
  readonly warnings: number;
  /** The first few warnings. */
  readonly listedWarnings: readonly ImportFinding[];
  readonly difference: RegisterDifference;
}

export interface ImportOptions {
  /** The register's own name, the last part of its IRI. */
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly baseUrl: string;
  /** The day that the register describes, `xsd:date`; today where not given. */
  readonly asOf?: string | undefined;
  readonly title?: string | undefined;
  /** Path of the mapping for GeoJSON and CSV. */
  readonly mapping?: string | undefined;
  /** Reference system of coordinates that name none: `EPSG:31370`, `EPSG:3812` or `EPSG:4326`. */
  readonly crs?: string | undefined;
  /** Whether the files hold what changed alone; the rest of the register then stays. */
  readonly delta?: boolean | undefined;
  /** Records that may fail; none where not given. */
  readonly failureLimit?: FailureLimit | undefined;
  /** Told of each failure as it is met. */
  readonly onFailure?: ((failure: LoadFailure) => void) | undefined;
  /** Asked, with what would change, whether to switch. */
  readonly confirm?: ((difference: RegisterDifference) => boolean | Promise<boolean>) | undefined;
  /** IRI of who loads it. */
  readonly agent: string;
  readonly shapes: ShapeChecker;
  readonly now: () => Date;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Makes a new version of a register from what the files hold: streamed, normalised, checked, compared with the version
 * in force, and switched at once.
 * @throws ProblemError `invalid-parameter` for the day, `invalid-register` with `errors` where more records are wrong
 *   than may be, `capacity-exceeded`, `storage-unavailable`; the register in force then stays as it was
 */
export async function importRegister(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  checkDay(options.asOf);
  return options.delta ? importDelta(store, options) : importWhole(store, options);
}

async function importWhole(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  const { name, baseUrl, agent } = options;
  const register = registerGraph(baseUrl, name);
  const replacement = await store.replaceGraph({ graph: register, agent, reason: `Register ${name} loaded` });
  try {
    const failures = new FailureList(options.failureLimit ?? { count: 0 }, options.onFailure);
    const successions = new SuccessionWatch(register);
    const run = openRun(options, register, failures, (records) => {
      const lines = records.flatMap((record) => record.lines);
      successions.take(lines);
      return replacement.add(lines);
    });
    await run.readAll();
    refuse(run, failures, name);
    await successions.refuseCircles(store, true);
    const comparison = new Comparison(genidBase(baseUrl));
    const { quads } = await replacement.compare(comparison);
    const facts = { run, failures, quads, difference: comparison.difference };
    if (!(await isConfirmed(options, facts.difference))) {
      await replacement.abort();
      return summary(store, options, facts);
    }
    const next = await describe(store, options, facts);
    await replacement.commit(next.change);
    return summary(store, options, facts, next);
  } catch (error) {
    await replacement.abort();
    throw error;
  }
}

async function importDelta(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  const { name, baseUrl, agent } = options;
  const register = registerGraph(baseUrl, name);
  if (store.readSubject(registersGraph(baseUrl), register).length === 0)
    throw new ProblemError(
      'invalid-register',
      `There is no register ${name} yet, so that there is nothing to change. Load it whole first.`,
    );
  const failures = new FailureList(options.failureLimit ?? { count: 0 }, options.onFailure);
  const comparison = new Comparison(genidBase(baseUrl));
  const delta = new Delta(store, register, { genid: genidBase(baseUrl), comparison });
  const successions = new SuccessionWatch(register);
  const run = openRun(options, register, failures, (records) => {
    for (const record of records) {
      successions.take(record.lines);
      delta.take(record);
    }
  });
  await run.readAll();
  refuse(run, failures, name);
  await successions.refuseCircles(store, false);
  const { insert, remove } = delta.change;
  const facts = { run, failures, quads: insert.length, difference: comparison.difference };
  if (!(await isConfirmed(options, facts.difference))) return summary(store, options, facts);
  const next = await describe(store, options, facts);
  await store.commit((sequence) => {
    const beside = next.change(sequence);
    return {
      agent,
      reason: `Register ${name} changed`,
      insert: [...insert, ...(beside.insert ?? [])],
      remove: [...remove, ...(beside.remove ?? [])],
    };
  });
  return summary(store, options, facts, next);
}

/** What a run found out. */
interface RunFacts {
  readonly run: ImportRun;
  readonly failures: FailureList;
  readonly quads: number;
  readonly difference: RegisterDifference;
}

function openRun(
  options: ImportOptions,
  graph: string,
  failures: FailureList,
  take: ConstructorParameters<typeof ImportRun>[0]['take'],
): ImportRun {
  const { files, baseUrl, shapes, crs, now, onProgress, mapping } = options;
  const beside = files[0] && dirname(files[0].path);
  return new ImportRun({
    files,
    baseUrl,
    graph,
    shapes,
    failures,
    crs: checkCrs(crs),
    now: now().toISOString(),
    onProgress,
    take,
    mapping: mapping === undefined ? undefined : readMapping(mapping, { baseUrl, beside }),
  });
}

function refuse(run: ImportRun, failures: FailureList, name: string): void {
  if (run.records === 0)
    throw new ProblemError('invalid-register', `Register ${name}: the files hold no statements at all.`);
  failures.refuseBeyondLimit(name, run.records);
}

async function isConfirmed({ confirm }: ImportOptions, difference: RegisterDifference): Promise<boolean> {
  return confirm === undefined || (await confirm(difference));
}

async function describe(
  store: GraphStore,
  options: ImportOptions,
  { run, failures, quads, difference }: RunFacts,
): Promise<VersionDescription> {
  const { name, baseUrl, title, asOf, now, agent, files, delta = false } = options;
  return describeNextVersion(store, {
    register: registerGraph(baseUrl, name),
    name,
    baseUrl,
    title,
    asOf,
    time: now(),
    agent,
    kind: delta ? 'delta' : 'full',
    files: await Promise.all(files.map(fingerprint)),
    records: run.records - failures.records,
    quads,
    failures: failures.records,
    difference,
  });
}

async function fingerprint({ path, name }: SourceFile): Promise<LoadedFile> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const { size } = await stat(path);
  return { name: basename(name ?? path), bytes: size, sha256: hash.digest('hex') };
}

function summary(
  store: GraphStore,
  { baseUrl, name }: ImportOptions,
  { run, failures, quads, difference }: RunFacts,
  next?: VersionDescription,
): ImportSummary {
  const register = registerGraph(baseUrl, name);
  return {
    register,
    version: next?.version ?? currentVersion(store.readSubject(registersGraph(baseUrl), register)),
    switched: next !== undefined,
    quads,
    records: run.records,
    failures: failures.records,
    listedFailures: failures.listed,
    ...run.warnings,
    difference,
  };
}

/** @throws ProblemError `invalid-parameter` */
function checkDay(day: string | undefined): void {
  if (day === undefined) return;
  const time = Date.parse(`${day}T00:00:00Z`);
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(`${day}T`)) return;
  throw new ProblemError('invalid-parameter', `"${day}" is not a day. Write it as 2026-11-23.`, {
    parameter: 'asOf',
  });
}

/** @throws ProblemError `invalid-parameter` */
function checkCrs(crs: string | undefined): string | undefined {
  if (crs === undefined || ['EPSG:31370', 'EPSG:3812', 'EPSG:4326', 'CRS84'].includes(crs)) return crs;
  throw new ProblemError(
    'invalid-parameter',
    `The reference system ${crs} is not known. Give EPSG:31370 (Lambert 72), EPSG:3812 (Lambert 2008) or EPSG:4326.`,
    { parameter: 'crs', example: 'EPSG:31370' },
  );
}
