import { LRUCache } from 'lru-cache';
import type { Quad } from '@rdfjs/types';
import { geo, locn, weg } from '../rdf/namespaces.js';
import { ProblemError } from '../problem.js';
import { namesByContent, skolemise } from '../rdf/skolem.js';

/** Quads that wait for more statements about the same thing; a file that is smaller may be in any order. */
const HELD_QUADS = 100_000;
/** How many times as many may wait for a geometry that stands apart from its thing, or for the thing. */
const MOST_APART = 5;
/** Parts and geometries that are remembered after their record was handed on, as another thing may share them. */
const REMEMBERED = 5000;

const AS_WKT = geo('asWKT');
/** What leads from a thing to its geometry. */
const GEOMETRY_PROPERTIES = new Set([locn('geometry'), geo('hasGeometry'), weg('middellijnGeometrie')]);

/** Everything said of one thing, its geometry and its parts without name included. */
export interface AssembledRecord {
  /** IRI of the thing. */
  readonly subject: string;
  readonly quads: readonly Quad[];
}

/**
 * Gathers quads into records, one for each thing with an IRI, together with its geometry and the blank nodes that hang
 * from it; those get an IRI by their owner and content, so that the same file gives the same names each time. What is
 * said of one thing must stand within some 50 000 quads, as every serialiser writes it. Geometries whose thing has not come
 * yet wait longer, as do things whose geometry has not come; memory does not grow beyond that.
 */
export class RecordAssembler {
  readonly #genid: string;
  readonly #held: number;
  readonly #named = new Map<string, Quad[]>();
  readonly #blank = new Map<string, Quad[]>();
  /** Geometry → the thing that has it, while that waits. */
  readonly #owners = new Map<string, string>();
  /** Blank nodes that something waiting refers to. */
  readonly #mentioned = new Set<string>();
  readonly #names = new LRUCache<string, string>({ max: REMEMBERED });
  readonly #shared = new LRUCache<string, readonly Quad[]>({ max: REMEMBERED });
  #waiting = 0;
  /** Quads beyond which records are handed on. */
  #limit: number;

  /**
   * @param genid base of the IRIs that stand for blank nodes
   * @param held quads that wait before records are handed on
   */
  constructor(genid: string, held = HELD_QUADS) {
    this.#genid = genid;
    this.#held = held;
    this.#limit = held;
  }

