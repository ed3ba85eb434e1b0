import type { Quad } from '@rdfjs/types';
import { prov, rdf, ww } from '../rdf/namespaces.js';
import { quadToLine, UnstorableTermError, type Line } from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { FailureMessage } from './failures.js';
import { normaliseRecord } from './normalise.js';
import type { AssembledRecord } from './records.js';

const CELL = ww('cell');
const TYPE = rdf('type');
const INVALIDATED = prov('invalidatedAtTime');

/** A record that may go into a register. */
export interface CheckedRecord {
  readonly subject: string;
  /** None for a thing that is said to have ended, and nothing else. */
  readonly lines: readonly Line[];
}

/** What checking a record found. */
export interface RecordVerdict extends CheckedRecord {
  /** What keeps it out; then there are no lines. */
  readonly failures: readonly FailureMessage[];
  readonly warnings: readonly FailureMessage[];
}

/** Brings a record into our pattern and checks it against the shapes. @param graph the register's graph */
export function checkRecord(
  record: AssembledRecord,
  { graph, shapes }: { readonly graph: string; readonly shapes: ShapeChecker },
): RecordVerdict {
  const { subject } = record;
  if (isTombstone(record)) return { subject, lines: [], failures: [], warnings: [] };
  const { quads, faults, oddities } = normaliseRecord(record);
  const results = faults.length > 0 ? [] : shapes.checkRecord(quads.filter(isChecked));
  const found = (isViolation: boolean): FailureMessage[] =>
    results.flatMap(({ severity, messages }) =>
      (severity === 'Violation') === isViolation ? [messages] : [],
    );
  const failures = [...faults, ...found(true)];
  const lines = failures.length > 0 ? [] : toLines(quads, graph, failures);
  return { subject, lines, failures, warnings: [...oddities, ...found(false)] };
}

function toLines(quads: readonly Quad[], graph: string, failures: FailureMessage[]): Line[] {
  try {
    return quads.map((quad) => quadToLine(quad, graph));
  } catch (error) {
    if (!(error instanceof UnstorableTermError)) throw error;
    failures.push({ nl: error.message, en: error.message });
    return [];
  }
}

/** Whether a record says that its thing has ended, and nothing more (PROV-O, `prov:invalidatedAtTime`). */
function isTombstone({ quads }: AssembledRecord): boolean {
  return (
    quads.some(({ predicate }) => predicate.value === INVALIDATED) &&
    !quads.some(({ predicate }) => predicate.value === TYPE)
  );
}

/** Cells are ours, and an area has hundreds. */
function isChecked({ predicate }: Quad): boolean {
  return predicate.value !== CELL;
}
