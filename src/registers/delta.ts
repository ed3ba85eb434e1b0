import { ProblemError } from '../problem.js';
import { locn } from '../rdf/namespaces.js';
import { iriToString, lineSubject, lineTerms, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import type { CheckedRecord } from './check-record.js';
import type { Comparison } from './comparison.js';
import { bySubject } from './version-change.js';

/** Lines that a delta may add and remove; it is held in memory and committed at once. */
const MOST_LINES = 500_000;
const GEOMETRY = iriToString(locn('geometry'));

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
    const after = new Set(lines);
    for (const line of before) if (!after.has(line)) this.#remove.add(line);
    const known = new Set(before);
    for (const line of lines) if (!known.has(line)) this.#insert.add(line);
    if (this.#insert.size + this.#remove.size <= MOST_LINES) return;
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

  /** The change as it stands; what one record removes and another adds stays. */
  get change(): { readonly insert: Line[]; readonly remove: Line[] } {
    return {
      insert: [...this.#insert],
      remove: [...this.#remove].filter((line) => !this.#insert.has(line)),
    };
  }
}