  /**
   * Takes quads and hands on the records that are complete by now.
   * @throws ProblemError `invalid-register` where too many geometries stand apart from their things
   */
  *add(quads: readonly Quad[]): Generator<AssembledRecord> {
    for (const quad of quads) {
      const { subject, predicate, object } = quad;
      const pool = subject.termType === 'BlankNode' ? this.#blank : this.#named;
      const known = pool.get(subject.value);
      if (known) known.push(quad);
      else pool.set(subject.value, [quad]);
      if (object.termType === 'BlankNode') this.#mentioned.add(object.value);
      else if (
        object.termType === 'NamedNode' &&
        (GEOMETRY_PROPERTIES.has(predicate.value) || this.#isPartName(object.value))
      )
        this.#owners.set(object.value, subject.value);
    }
    this.#waiting += quads.length;
    if (this.#waiting <= this.#limit) return;
    // Half at once: to take the oldest from a large map time after time is slow.
    yield* this.#release(this.#held / 2);
    this.#limit = Math.max(this.#held, this.#waiting + this.#held / 2);
    if (this.#waiting > this.#held * MOST_APART) throw standApart(this.#waiting);
  }

  /** Whether an IRI stands for a node without one of its own, as an export of ours writes it. */
  #isPartName(iri: string): boolean {
    return iri.startsWith(this.#genid);
  }

  /** Hands on everything that is left. */
  *end(): Generator<AssembledRecord> {
    yield* this.#release(0);
  }

  /** @param most quads that may be left, beside those that must wait; with 0 nothing is left */
  *#release(most: number): Generator<AssembledRecord> {
    const isAll = most === 0;
    let apart = 0;
    if (!isAll)
      for (const [label, quads] of this.#blank) if (this.#isAlone(label, quads)) apart += quads.length;
    for (const subject of this.#named.keys()) {
      if (this.#waiting - apart <= most) return;
      const owner = this.#ownerOf(subject);
      const quads = this.#named.get(owner) ?? [];
      if (!isAll && this.#isWithoutOther(owner, quads)) apart += quads.length;
      else yield this.#take(owner);
    }
    for (const [label, quads] of this.#blank) {
      if (this.#waiting - apart <= most) return;
      if (isAll || !this.#isAlone(label, quads)) yield this.#takeUnowned(label);
    }
  }

  /** Whether a blank node is, or has, a geometry that stands apart. */
  #isAlone(label: string, quads: readonly Quad[]): boolean {
    return !this.#mentioned.has(label) && this.#isWithoutOther('', quads);
  }

  /** The thing that a geometry, or another part, is to be handed on with. */
  #ownerOf(subject: string): string {
    const met = new Set([subject]);
    let last = subject;
    for (const part of met) {
      last = part;
      const owner = this.#owners.get(part);
      if (owner !== undefined && this.#named.has(owner)) met.add(owner);
    }
    return last;
  }

  /** Whether it is a part whose thing has not come yet, or a thing whose geometry has not. */
  #isWithoutOther(subject: string, quads: readonly Quad[]): boolean {
    const geometries = quads.filter(({ predicate }) => GEOMETRY_PROPERTIES.has(predicate.value));
    if (geometries.length === 0)
      return this.#isPartName(subject) || quads.some(({ predicate }) => predicate.value === AS_WKT);
    return geometries.some(({ object: { termType, value } }) =>
      termType === 'BlankNode'
        ? !this.#blank.has(value) && !this.#shared.has(`_:${value}`)
        : !this.#named.has(value) && !this.#shared.has(value),
    );
  }

  #take(subject: string): AssembledRecord {
    const quads = [...this.#pull(this.#named, subject)];
    for (const { predicate, object } of [...quads])
      if (GEOMETRY_PROPERTIES.has(predicate.value) && object.termType === 'NamedNode')
        append(quads, this.#geometry(object.value));
    return { subject, quads: this.#name(this.#withParts(quads)) };
  }

  #pull(pool: Map<string, Quad[]>, key: string): readonly Quad[] {
    const quads = pool.get(key) ?? [];
    pool.delete(key);
    this.#waiting -= quads.length;
    return quads;
  }

  /** What is said of a geometry with an IRI, which several things may share. */
  #geometry(iri: string): readonly Quad[] {
    this.#owners.delete(iri);
    const waiting = this.#named.get(iri);
    if (!waiting?.some(({ predicate }) => predicate.value === AS_WKT)) return this.#shared.get(iri) ?? [];
    this.#shared.set(iri, waiting);
    return this.#pull(this.#named, iri);
  }

  /** Adds what is said of the blank nodes that the quads lead to. */
  #withParts(quads: Quad[]): Quad[] {
    const met = new Set<string>();
    // An array that grows while it is walked: the parts of parts are found too.
    for (const { object } of quads) {
      if (met.has(object.value)) continue;
      if (object.termType === 'BlankNode') append(quads, this.#part(object.value));
      else if (object.termType === 'NamedNode' && this.#isPartName(object.value))
        append(quads, this.#pull(this.#named, object.value));
      else continue;
      met.add(object.value);
    }
    return quads;
  }

  #part(label: string): readonly Quad[] {
    const key = `_:${label}`;
    this.#mentioned.delete(label);
    if (!this.#blank.has(label)) return this.#shared.get(key) ?? [];
    const quads = this.#pull(this.#blank, label);
    this.#shared.set(key, quads);
    return quads;
  }

  #takeUnowned(label: string): AssembledRecord {
    const quads = this.#name(this.#withParts([...this.#pull(this.#blank, label)]));
    return { subject: quads[0]?.subject.value ?? '', quads };
  }

  #name(quads: readonly Quad[]): readonly Quad[] {
    const hasBlank = ({ subject, object }: Quad): boolean =>
      subject.termType === 'BlankNode' || object.termType === 'BlankNode';
    if (!quads.some(hasBlank)) return quads;
    const byContent = namesByContent(quads, this.#genid);
    return skolemise(quads, (label) => {
      const name = this.#names.get(label) ?? byContent(label);
      this.#names.set(label, name);
      return name;
    });
  }
}

/** Adds one by one, as a call takes some 100 000 arguments at most. */
function append(quads: Quad[], more: readonly Quad[]): void {
  for (const quad of more) quads.push(quad);
}

function standApart(waiting: number): ProblemError {
  return new ProblemError(
    'invalid-register',
    `${String(waiting)} statements are about geometries without their things, or about things without their geometry. Sort the file so that each thing stands with its geometry, within 50 000 statements (docs/registers.md, "Loading"), or load it in parts that are whole.`,
  );
}
