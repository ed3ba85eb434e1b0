import { dayNamedBy } from '../rdf/day.js';
import { dct, org, prov, ww } from '../rdf/namespaces.js';
import { iriToString, linePredicate, lineTerms, type Line } from '../rdf/nquads.js';
import type { GraphStore } from '../store/graph-store.js';
import { readSuccessions } from './read-successions.js';
import { refuseCircles, type Succession } from './successions.js';

/** What an event is said to be, until all of it is read. */
interface KnownEvent {
  readonly from: Set<string>;
  readonly to: Set<string>;
  date: string;
}

const ORIGINAL = iriToString(org('originalOrganization'));
const RESULTING = iriToString(org('resultingOrganization'));
const CHANGED_BY = iriToString(org('changedBy'));
const RESULTED_FROM = iriToString(org('resultedFrom'));
const DATES = [prov('endedAtTime'), prov('startedAtTime'), dct('date')].map(iriToString);
const CELL = iriToString(ww('cell'));
const PARTIES = new Set([ORIGINAL, RESULTING, CHANGED_BY, RESULTED_FROM]);
const TOLD_BY = new Set([...PARTIES, ...DATES]);

/** Gathers the successions of organisations from a register on its way in, which are few. */
export class SuccessionWatch {
  readonly #events = new Map<string, KnownEvent>();
  readonly #register: string;

  /** @param register IRI of the register on its way in */
  constructor(register: string) {
    this.#register = register;
  }

  /** @param lines of one record: a thing with its parts */
  take(lines: readonly Line[]): void {
    const predicates = lines.map(linePredicate);
    const telling = lines.filter((_, index) => TOLD_BY.has(predicates[index] ?? ''));
    if (telling.length === 0) return;
    // A register may have a date for each of a million things; what stands at a place is no event.
    const isPlaced = predicates.includes(CELL);
    for (const line of telling) {
      const { subject, predicate, object } = lineTerms(line);
      if (predicate === ORIGINAL) this.#event(subject).from.add(iri(object));
      else if (predicate === RESULTING) this.#event(subject).to.add(iri(object));
      else if (predicate === CHANGED_BY) this.#event(object).from.add(iri(subject));
      else if (predicate === RESULTED_FROM) this.#event(object).to.add(iri(subject));
      else if (!isPlaced || this.#events.has(subject))
        this.#event(subject).date = dayNamedBy(object.slice(1, object.lastIndexOf('"')));
    }
  }

  #event(name: string): KnownEvent {
    const known = this.#events.get(name) ?? { from: new Set(), to: new Set(), date: '' };
    this.#events.set(name, known);
    return known;
  }

  /**
   * @param isWhole whether what was taken is the whole register, so that what it said before no longer counts
   * @throws ProblemError `invalid-register` where organisations succeed each other in a circle
   */
  async refuseCircles(store: GraphStore, isWhole: boolean): Promise<void> {
    const taken = [...this.#events].flatMap(([event, { from, to, date }]) =>
      [...from].flatMap((before) =>
        [...to].map((after): Succession => ({
          event: iri(event),
          from: before,
          to: after,
          date,
          register: this.#register,
        })),
      ),
    );
    if (taken.length === 0) return;
    const events = new Set(taken.map(({ event }) => event));
    const others = (await readSuccessions(store)).filter(
      ({ register, event }) => (isWhole ? register !== this.#register : true) && !events.has(event),
    );
    refuseCircles([...others, ...taken]);
  }
}

/** Whether a line may be part of what is said of a change of organisations; a date may be anything's. */
export function mayTellOfSuccession(line: Line): boolean {
  return TOLD_BY.has(linePredicate(line));
}

/** Whether a line says who came before or after a change of organisations. */
export function tellsOfSuccession(line: Line): boolean {
  return PARTIES.has(linePredicate(line));
}

function iri(term: string): string {
  return term.slice(1, -1);
}
