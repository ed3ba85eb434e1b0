import { ProblemError } from '../problem.js';
import { locn } from '../rdf/namespaces.js';
import { iriToString, linePredicate, lineSubject, lineTerms, type Line } from '../rdf/nquads.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import type { GraphStore } from '../store/graph-store.js';
import type { CheckedRecord } from './check-record.js';
import type { Comparison } from './comparison.js';
import { bySubject } from './version-change.js';

/** Lines that a delta may add and remove; it is held in memory and committed at once. */
const MOST_LINES = 500_000;
/** Geometries that are asked about at once. */
const ASKED = 1000;
const GEOMETRY = iriToString(locn('geometry'));
const sharedQuery = readQuery('registers/geometry-owners.rq');

/**
 * Gathers what a delta changes: a thing in it takes the place of the thing of the same IRI, with its parts; one that
 * is said to have ended goes.
 */
export class Delta {
  readonly #store: GraphStore;
  readonly #graph: string;
  readonly #genid: string;
  readonly #comparison: Comparison;
  readonly #insert = new Set<Line>();
  readonly #remove = new Set<Line>();
  /** Geometries with an IRI whose thing ends, with what is said of them. */
  readonly #ending = new Map<string, readonly Line[]>();
  /** Things in the delta, and the geometries that they have by it. */
  readonly #taken = new Set<string>();
  readonly #used = new Set<string>();

  /** @param genid base of the IRIs of parts without a name of their own */
  constructor(store: GraphStore, graph: string, options: { genid: string; comparison: Comparison }) {
    this.#store = store;
    this.#graph = graph;
    this.#genid = `<${options.genid}`;
    this.#comparison = options.comparison;
  }

  /** @throws ProblemError `invalid-register` where it is too large for a delta */
  take({ subject, lines }: CheckedRecord): void {
    const described = new Set(lines.map(lineSubject));
    const before = this.#linesOf(`<${subject}>`, described, lines.length === 0);
    const [old, next] = [bySubject(before), bySubject(lines)];
    for (const name of new Set([...old.keys(), ...next.keys()]))
      this.#comparison.add(old.get(name) ?? [], next.get(name) ?? []);
    this.#taken.add(subject);
    for (const geometry of this.#geometriesIn(lines)) this.#used.add(geometry);
    const ending = lines.length === 0 ? this.#geometriesIn(before) : [];
    for (const geometry of ending) this.#ending.set(geometry, old.get(geometry) ?? []);
    const after = new Set(lines);
    for (const line of before)
      if (!after.has(line) && !ending.includes(lineSubject(line))) this.#remove.add(line);
    const known = new Set(before);
    for (const line of lines) if (!known.has(line)) this.#insert.add(line);
    if (this.#insert.size + this.#remove.size + this.#ending.size <= MOST_LINES) return;
    throw new ProblemError(
      'invalid-register',
      `the delta changes more than ${String(MOST_LINES)} statements. Load the whole register instead.`,
    );
  }

  /** Everything said of a thing now: itself, its unnamed parts, and the parts that are described anew. */
  #linesOf(subject: string, described: ReadonlySet<string>, isEnding: boolean): Line[] {
    const met = new Set([subject, ...described]);
    const lines: Line[] = [];
    // A set that grows while it is walked: the parts of parts are found too.
    for (const name of met)
      for (const line of this.#store.readSubject(this.#graph, name.slice(1, -1))) {
        lines.push(line);
        const { predicate, object } = lineTerms(line);
        const isPart = object.startsWith(this.#genid) || (isEnding && predicate === GEOMETRY);
        if (isPart) met.add(object);
      }
    return lines;
  }

  /** The geometries with an IRI of their own that lines give to things. */
  #geometriesIn(lines: readonly Line[]): string[] {
    return lines
      .filter((line) => linePredicate(line) === GEOMETRY)
      .map((line) => lineTerms(line).object)
      .filter((name) => !name.startsWith(this.#genid));
  }

  /** The change as a whole; what one record removes and another adds stays, and so does a geometry that others have. */
  async change(): Promise<{ readonly insert: Line[]; readonly remove: Line[] }> {
    const kept = await this.#keptGeometries();
    const ended = [...this.#ending].flatMap(([name, lines]) => (kept.has(name) ? [] : lines));
    return {
      insert: [...this.#insert],
      remove: [...this.#remove, ...ended].filter((line) => !this.#insert.has(line)),
    };
  }

  /** Of the geometries whose thing ends, those that another thing has. */
  async #keptGeometries(): Promise<ReadonlySet<string>> {
    const kept = new Set(this.#used);
    const open = [...this.#ending.keys()].filter((name) => !kept.has(name));
    for (let start = 0; start < open.length; start += ASKED) {
      const geometry = open.slice(start, start + ASKED).map((name) => [iriTerm(name.slice(1, -1))]);
      const register = [[iriTerm(this.#graph)]];
      for (const { geometry: shared, thing } of await this.#store.select(sharedQuery({ register, geometry })))
        if (shared && thing && !this.#taken.has(thing.value)) kept.add(`<${shared.value}>`);
    }
    return kept;
  }
}
