import type { Quad, Term } from '@rdfjs/types';
import { DataFactory } from 'n3';

/** Puts the addresses of services that run in the place of endpoints' made-up names, and the names back. */
export class EndpointNames {
  readonly #addresses: ReadonlyMap<string, string>;
  readonly #names: ReadonlyMap<string, string>;

  /** @param addresses where each endpoint is, by its name */
  constructor(addresses: ReadonlyMap<string, string>) {
    this.#addresses = addresses;
    this.#names = new Map([...addresses].map(([name, address]) => [address, name]));
  }

  /** A query that asks the addresses. */
  inText(query: string): string {
    return [...this.#addresses].reduce(
      (text, [name, address]) => text.replaceAll(`<${name}>`, `<${address}>`),
      query,
    );
  }

  /** Data that leads to the addresses. */
  inQuads(quads: readonly Quad[]): Quad[] {
    return quads.map(({ subject, predicate, object, graph }) =>
      DataFactory.quad(renamed(subject, this.#addresses), predicate, renamed(object, this.#addresses), graph),
    );
  }

  /** A term of an answer, as the test expects it. */
  back<T extends Term>(term: T): T {
    return renamed(term, this.#names);
  }
}

function renamed<T extends Term>(term: T, names: ReadonlyMap<string, string>): T {
  const name = term.termType === 'NamedNode' ? names.get(term.value) : undefined;
  return name === undefined ? term : (DataFactory.namedNode(name) as Term as T);
}
