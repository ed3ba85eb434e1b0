import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ShapeChecker } from '../rdf/shapes.js';
import { checkRecord, type CheckedRecord } from './check-record.js';
import type { FailureList, FailureMessage } from './failures.js';
import type { MappedBatch } from './mapping/read-mapped.js';
import { RecordAssembler, type AssembledRecord } from './records.js';
import { genidBase } from './register-graphs.js';
import { SingleValues } from './single-values.js';
import { sizeOf, type SourceFile } from './source-file.js';
import { readSource, type SourceOptions } from './source.js';

/** Records that are checked and handed on before other work has its turn: some 10 ms. */
const AT_ONCE = 100;
/** Warnings that are listed; more are counted. */
const LISTED_WARNINGS = 20;

/** A remark about a record that does not keep it out. */
export interface ImportFinding {
  readonly feature: string;
  readonly message: FailureMessage;
}

/** How far an import is. */
export interface ImportProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly quads: number;
  readonly records: number;
}

/** What a run works with. */
export interface ImportRunOptions extends SourceOptions {
  readonly files: readonly SourceFile[];
  /** The register's graph. */
  readonly graph: string;
  readonly shapes: ShapeChecker;
  readonly failures: FailureList;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Takes what is right. */
  readonly take: (records: readonly CheckedRecord[]) => Promise<void> | void;
}

/** Where a record stands in its file. */
type Place = MappedBatch['places'] extends ReadonlyMap<string, infer P> ? P : never;

/** One reading of the files of a register: streamed, normalised, checked, and handed on. */
export class ImportRun {
  readonly #options: ImportRunOptions;
  readonly #warnings: ImportFinding[] = [];
  readonly #singleValues: SingleValues;
  #warningCount = 0;
  #records = 0;
  #failedRows = 0;
  #quads = 0;

  constructor(options: ImportRunOptions) {
    this.#options = options;
    this.#singleValues = new SingleValues(options.shapes.singleValued, genidBase(options.baseUrl));
  }

  /** @throws ProblemError `invalid-register` where a file cannot be read */
  async readAll(): Promise<void> {
    const { files, onProgress } = this.#options;
    const totalBytes = files.reduce((sum, file) => sum + sizeOf(file), 0);
    let before = 0;
    for (const file of files) {
      await this.#readFile(file, (bytes) =>
        onProgress?.({ bytes: before + bytes, totalBytes, quads: this.#quads, records: this.#records }),
      );
      before += sizeOf(file);
    }
  }

  async #readFile(file: SourceFile, onBytes: (bytes: number) => void): Promise<void> {
    const assembler = new RecordAssembler(genidBase(this.#options.baseUrl));
    const reading = { file: file.name ?? file.path, places: new Map<string, Place>(), records: 0 };
    for await (const { quads, failures, places, bytes, warnings = [] } of readSource(file, this.#options)) {
      this.#quads += quads.length;
      for (const message of warnings) this.#warn({ feature: this.#options.graph, message });
      for (const { line, record, feature, faults } of failures) {
        this.#failedRows += 1;
        this.#options.failures.add(
          faults.map((message) => ({ file: reading.file, line, record, feature, message })),
        );
      }
      for (const [subject, place] of places) reading.places.set(subject, place);
      await this.#take(assembler.add(quads), reading);
      onBytes(bytes);
    }
    await this.#take(assembler.end(), reading);
    onBytes(sizeOf(file));
  }

  async #take(
    records: Iterable<AssembledRecord>,
    reading: { readonly file: string; readonly places: Map<string, Place>; records: number },
  ): Promise<void> {
    let taken: CheckedRecord[] = [];
    for (const record of records) {
      this.#records += 1;
      reading.records += 1;
      const { subject } = record;
      const { file } = reading;
      const place = { file, ...(reading.places.get(subject) ?? { record: reading.records }) };
      reading.places.delete(subject);
      const { lines, failures: faults, warnings } = checkRecord(record, this.#options);
      for (const message of warnings) this.#warn({ feature: subject, message });
      const failures = faults.length > 0 ? faults : this.#singleValues.take(lines, place);
      this.#options.failures.add(failures.map((message) => ({ ...place, feature: subject, message })));
      if (failures.length === 0) taken.push({ subject, lines });
      if (this.#records % AT_ONCE > 0) continue;
      await this.#handOn(taken);
      taken = [];
      await nextTurn();
    }
    await this.#handOn(taken);
  }

  async #handOn(records: readonly CheckedRecord[]): Promise<void> {
    if (!this.#options.failures.isHopeless) await this.#options.take(records);
  }

  #warn(finding: ImportFinding): void {
    this.#warningCount += 1;
    if (this.#warnings.length < LISTED_WARNINGS) this.#warnings.push(finding);
  }

  /** Records read, also those that failed. */
  get records(): number {
    return this.#records + this.#failedRows;
  }

  get warnings(): { readonly warnings: number; readonly listedWarnings: readonly ImportFinding[] } {
    return { warnings: this.#warningCount, listedWarnings: this.#warnings };
  }
}
