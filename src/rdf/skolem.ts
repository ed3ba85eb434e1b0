import { hash } from 'node:crypto';
import { DataFactory } from 'n3';
import type { NamedNode, Quad, Quad_Object, Term } from '@rdfjs/types';

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
 * time it is read, in every format. Two nodes with the same owner, property and content are one node. Of nodes that lead
 * back to themselves the label tells, so that these have other names when they are read again. Takes time in proportion
 * to the quads, however long a list of nodes is and however they refer to each other.
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
  /** Label → digest of what the node holds. */
  readonly #texts = new Map<string, string>();
  readonly #names = new Map<string, string>();

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
    this.#readTexts();
  }

  /** Works out what the nodes hold, each after all that it holds; what leads to a circle is never reached so, and comes last. */
  #readTexts(): void {
    const open = new Map<string, number>();
    const holders = new Map<string, string[]>();
    for (const label of new Set([...this.#content.keys(), ...this.#mention.keys()])) {
      const parts = this.#partsOf(label);
      open.set(label, parts.length);
      for (const part of parts) {
        const known = holders.get(part);
        if (known) known.push(label);
        else holders.set(part, [label]);
      }
    }
    const ready = [...open].flatMap(([label, count]) => (count === 0 ? [label] : []));
    // An array that grows while it is walked: a node comes when its last part has been.
    for (const label of ready) {
      this.#texts.set(label, this.#textOf(label));
      for (const holder of holders.get(label) ?? []) {
        const left = (open.get(holder) ?? 0) - 1;
        open.set(holder, left);
        if (left === 0) ready.push(holder);
      }
    }
    const circular = [...open.keys()].filter((label) => !this.#texts.has(label));
    const texts = circular.map((label) => [label, this.#textOf(label)] as const);
    for (const [label, text] of texts) this.#texts.set(label, text);
  }

  /** The nodes that a node holds, once for each quad. */
  #partsOf(label: string): string[] {
    const quads = this.#content.get(label) ?? [];
    return quads.flatMap(({ object }) => (object.termType === 'BlankNode' ? [object.value] : []));
  }

  /** What a node holds, in a fixed order, as a digest. */
  #textOf(label: string): string {
    const rows = (this.#content.get(label) ?? []).map(
      ({ predicate, object }) => `${predicate.value} ${this.#objectText(object)}`,
    );
    return digest(rows.sort().join('\n'));
  }

  #objectText(object: Quad_Object): string {
    if (object.termType === 'BlankNode') return this.#texts.get(object.value) ?? `_:${object.value}`;
    if (object.termType !== 'Literal') return `<${object.value}>`;
    return `${JSON.stringify(object.value)}@${object.language}^${object.datatype.value}`;
  }

  nameOf(label: string): string {
    const known = this.#names.get(label);
    if (known !== undefined) return known;
    const chain = new Set<string>();
    let node: string | undefined = label;
    while (node !== undefined && !this.#names.has(node) && !chain.has(node)) {
      chain.add(node);
      node = this.#blankOwnerOf(node);
    }
    const path = [...chain];
    // Owners that own each other in a circle have no owner.
    const circle = new Set(node !== undefined && chain.has(node) ? path.slice(path.indexOf(node)) : []);
    let name = '';
    for (const part of path.reverse()) {
      name = this.#nameUnder(circle.has(part) ? undefined : this.#mention.get(part), part);
      this.#names.set(part, name);
    }
    return name;
  }

  #blankOwnerOf(label: string): string | undefined {
    const subject = this.#mention.get(label)?.subject;
    return subject?.termType === 'BlankNode' ? subject.value : undefined;
  }

  /** @param mention what refers to the node, whose subject has its name by now */
  #nameUnder(mention: Quad | undefined, label: string): string {
    const subject = mention?.subject;
    const owner = subject?.termType === 'BlankNode' ? this.#names.get(subject.value) : subject?.value;
    const text = this.#texts.get(label) ?? this.#textOf(label);
    return this.#base + digest([owner ?? '', mention?.predicate.value ?? '', text].join('|'));
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, DIGEST_LENGTH);
}
