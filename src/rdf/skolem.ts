import { hash } from 'node:crypto';
import { DataFactory } from 'n3';
import type { NamedNode, Quad, Quad_Object, Quad_Subject, Term } from '@rdfjs/types';

/** Gives the IRI that stands for a blank node (RDF 1.1 Concepts, section 3.5). */
export type BlankNodeNames = (label: string) => string;

/** What stands in an IRI that was made for a blank node, before its own part. */
export const GENERATED = '/.well-known/genid/';

/** Characters of a digest: 80 bits, so that a register of a million nodes has no two alike. */
const DIGEST_LENGTH = 20;

/** The quads with an IRI in the place of each blank node. */
export function skolemise(quads: readonly Quad[], nameOf: BlankNodeNames): Quad[] {
  const named = <T extends Term>(term: T): T | NamedNode =>
    term.termType === 'BlankNode' ? DataFactory.namedNode(nameOf(term.value)) : term;
  return quads.map((quad) => {
    const { subject, predicate, object, graph } = quad;
    if (!isBlank(subject) && !isBlank(object) && !isBlank(graph)) return quad;
    return DataFactory.quad(named(subject), predicate, named(object), named(graph));
  });
}

function isBlank({ termType }: Term): boolean {
  return termType === 'BlankNode';
}

/**
 * Names blank nodes by what refers to them and what they hold, so that the same description gives the same names each
 * time it is read, in every format. Two nodes with the same owner, property and content are one node.
 * @param base what the IRIs begin with
 */
export function namesByContent(quads: readonly Quad[], base: string): BlankNodeNames {
  const naming = new ContentNaming(quads, base);
  return (label) => naming.nameOf(label);
}

class ContentNaming {
  readonly #base: string;
  readonly #content = new Map<string, Quad[]>();
  readonly #mention = new Map<string, Quad>();
  readonly #contentTexts = new Map<string, string>();
  readonly #names = new Map<string, string>();
  /** Times that a node was met within itself. */
  #cycles = 0;

  constructor(quads: readonly Quad[], base: string) {
    this.#base = base;
    for (const quad of quads) {
      const { subject, object } = quad;
      if (subject.termType === 'BlankNode') {
        const known = this.#content.get(subject.value);
        if (known) known.push(quad);
        else this.#content.set(subject.value, [quad]);
      }
      if (object.termType !== 'BlankNode') continue;
      const before = this.#mention.get(object.value);
      // An owner with an IRI tells more than one without.
      if (!before || (before.subject.termType === 'BlankNode' && subject.termType !== 'BlankNode'))
        this.#mention.set(object.value, quad);
    }
  }

  nameOf(label: string, inside: readonly string[] = []): string {
    const known = this.#names.get(label);
    if (known !== undefined) return known;
    const mention = inside.includes(label) ? undefined : this.#mention.get(label);
    const owner = mention ? this.#ownerOf(mention.subject, [...inside, label]) : '';
    const text = [owner, mention?.predicate.value ?? '', this.#textOf(label, new Set())].join('|');
    const name = this.#base + digest(text);
    if (inside.length === 0) this.#names.set(label, name);
    return name;
  }

  #ownerOf(subject: Quad_Subject, inside: readonly string[]): string {
    return subject.termType === 'BlankNode' ? this.nameOf(subject.value, inside) : subject.value;
  }

  /**
   * What a node holds, in a fixed order, as a digest. Of a node within itself only the label tells; what is worked out
   * on the way holds for that way alone, and is not remembered.
   */
  #textOf(label: string, inside: Set<string>): string {
    const known = this.#contentTexts.get(label);
    if (known !== undefined) return known;
    if (inside.has(label)) {
      this.#cycles += 1;
      return `_:${label}`;
    }
    const cycles = this.#cycles;
    inside.add(label);
    const rows = (this.#content.get(label) ?? []).map(
      ({ predicate, object }) => `${predicate.value} ${this.#objectText(object, inside)}`,
    );
    inside.delete(label);
    const text = digest(rows.sort().join('\n'));
    if (this.#cycles === cycles) this.#contentTexts.set(label, text);
    return text;
  }

  #objectText(object: Quad_Object, inside: Set<string>): string {
    if (object.termType === 'BlankNode') return this.#textOf(object.value, inside);
    if (object.termType !== 'Literal') return `<${object.value}>`;
    return `${JSON.stringify(object.value)}@${object.language}^${object.datatype.value}`;
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, DIGEST_LENGTH);
}
