import { dcat, dct, prov, rdf, spdx, ww, xsd } from '../rdf/namespaces.js';
import { iriToString, lineTerms, literalToString, type Line } from '../rdf/nquads.js';
import type { Alongside, GraphStore } from '../store/graph-store.js';
import type { RegisterDifference } from './comparison.js';
import { registersGraph, registerVersion } from './register-graphs.js';

/** How a version came about. */
export type LoadKind = 'full' | 'delta' | 'undo';

const KINDS: Readonly<Record<LoadKind, string>> = {
  full: ww('FullLoad'),
  delta: ww('DeltaLoad'),
  undo: ww('UndoLoad'),
};

/** A file that a version was loaded from. */
export interface LoadedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

/** What is said of a new version. */
export interface VersionFacts {
  /** IRI of the register. */
  readonly register: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly title?: string | undefined;
  /** The day that the register describes, `xsd:date`; the one of the load where not given. */
  readonly asOf?: string | undefined;
  readonly time: Date;
  readonly agent: string;
  readonly kind: LoadKind;
  readonly files: readonly LoadedFile[];
  /** Records read, where the files hold the whole register. */
  readonly records?: number | undefined;
  readonly quads?: number | undefined;
  readonly failures: number;
  readonly difference: Omit<RegisterDifference, 'touched'>;
  /** IRI of the version that it goes back to. */
  readonly restores?: string | undefined;
  /** IRI of the event stream that it follows. */
  readonly source?: string | undefined;
}

/** Which version comes next, and what writes its description together with the switch. */
export interface VersionDescription {
  readonly version: number;
  /** @param sequence number under which the switch is logged */
  readonly change: (sequence: number) => Alongside;
}

/**
 * Describes the next version of a register (DCAT 3, section 11, "Versioning"; PROV-O), and makes it the one in force.
 * The descriptions of older versions stay as they are.
 */
export function describeNextVersion(store: GraphStore, facts: VersionFacts): VersionDescription {
  const { baseUrl, register, name } = facts;
  const graph = registersGraph(baseUrl);
  const known = store.readSubject(graph, register);
  const title = known.map(lineTerms).find(({ predicate }) => predicate === iriToString(dct('title')))?.object;
  const version = 1 + currentVersion(known);
  return {
    version,
    change: (sequence) => {
      const write = writer(graph);
      const insert = [
        ...registerLines(facts, version, title, write),
        ...versionLines(facts, { name, version, sequence }, write),
      ];
      const kept = new Set(insert);
      return { insert, remove: known.filter((line) => !kept.has(line)) };
    },
  };
}

/** The number of the version in force; 0 where there is none. */
export function currentVersion(registerLines: readonly Line[]): number {
  const versions = registerLines.map((line) => {
    const { predicate, object } = lineTerms(line);
    return predicate === iriToString(dcat('version')) ? Number(object.replace(/"/g, '')) || 0 : 0;
  });
  return Math.max(0, ...versions);
}

function registerLines(
  { register, title, name, asOf, time, baseUrl }: VersionFacts,
  version: number,
  knownTitle: string | undefined,
  write: Writer,
): Line[] {
  const iso = time.toISOString();
  return [
    write.iri(register, rdf('type'), ww('Register')),
    title === undefined && knownTitle !== undefined
      ? write.term(register, dct('title'), knownTitle)
      : write.term(register, dct('title'), literalToString(title ?? name, { language: 'nl' })),
    write.literal(register, dct('issued'), asOf ?? iso.slice(0, 10), xsd('date')),
    write.literal(register, dct('modified'), iso, xsd('dateTime')),
    write.literal(register, dcat('version'), String(version)),
    write.iri(register, dcat('hasCurrentVersion'), registerVersion(baseUrl, name, version)),
  ];
}

function versionLines(
  facts: VersionFacts,
  { name, version, sequence }: { readonly name: string; readonly version: number; readonly sequence: number },
  write: Writer,
): Line[] {
  const { register, asOf, time, agent, kind, files, difference, baseUrl, restores, source } = facts;
  const iri = registerVersion(baseUrl, name, version);
  const iso = time.toISOString();
  const count = (property: string, value: number | undefined): Line[] =>
    value === undefined ? [] : [write.literal(iri, ww(property), String(value), xsd('integer'))];
  return [
    write.iri(iri, rdf('type'), ww('RegisterVersion')),
    write.iri(iri, rdf('type'), prov('Entity')),
    write.iri(iri, dcat('isVersionOf'), register),
    write.literal(iri, dcat('version'), String(version)),
    ...(version > 1
      ? [write.iri(iri, dcat('previousVersion'), registerVersion(baseUrl, name, version - 1))]
      : []),
    write.literal(iri, dct('issued'), asOf ?? iso.slice(0, 10), xsd('date')),
    write.literal(iri, prov('generatedAtTime'), iso, xsd('dateTime')),
    write.iri(iri, prov('wasAttributedTo'), agent),
    ...(restores === undefined ? [] : [write.iri(iri, prov('wasDerivedFrom'), restores)]),
    ...(source === undefined ? [] : [write.iri(iri, dct('source'), source)]),
    write.iri(iri, ww('loadKind'), KINDS[kind]),
    ...count('records', facts.records),
    ...count('quads', facts.quads),
    ...count('failures', facts.failures),
    ...count('added', difference.added),
    ...count('removed', difference.removed),
    ...count('changed', difference.changed),
    ...count('managersChanged', difference.managersChanged),
    ...count('sequence', sequence),
    ...files.flatMap((file, index) => fileLines(iri, `${iri}#file-${String(index + 1)}`, file, write)),
  ];
}

/**
 * DCAT 3, section 6.8 (`dcat:byteSize`, `spdx:checksum`). The size is an `xsd:integer`, since Oxigraph keeps the types
 * below it as that.
 */
function fileLines(version: string, iri: string, file: LoadedFile, write: Writer): Line[] {
  const checksum = `${iri}-checksum`;
  return [
    write.iri(version, dcat('distribution'), iri),
    write.iri(iri, rdf('type'), dcat('Distribution')),
    write.literal(iri, dct('title'), file.name),
    write.literal(iri, dcat('byteSize'), String(file.bytes), xsd('integer')),
    write.iri(iri, spdx('checksum'), checksum),
    write.iri(checksum, rdf('type'), spdx('Checksum')),
    write.iri(checksum, spdx('algorithm'), spdx('checksumAlgorithm_sha256')),
    write.literal(checksum, spdx('checksumValue'), file.sha256, xsd('hexBinary')),
  ];
}

interface Writer {
  term(subject: string, property: string, object: string): Line;
  iri(subject: string, property: string, object: string): Line;
  literal(subject: string, property: string, value: string, datatype?: string): Line;
}

function writer(graph: string): Writer {
  const term = (subject: string, property: string, object: string): Line =>
    `${iriToString(subject)} ${iriToString(property)} ${object} ${iriToString(graph)} .`;
  return {
    term,
    iri: (subject, property, object) => term(subject, property, iriToString(object)),
    literal: (subject, property, value, datatype) =>
      term(subject, property, literalToString(value, datatype === undefined ? {} : { datatype })),
  };
}
