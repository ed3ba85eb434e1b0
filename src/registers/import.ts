import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '../problem.js';
import type { GraphStore } from '../store/graph-store.js';
import { Comparison, type RegisterDifference } from './comparison.js';
import { Delta } from './delta.js';
import { checkDay, earlierDay } from './described-day.js';
import {
  currentVersion,
  describeNextVersion,
  type LoadedFile,
  type VersionDescription,
} from './describe-version.js';
import { FailureList, type LoadFailure } from './failures.js';
import type { ImportFinding, ImportRun } from './import-run.js';
import { openRun, refuse, type ImportOptions } from './open-run.js';
import { genidBase, registerGraph, registersGraph } from './register-graphs.js';
import type { SourceFile } from './source-file.js';
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

/**
 * Makes a new version of a register from what the files hold: streamed, normalised, checked, compared with the version
 * in force, and switched at once.
 * @throws ProblemError `invalid-parameter` for the day, `invalid-register` with `errors` where more records are wrong
 *   than may be, `capacity-exceeded`, `storage-unavailable`; the register in force then stays as it was
 */
export async function importRegister(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  checkDay(options);
  const earlier = earlierDay(store, options);
  const done = await (options.delta ? importDelta(store, options) : importWhole(store, options));
  const { warnings, listedWarnings } = done;
  return {
    ...done,
    warnings: warnings + earlier.length,
    listedWarnings: [...earlier, ...listedWarnings],
  };
}

async function importWhole(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  const { name, baseUrl, agent, requestId } = options;
  const register = registerGraph(baseUrl, name);
  const reason = `Register ${name} loaded`;
  const replacement = await store.replaceGraph({ graph: register, agent, reason, requestId });
  try {
    const failures = new FailureList(options.failureLimit ?? { count: 0 }, options.onFailure);
    const successions = new SuccessionWatch(register);
    const run = openRun(options, register, failures, (records) => {
      for (const { lines } of records) successions.take(lines);
      return replacement.add(records.flatMap(({ lines }) => lines));
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
    await options.aboutToCommit?.();
    await replacement.commit(next.change);
    return summary(store, options, facts, next);
  } catch (error) {
    await replacement.abort();
    throw error;
  }
}

async function importDelta(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  const { name, baseUrl, agent, requestId } = options;
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
  const { insert, remove } = await delta.change();
  const facts = { run, failures, quads: insert.length, difference: comparison.difference };
  if (!(await isConfirmed(options, facts.difference))) return summary(store, options, facts);
  const next = await describe(store, options, facts);
  await options.aboutToCommit?.();
  await store.commit((sequence) => {
    const beside = next.change(sequence);
    return {
      agent,
      reason: `Register ${name} changed`,
      requestId,
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

async function isConfirmed(
  { confirm, isLook = false }: ImportOptions,
  difference: RegisterDifference,
): Promise<boolean> {
  const isWanted = confirm === undefined || (await confirm(difference));
  return isWanted && !isLook;
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
