import { statSync } from 'node:fs';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { dcat, dct, rdf, ww, xsd } from '../rdf/namespaces.js';
import {
  iriToString,
  lineTerms,
  literalToString,
  quadToLine,
  UnstorableTermError,
  type Line,
} from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { GraphReplacement, GraphStore } from '../store/graph-store.js';
import { normaliseRecord } from './normalise.js';
import { readQuads, type RdfFile } from './read-quads.js';
import { RecordAssembler, type AssembledRecord } from './records.js';
import { genidBase, registerGraph, registersGraph } from './register-graphs.js';

/** Faults that are listed; more are counted. */
const LISTED_FAULTS = 20;
const CELL = ww('cell');

/** A record that a register cannot be loaded with, or a remark about one. */
export interface ImportFinding {
  readonly feature: string;
  readonly message: { readonly nl: string; readonly en: string };
}

/** How far an import is. */
export interface ImportProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly quads: number;
  readonly records: number;
}

/** What an import did. */
export interface ImportSummary {
  readonly register: string;
  readonly version: number;
  /** Quads in the register, those that we add included. */
  readonly quads: number;
  readonly records: number;
  readonly warnings: number;
  /** The first few warnings. */
  readonly listedWarnings: readonly ImportFinding[];
}

export interface ImportOptions {
  /** The register's own name, the last part of its IRI. */
  readonly name: string;
  readonly files: readonly RdfFile[];
  readonly baseUrl: string;
  /** The day that the register describes, `xsd:date`; today where not given. */
  readonly asOf?: string | undefined;
  readonly title?: string | undefined;
  /** IRI of who loads it. */
  readonly agent: string;
  readonly shapes: ShapeChecker;
  readonly now: () => Date;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Replaces a register by what the files hold: streamed, normalised, checked, and switched at once.
 * @throws ProblemError `invalid-parameter` for the day, `invalid-register` with `errors` where a record violates a
 *   shape, `capacity-exceeded`,
 *   `storage-unavailable`; the register in force then stays as it was
 */
export async function importRegister(store: GraphStore, options: ImportOptions): Promise<ImportSummary> {
  checkDay(options.asOf);
  const register = registerGraph(options.baseUrl, options.name);
  const reason = `Register ${options.name} loaded`;
  const replacement = await store.replaceGraph({ graph: register, agent: options.agent, reason });
  try {
    const run = new ImportRun(replacement, register, options);
    await run.readAll();
    run.refuseFaults();
    const metadata = registerMetadata(store, register, options);
    const { quads } = await replacement.commit(metadata.change);
    return { ...run.summary(), register, version: metadata.version, quads };
  } catch (error) {
    await replacement.abort();
    throw error;
  }
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

/** One import as it goes. */
class ImportRun {
  readonly #replacement: GraphReplacement;
  readonly #graph: string;
  readonly #options: ImportOptions;
  readonly #faults: ImportFinding[] = [];
  readonly #warnings: ImportFinding[] = [];
  #faultCount = 0;
  #warningCount = 0;
  #records = 0;
  #quads = 0;

  constructor(replacement: GraphReplacement, graph: string, options: ImportOptions) {
    this.#replacement = replacement;
    this.#graph = graph;
    this.#options = options;
  }

  async readAll(): Promise<void> {
    const { files, baseUrl, onProgress } = this.#options;
    const totalBytes = files.reduce((sum, { path }) => sum + sizeOf(path), 0);
    let before = 0;
    for (const file of files) {
      const assembler = new RecordAssembler(genidBase(baseUrl));
      let bytes = before;
      for await (const batch of readQuads(file, baseUrl, (read) => (bytes = before + read))) {
        this.#quads += batch.length;
        await this.#take(assembler.add(batch));
        onProgress?.({ bytes, totalBytes, quads: this.#quads, records: this.#records });
      }
      await this.#take(assembler.end());
      before += sizeOf(file.path);
      onProgress?.({ bytes: before, totalBytes, quads: this.#quads, records: this.#records });
    }
  }

  async #take(records: Iterable<AssembledRecord>): Promise<void> {
    const lines: Line[] = [];
    for (const record of records) {
      this.#records += 1;
      const { quads, faults } = normaliseRecord(record);
      for (const fault of faults) this.#fault(record.subject, fault);
      if (faults.length === 0) this.#check(record.subject, quads);
      if (this.#faultCount === 0) this.#addLines(record.subject, quads, lines);
    }
    if (this.#faultCount === 0) await this.#replacement.add(lines);
  }

  #check(subject: string, quads: readonly Quad[]): void {
    for (const { severity, messages } of this.#options.shapes.checkRecord(quads.filter(isChecked))) {
      if (severity === 'Violation') this.#fault(subject, messages);
      else {
        this.#warningCount += 1;
        if (this.#warnings.length < LISTED_FAULTS)
          this.#warnings.push({ feature: subject, message: messages });
      }
    }
  }

  #addLines(subject: string, quads: readonly Quad[], lines: Line[]): void {
    try {
      for (const quad of quads) lines.push(quadToLine(quad, this.#graph));
    } catch (error) {
      if (!(error instanceof UnstorableTermError)) throw error;
      this.#fault(subject, { nl: error.message, en: error.message });
    }
  }

  #fault(feature: string, message: ImportFinding['message']): void {
    this.#faultCount += 1;
    if (this.#faults.length < LISTED_FAULTS) this.#faults.push({ feature, message });
  }

  /** @throws ProblemError `invalid-register` listing the first faults */
  refuseFaults(): void {
    const { name } = this.#options;
    if (this.#records === 0)
      throw new ProblemError('invalid-register', `Register ${name}: the files hold no statements at all.`);
    if (this.#faultCount === 0) return;
    const listed = this.#faults.map(({ feature, message }) => `<${feature}>: ${message.en}`).join('\n');
    const more = this.#faultCount - this.#faults.length;
    throw new ProblemError(
      'invalid-register',
      `Register ${name} has ${String(this.#faultCount)} faults, so nothing was changed:\n${listed}${more > 0 ? `\n… and ${String(more)} more` : ''}`,
      { errors: this.#faults, count: this.#faultCount },
    );
  }

  summary(): Pick<ImportSummary, 'records' | 'warnings' | 'listedWarnings'> {
    return { records: this.#records, warnings: this.#warningCount, listedWarnings: this.#warnings };
  }
}

/** Cells are ours, and an area has hundreds. */
function isChecked({ predicate }: Quad): boolean {
  return predicate.value !== CELL;
}

/** @throws ProblemError `invalid-register` where there is no such file */
function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new ProblemError('invalid-register', `${path}: there is no such file.`);
  return stats.size;
}

/** The register's description after this load, and the change that writes it. */
function registerMetadata(
  store: GraphStore,
  register: string,
  { baseUrl, asOf, title, name, now }: ImportOptions,
): { version: number; change: { insert: Line[]; remove: Line[] } } {
  const graph = registersGraph(baseUrl);
  const subject = iriToString(register);
  const remove = (store.readGraph(graph) ?? []).filter((line) => lineTerms(line).subject === subject);
  const version = 1 + Math.max(0, ...remove.map(versionIn));
  const time = now().toISOString();
  const line = (property: string, object: string): Line =>
    `${subject} ${iriToString(property)} ${object} ${iriToString(graph)} .`;
  const insert = [
    line(rdf('type'), iriToString(ww('Register'))),
    line(dct('title'), literalToString(title ?? name, { language: 'nl' })),
    line(dct('issued'), literalToString(asOf ?? time.slice(0, 10), { datatype: xsd('date') })),
    line(dct('modified'), literalToString(time, { datatype: xsd('dateTime') })),
    line(dcat('version'), literalToString(String(version))),
  ];
  const kept = new Set(insert);
  return { version, change: { insert, remove: remove.filter((old) => !kept.has(old)) } };
}

function versionIn(line: Line): number {
  const { predicate, object } = lineTerms(line);
  return predicate === iriToString(dcat('version')) ? Number(object.replace(/"/g, '')) || 0 : 0;
}
