import { Parser } from 'n3';
import type { Quad } from '@rdfjs/types';
import { geo, ww } from '../rdf/namespaces.js';
import type { ShapeChecker, ShapeResult } from '../rdf/shapes.js';

/** Records with a verdict that are remembered, before the memory is cleared. */
const MOST_PATTERNS = 20_000;

/** The shapes' own statements that make a verdict depend on what a value says, rather than on what kind it is. */
const VALUE_CONSTRAINTS =
  /#(?:pattern|hasValue|in|minLength|maxLength|minInclusive|maxInclusive|minExclusive|maxExclusive|equals|disjoint|lessThan|lessThanOrEquals|languageIn|uniqueLang|targetNode|node|not|and|or|xone|qualifiedValueShape)$/;

/**
 * Checks records against shapes, and remembers the verdict for records that look the same to every shape: the same
 * classes and, for each property, the same number of values of the same kinds. Registers hold millions of records of
 * a few patterns, so SHACL runs once for each pattern. Values count in full for the properties that some shape
 * constrains by value; of a WKT literal, which has been read and rewritten by then, its kind of geometry counts.
 */
export class RememberingChecker {
  readonly #shapes: ShapeChecker;
  readonly #byValue: ReadonlySet<string>;
  readonly #known = new Map<string, readonly ShapeResult[]>();

  /** @param texts the Turtle that `shapes` was made from */
  constructor(shapes: ShapeChecker, texts: readonly string[]) {
    this.#shapes = shapes;
    this.#byValue = valueConstrainedPaths(texts.flatMap((text) => new Parser().parse(text)));
  }

  /** The results for one record; their focus is the record's own subject where it was remembered. */
  async check(subject: string, quads: readonly Quad[]): Promise<readonly ShapeResult[]> {
    const pattern = this.#patternOf(subject, quads);
    const known = this.#known.get(pattern);
    if (known) return known.map((result) => ({ ...result, focus: subject }));
    const relevant = quads.filter(({ predicate }) => predicate.value !== ww('cell'));
    const { results } = await this.#shapes.check(relevant);
    if (this.#known.size >= MOST_PATTERNS) this.#known.clear();
    this.#known.set(pattern, results);
    return results;
  }

  #patternOf(subject: string, quads: readonly Quad[]): string {
    const parts: string[] = [];
    for (const { subject: node, predicate, object } of quads) {
      if (predicate.value === ww('cell')) continue;
      const where = node.value === subject ? '' : '+';
      parts.push(`${where}${predicate.value} ${this.#kindOf(predicate.value, object)}`);
    }
    return parts.sort().join('\n');
  }

  #kindOf(property: string, object: Quad['object']): string {
    if (property === geo('asWKT')) return object.value.slice(0, object.value.indexOf(' '));
    const isClass = property.endsWith('#type');
    if (object.termType === 'Literal') {
      const kind = object.language ? `@${object.language}` : object.datatype.value;
      return this.#byValue.has(property) ? `${kind} ${object.value}` : kind;
    }
    return isClass || this.#byValue.has(property) ? object.value : object.termType;
  }
}

function valueConstrainedPaths(shapes: readonly Quad[]): Set<string> {
  const constrained = new Set(
    shapes
      .filter(({ predicate }) => VALUE_CONSTRAINTS.test(predicate.value))
      .map(({ subject }) => subject.value),
  );
  return new Set(
    shapes
      .filter(({ subject, predicate }) => predicate.value.endsWith('#path') && constrained.has(subject.value))
      .map(({ object }) => object.value),
  );
}
