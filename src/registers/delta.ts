import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProblemError } from '../problem.js';
import { geo, locn } from '../rdf/namespaces.js';
import { iriToString, linePredicate, lineSubject, lineTerms, type Line } from '../rdf/nquads.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import type { GraphStore } from '../store/graph-store.js';
import type { CheckedRecord } from './check-record.js';
import { isGeometry, ownText, type Comparison } from './comparison.js';
import { coverThings } from './delta-cells.js';
import { bySubject } from './version-change.js';

/** Lines that a delta may add and remove; it is held in memory and committed at once. */
const MOST_LINES = 500_000;
/** Geometries that are asked about at once. */
const ASKED = 1000;
/** Things that are compared in one go, after which other work has its turn. */
const BREATH = 500;
const GEOMETRY = iriToString(locn('geometry'));
const AS_WKT = iriToString(geo('asWKT'));
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
  /** Geometries with an IRI that end, by themselves or with their thing, with what is said of them. */
  readonly #ending = new Map<string, readonly Line[]>();
  /** Things in the delta, and the geometries that they have by it. */
  readonly #taken = new Set<string>();
  readonly #used = new Set<string>();
  /** Names of which the delta tells, and that the register knew: what it said of them is held against the first piece. */
  readonly #met = new Set<string>();

  /** @param genid base of the IRIs of parts without a name of their own */
  constructor(store: GraphStore, graph: string, options: { genid: string; comparison: Comparison }) {
    this.#store = store;
    this.#graph = graph;
    this.#genid = `<${options.genid}`;
    this.#comparison = options.comparison;
  }

  /**
   * Takes a thing, or a piece of one that comes in several: all pieces together take the place of what the register says.
   * @throws ProblemError `invalid-register` where it is too large for a delta
   */
  take({ subject, lines }: CheckedRecord): void {
    const described = new Set(lines.map(lineSubject));
    const before = this.#linesOf(`<${subject}>`, described, lines.length === 0);
    for (const geometry of this.#geometriesIn(lines)) this.#used.add(ownText(geometry));
    this.#leaveOut(subject, before, lines);
    // A geometry that ends is no thing that is told of: it stays where others have it.
    if (!this.#ending.has(`<${subject}>`) || lines.length > 0) this.#taken.add(subject);
    const known = new Set(before);
    for (const line of lines) {
      this.#remove.delete(line);
      if (!known.has(line)) this.#insert.add(line);
    }
    if (this.#insert.size + this.#remove.size + this.#ending.size <= MOST_LINES) return;
    throw new ProblemError(
      'invalid-register',
      `the delta changes more than ${String(MOST_LINES)} statements. Load the whole register instead.`,
    );
  }

  /** Removes what the register says and a piece does not, unless an earlier piece was held against it already. */
  #leaveOut(subject: string, before: readonly Line[], lines: readonly Line[]): void {
    // What is described in one piece and ends in another has not ended.
    if (lines.length === 0 && this.#taken.has(subject)) return;
    const ending = new Set(lines.length === 0 ? this.#geometriesIn(before) : []);
    const after = new Set(lines);
    for (const [name, old] of bySubject(before)) {
      const endsItself = lines.length === 0 && name === `<${subject}>` && isGeometry(old);
      if (endsItself || ending.has(name)) this.#ending.set(name, old);
      else if (!this.#met.has(name)) {
        this.#met.add(ownText(name));
        for (const line of old) if (!after.has(line)) this.#remove.add(line);
      }
    }
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

  /** The change as a whole, which the comparison hears of; a geometry that ends stays where others have it. */
  async change(): Promise<{ readonly insert: Line[]; readonly remove: Line[] }> {
    const kept = await this.#keptGeometries();
    for (const [name, lines] of this.#ending)
      if (!kept.has(name) && !this.#taken.has(name.slice(1, -1)))
        for (const line of lines) if (!this.#insert.has(line)) this.#remove.add(line);
    await this.#moveCells();
    await this.#compare();
    return { insert: [...this.#insert], remove: [...this.#remove] };
  }

  /** Gives the things outside the delta whose geometry it changes the tiles of where they are now. */
  async #moveCells(): Promise<void> {
    const moved = new Set<string>();
    for (const line of [...this.#insert, ...this.#remove])
      if (linePredicate(line) === AS_WKT && !lineSubject(line).startsWith(this.#genid))
        moved.add(lineSubject(line));
    const things = new Set<string>();
    for await (const { thing } of this.#owners([...moved])) if (!this.#taken.has(thing)) things.add(thing);
    await coverThings(this.#store, {
      graph: this.#graph,
      things,
      insert: this.#insert,
      remove: this.#remove,
    });
  }

  async #compare(): Promise<void> {
    const [inserted, removed] = [bySubject([...this.#insert]), bySubject([...this.#remove])];
    let compared = 0;
    for (const name of new Set([...inserted.keys(), ...removed.keys()])) {
      if ((compared += 1) % BREATH === 0) await nextTurn();
      const before = this.#store.readSubject(this.#graph, name.slice(1, -1));
      const kept = before.filter((line) => !this.#remove.has(line));
      this.#comparison.add(before, [...kept, ...(inserted.get(name) ?? [])]);
    }
  }

  /** Of the geometries that end, those that a thing has which does not. */
  async #keptGeometries(): Promise<ReadonlySet<string>> {
    const kept = new Set(this.#used);
    const open = [...this.#ending.keys()].filter((name) => !kept.has(name));
    for await (const { geometry, thing } of this.#owners(open))
      if (!this.#taken.has(thing)) kept.add(geometry);
    return kept;
  }

  /** The things that have some geometries by the register. @param geometries names, in N-Quads notation */
  async *#owners(
    geometries: readonly string[],
  ): AsyncGenerator<{ readonly geometry: string; readonly thing: string }> {
    const register = [[iriTerm(this.#graph)]];
    for (let start = 0; start < geometries.length; start += ASKED) {
      const geometry = geometries.slice(start, start + ASKED).map((name) => [iriTerm(name.slice(1, -1))]);
      for (const { geometry: shared, thing } of await this.#store.select(sharedQuery({ register, geometry })))
        if (shared && thing) yield { geometry: `<${shared.value}>`, thing: thing.value };
    }
  }
}
