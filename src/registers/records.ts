import { LRUCache } from 'lru-cache';
import type { Quad } from '@rdfjs/types';
import { geo, locn, weg } from '../rdf/namespaces.js';
import { namesByContent, skolemise } from '../rdf/skolem.js';

/** Quads that wait for more statements about the same thing; a file that is smaller may be in any order. */
const HELD_QUADS = 100_000;
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
 * said of one thing must stand within some 50 000 quads, as every serialiser writes it; memory does not grow beyond.
 */
export class RecordAssembler {
  readonly #genid: string;
  readonly #held: number;
  readonly #named = new Map<string, Quad[]>();
  readonly #blank = new Map<string, Quad[]>();
  /** Geometry → the thing that has it, while that waits. */
  readonly #owners = new Map<string, string>();
  readonly #names = new LRUCache<string, string>({ max: REMEMBERED });
  readonly #shared = new LRUCache<string, readonly Quad[]>({ max: REMEMBERED });
  #waiting = 0;

  /**
   * @param genid base of the IRIs that stand for blank nodes
   * @param held quads that wait before records are handed on
   */
  constructor(genid: string, held = HELD_QUADS) {
    this.#genid = genid;
    this.#held = held;
  }

  /** Takes quads and hands on the records that are complete by now. */
  *add(quads: readonly Quad[]): Generator<AssembledRecord> {
    for (const quad of quads) {
      const { subject, predicate, object } = quad;
      const pool = subject.termType === 'BlankNode' ? this.#blank : this.#named;
      const known = pool.get(subject.value);
      if (known) known.push(quad);
      else pool.set(subject.value, [quad]);
      if (object.termType === 'NamedNode' && GEOMETRY_PROPERTIES.has(predicate.value))
        this.#owners.set(object.value, subject.value);
    }
    this.#waiting += quads.length;
    // Half at once: to take the oldest from a large map time after time is slow.
    if (this.#waiting > this.#held) yield* this.#release(this.#held / 2);
  }

  /** Hands on everything that is left. */
  *end(): Generator<AssembledRecord> {
    yield* this.#release(0);
  }

  *#release(most: number): Generator<AssembledRecord> {
    for (const subject of this.#named.keys()) {
      if (this.#waiting <= most) return;
      yield this.#take(this.#ownerOf(subject));
    }
    for (const label of this.#blank.keys()) {
      if (this.#waiting <= most) return;
      yield this.#takeUnowned(label);
    }
  }

  /** The thing that a geometry is to be handed on with. */
  #ownerOf(subject: string): string {
    const owner = this.#owners.get(subject);
    return owner !== undefined && this.#named.has(owner) ? owner : subject;
  }

  #take(subject: string): AssembledRecord {
    const quads = [...this.#pull(this.#named, subject)];
    for (const { predicate, object } of [...quads])
      if (GEOMETRY_PROPERTIES.has(predicate.value) && object.termType === 'NamedNode')
        quads.push(...this.#geometry(object.value));
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
      if (object.termType !== 'BlankNode' || met.has(object.value)) continue;
      met.add(object.value);
      quads.push(...this.#part(object.value));
    }
    return quads;
  }

  #part(label: string): readonly Quad[] {
    const key = `_:${label}`;
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
