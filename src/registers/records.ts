import { createHash } from 'node:crypto';
import { DataFactory } from 'n3';
import type { NamedNode, Quad, Quad_Object, Quad_Subject } from '@rdfjs/types';

/** Records that wait for more statements about the same thing before they are handed on. */
const WINDOW = 2000;

/** Everything said of one thing, its own parts without name included. */
export interface AssembledRecord {
  /** IRI of the thing. */
  readonly subject: string;
  readonly quads: readonly Quad[];
}

/**
 * Gathers quads into records, one for each thing with an IRI, and names the blank nodes that hang from it: by their
 * owner and their content, so that the same file gives the same names each time. Statements about one thing must stand
 * within some thousands of things of each other, as every serialiser writes them.
 */
export class RecordAssembler {
  readonly #genid: string;
  readonly #open = new Map<string, Quad[]>();
  readonly #blank = new Map<string, Quad[]>();

  /** @param genid base of the IRIs that stand for blank nodes */
  constructor(genid: string) {
    this.#genid = genid;
  }

  /** Takes quads and hands on the records that are complete by now. */
  *add(quads: readonly Quad[]): Generator<AssembledRecord> {
    for (const quad of quads) {
      const store = quad.subject.termType === 'BlankNode' ? this.#blank : this.#open;
      const known = store.get(quad.subject.value);
      if (known) known.push(quad);
      else store.set(quad.subject.value, [quad]);
    }
    while (this.#open.size > WINDOW) yield* this.#takeFirst();
  }

  /** Hands on everything that is left. */
  *end(): Generator<AssembledRecord> {
    while (this.#open.size > 0) yield* this.#takeFirst();
    while (this.#blank.size > 0) {
      const [label] = this.#blank.keys();
      const part = this.#namePart(label ?? '', '', '');
      yield { subject: part.node.value, quads: part.quads };
    }
  }

  *#takeFirst(): Generator<AssembledRecord> {
    for (const [subject, quads] of this.#open) {
      this.#open.delete(subject);
      yield { subject, quads: this.#name(DataFactory.namedNode(subject), quads) };
      return;
    }
  }

  #name(subject: NamedNode, quads: readonly Quad[]): Quad[] {
    const named: Quad[] = [];
    for (const quad of quads) {
      if (quad.object.termType !== 'BlankNode') {
        named.push(quad);
        continue;
      }
      const part = this.#namePart(quad.object.value, subject.value, quad.predicate.value);
      named.push(DataFactory.quad(subject, quad.predicate, part.node), ...part.quads);
    }
    return named;
  }

  #namePart(label: string, owner: string, property: string): { node: NamedNode; quads: Quad[] } {
    const own = this.#blank.get(label) ?? [];
    this.#blank.delete(label);
    const inner: Quad[] = [];
    const content = own.map(({ predicate, object }) => {
      const part =
        object.termType === 'BlankNode'
          ? this.#namePart(object.value, `${owner} ${label}`, predicate.value)
          : undefined;
      if (part) inner.push(...part.quads);
      return { predicate, object: part ? part.node : object };
    });
    const node = DataFactory.namedNode(this.#genid + digest(owner, property, content.map(describe), label));
    const subject: Quad_Subject = node;
    const quads = content.map(({ predicate, object }) => DataFactory.quad(subject, predicate, object));
    return { node, quads: [...quads, ...inner] };
  }
}

function describe({ predicate, object }: { predicate: Quad['predicate']; object: Quad_Object }): string {
  return `${predicate.value} ${object.value}`;
}

/** A part without content is told apart by its label alone. */
function digest(owner: string, property: string, content: readonly string[], label: string): string {
  const text = [owner, property, ...(content.length > 0 ? [...content].sort() : [label])].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}
