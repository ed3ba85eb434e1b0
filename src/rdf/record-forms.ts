import type { Quad, Term } from '@rdfjs/types';
import { validateTerm } from 'rdf-validate-datatype';
import { rdf, sh } from './namespaces.js';

/** The form of a record, and its terms in the order in which the form numbers them. */
export interface RecordForm {
  readonly key: string;
  readonly terms: readonly string[];
}

/** Constraints that compare values of a record with each other. */
const COMPARISONS = new Set([sh('lessThan'), sh('lessThanOrEquals')]);
const LENGTHS = new Set([sh('minLength'), sh('maxLength')]);
const BOUNDS = new Set(
  ['minExclusive', 'minInclusive', 'maxExclusive', 'maxInclusive'].map((name) => sh(name)),
);
const TYPE = rdf('type');

/**
 * Records of the same form get the same verdict from these shapes, whatever their names and numbers are.
 *
 * The form of a record keeps everything that SHACL Core can tell apart: the properties, which terms are equal, the kind
 * of each, every class, every term that the shapes name, the language and datatype of literals and whether they are
 * well formed, which of the shapes' patterns each term matches, and on which side of each of the shapes' lengths and
 * bounds it lies. All else is replaced by a number. Values of properties that the shapes compare with each other are kept
 * whole.
 */
export function recordForms(shapes: readonly Quad[]): (quads: readonly Quad[]) => RecordForm {
  const describe = describer(shapes);
  const compared = comparedProperties(shapes);
  return (quads) => {
    const numbers = new Map<string, number>();
    const terms: string[] = [];
    const token = (term: Term, isClass: boolean): string => {
      // Terms of the parser work their parts out each time that they are asked for.
      const { value } = term;
      const kind = kindOf(term);
      const identity = kind + value;
      const known = numbers.get(identity);
      if (known !== undefined) return isClass ? `${String(known)}=${value}` : String(known);
      numbers.set(identity, terms.length);
      terms.push(value);
      return `${String(terms.length - 1)}${isClass ? `=${value}` : describe(term, kind, value)}`;
    };
    let key = '';
    for (const { subject, predicate, object } of quads) {
      const value = compared(predicate.value) ? JSON.stringify(object.value) : '';
      key += `${token(subject, false)} ${predicate.value} ${token(object, predicate.value === TYPE)}${value}\n`;
    }
    return { key, terms };
  };
}

/** The kind of a term, which with its value is all of it. */
function kindOf(term: Term): string {
  if (term.termType === 'Literal') return `l${term.language}^${term.datatype.value} `;
  return term.termType === 'NamedNode' ? 'i' : 'b';
}

/** Says of a term what these shapes could tell it by. */
function describer(shapes: readonly Quad[]): (term: Term, kind: string, value: string) => string {
  const named = new Set(shapes.flatMap(({ subject, object }) => [subject.value, object.value]));
  const patterns = patternsOf(shapes);
  const lengths = numbersOf(shapes, LENGTHS);
  const bounds = numbersOf(shapes, BOUNDS);
  const keepsLiterals = bounds.some(Number.isNaN);
  return (term, kind, value) => {
    const isLiteral = term.termType === 'Literal';
    let text = isLiteral && !validateTerm(term) ? `${kind}!` : kind;
    if (named.has(value) || (keepsLiterals && isLiteral)) return `${text}=${JSON.stringify(value)}`;
    for (const pattern of patterns) text += pattern.test(value) ? '1' : '0';
    text += ' ';
    for (const length of lengths) text += String(Math.sign(value.length - length));
    text += ' ';
    if (isLiteral) for (const bound of bounds) text += sideOf(value, bound);
    return text;
  };
}

/** The properties whose values some shape compares with others; any property, where a path is not a single one. */
function comparedProperties(shapes: readonly Quad[]): (property: string) => boolean {
  const comparisons = shapes.filter(({ predicate }) => COMPARISONS.has(predicate.value));
  const paths = comparisons.flatMap(({ subject }) =>
    shapes.filter((quad) => quad.subject.equals(subject) && quad.predicate.value === sh('path')),
  );
  const known = new Set([...comparisons, ...paths].map(({ object }) => object.value));
  const isWhole = paths.every(({ object }) => object.termType === 'NamedNode');
  return (property) => !isWhole || known.has(property);
}

/** Below, at or above a bound; the doubles that JavaScript writes in another way stand for themselves. */
function sideOf(text: string, bound: number): string {
  if (text === 'INF' || text === '-INF' || text === 'NaN') return text;
  return String(Math.sign(Number(text) - bound));
}

/** The numbers that some constraints name, `NaN` for what is no number. */
function numbersOf(shapes: readonly Quad[], constraints: ReadonlySet<string>): number[] {
  const named = shapes.filter(({ predicate }) => constraints.has(predicate.value));
  return [...new Set(named.map(({ object }) => Number(object.value)))];
}

function patternsOf(shapes: readonly Quad[]): RegExp[] {
  const flags = new Map(
    shapes
      .filter(({ predicate }) => predicate.value === sh('flags'))
      .map(({ subject, object }) => [subject.value, object.value]),
  );
  return shapes
    .filter(({ predicate }) => predicate.value === sh('pattern'))
    .map(({ subject, object }) => new RegExp(object.value, flags.get(subject.value)));
}
