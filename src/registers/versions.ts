import { dcat, dct, prov, rdf, ww } from '../rdf/namespaces.js';
import { iriToString, lineTerms, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { registersGraph } from './register-graphs.js';

/** What is known of one version of a register. */
export interface RegisterVersion {
  readonly iri: string;
  readonly version: number;
  /** The day that it describes, `xsd:date`. */
  readonly asOf: string;
  /** When it was loaded, ISO 8601. */
  readonly loaded: string;
  /** IRI of who loaded it. */
  readonly agent: string;
  readonly kind: 'full' | 'delta' | 'undo';
  readonly files: readonly string[];
  readonly records?: number;
  readonly failures?: number;
  readonly added?: number;
  readonly removed?: number;
  readonly changed?: number;
  readonly managersChanged?: number;
  /** Number in the change log under which it came into force. */
  readonly sequence?: number;
}

/** A register with its versions. */
export interface DescribedRegister {
  readonly iri: string;
  /** Its own name, the last part of its IRI. */
  readonly name: string;
  readonly title: string;
  /** From the first to the one in force. */
  readonly versions: readonly RegisterVersion[];
}

type Values = (subject: string, property: string) => readonly string[];

/** What a store last said, and of which change of the graph of registers. */
interface Known {
  readonly graph: string;
  readonly changed: number | undefined;
  readonly registers: readonly DescribedRegister[];
}

const known = new WeakMap<GraphStore, Known>();

/**
 * All registers, in the order of their names. Where the graph of registers has not changed since, what was read of it
 * before is given: a register that follows a stream has tens of thousands of versions.
 */
export function readRegisterVersions(store: GraphStore, baseUrl: string): readonly DescribedRegister[] {
  const graph = registersGraph(baseUrl);
  const changed = store.graphChanged(graph);
  const before = known.get(store);
  if (before?.graph === graph && before.changed === changed) return before.registers;
  const registers = describedIn(store.readGraph(graph) ?? []);
  known.set(store, { graph, changed, registers });
  return registers;
}

function describedIn(lines: readonly Line[]): DescribedRegister[] {
  const bySubject = new Map<string, Map<string, string[]>>();
  for (const line of lines) add(bySubject, line);
  const values: Values = (subject, property) =>
    bySubject.get(`<${subject}>`)?.get(iriToString(property)) ?? [];
  const subjects = [...bySubject.keys()].map((subject) => subject.slice(1, -1));
  const isA = (subject: string, type: string): boolean => values(subject, rdf('type')).includes(`<${type}>`);
  const versions = new Map<string, RegisterVersion[]>();
  for (const iri of subjects) {
    if (!isA(iri, ww('RegisterVersion'))) continue;
    const [of = ''] = values(iri, dcat('isVersionOf'));
    const others = versions.get(of);
    if (others) others.push(readVersion(iri, values));
    else versions.set(of, [readVersion(iri, values)]);
  }
  return subjects
    .filter((subject) => isA(subject, ww('Register')))
    .sort()
    .map((iri) => ({
      iri,
      name: decodeURIComponent(iri.slice(iri.lastIndexOf('/') + 1)),
      title: text(values(iri, dct('title'))[0]),
      versions: (versions.get(`<${iri}>`) ?? []).sort((a, b) => a.version - b.version),
    }));
}

function add(bySubject: Map<string, Map<string, string[]>>, line: Line): void {
  const { subject, predicate, object } = lineTerms(line);
  let known = bySubject.get(subject);
  if (!known) bySubject.set(subject, (known = new Map<string, string[]>()));
  known.set(predicate, [...(known.get(predicate) ?? []), object]);
}

function readVersion(iri: string, values: Values): RegisterVersion {
  const [kind = ''] = values(iri, ww('loadKind'));
  const number = (property: string): Record<string, number> => {
    const [value] = values(iri, ww(property));
    return value === undefined ? {} : { [property]: Number(text(value)) };
  };
  return {
    iri,
    version: Number(text(values(iri, dcat('version'))[0])),
    asOf: text(values(iri, dct('issued'))[0]),
    loaded: text(values(iri, prov('generatedAtTime'))[0]),
    agent: values(iri, prov('wasAttributedTo'))[0]?.slice(1, -1) ?? '',
    kind: kind.includes('Delta') ? 'delta' : kind.includes('Undo') ? 'undo' : 'full',
    files: values(iri, dcat('distribution'))
      .map((file) => text(values(file.slice(1, -1), dct('title'))[0]))
      .sort(),
    ...number('records'),
    ...number('failures'),
    ...number('added'),
    ...number('removed'),
    ...number('changed'),
    ...number('managersChanged'),
    ...number('sequence'),
  };
}

/** The text of a literal in N-Quads notation; what is in these is simple. */
function text(literal: string | undefined): string {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(literal ?? '')?.[0];
  return quoted === undefined ? '' : (JSON.parse(quoted) as string);
}
