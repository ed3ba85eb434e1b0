import type { Quad } from '@rdfjs/types';
import { locn, prov, rdf, ww } from '../rdf/namespaces.js';
import { quadToLine, UnstorableTermError, type Line } from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { FailureMessage } from './failures.js';
import { normaliseRecord } from './normalise.js';
import type { AssembledRecord } from './records.js';

const CELL = ww('cell');
const TYPE = rdf('type');
const GEOMETRY = locn('geometry');
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
  const { quads, faults: wrong, oddities } = normaliseRecord(record);
  const faults = [...wrong, ...quads.filter(isBeyondRdf11).map(beyondRdf11)];
  const results = faults.length > 0 ? [] : shapes.checkRecord(quads.filter(isChecked));
  const found = (isViolation: boolean): FailureMessage[] =>
    results.flatMap(({ severity, messages }) =>
      (severity === 'Violation') === isViolation ? [messages] : [],
    );
  const failures = [...faults, ...found(true)];
  if (failures.length > 0) failures.push(...geometriesElsewhere(quads));
  const lines = failures.length > 0 ? [] : toLines(quads, graph, failures);
  return { subject, lines, failures, warnings: [...oddities, ...found(false)] };
}

/** Geometries of which a record knows the name alone: those in another file are not met. */
function geometriesElsewhere(quads: readonly Quad[]): FailureMessage[] {
  const told = new Set(quads.map(({ subject }) => subject.value));
  return quads.flatMap(({ predicate, object }) =>
    predicate.value !== GEOMETRY || object.termType !== 'NamedNode' || told.has(object.value)
      ? []
      : [
          {
            nl: `De geometrie <${object.value}> staat niet bij het object. Zet objecten en hun geometrieën in één bestand.`,
            en: `The geometry <${object.value}> does not stand with the thing. Put things and their geometries in one file.`,
          },
        ],
  );
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

/** What RDF 1.2 adds, and no SPARQL of ours can ask for; kept in part it would say something else. */
function isBeyondRdf11({ object }: Quad): boolean {
  return object.termType === 'Quad' || (object.termType === 'Literal' && Boolean(object.direction));
}

function beyondRdf11({ predicate, object }: Quad): FailureMessage {
  if (object.termType !== 'Literal')
    return {
      nl: `Een uitspraak over een uitspraak (triple term, RDF 1.2) wordt niet bewaard: <${predicate.value}>. Zeg het van een eigen knoop, of laat het weg.`,
      en: `A statement about a statement (triple term, RDF 1.2) is not kept: <${predicate.value}>. Say it of a node of its own, or leave it out.`,
    };
  const plain = `"${object.value}"@${object.language}`;
  const written = `${plain}--${object.direction ?? ''}`;
  return {
    nl: `De schrijfrichting van ${written} (RDF 1.2) wordt niet bewaard. Schrijf ${plain}.`,
    en: `The direction of ${written} (RDF 1.2) is not kept. Write ${plain}.`,
  };
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
