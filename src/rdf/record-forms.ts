import type { Literal, Quad, Term } from '@rdfjs/types';
import { validateTerm } from 'rdf-validate-datatype';
import { rdf, rdfs, sh } from './namespaces.js';

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
const SUBCLASS = rdfs('subClassOf');

/**
 * Records of the same form get the same verdict from these shapes, whatever their names and numbers are.
 *
 * The form of a record keeps everything that SHACL Core can tell apart: the properties, which terms are equal, the kind
 * of each, every class, every term that the shapes name, the language and datatype of literals and whether they are
 * well formed, which of the shapes' patterns each term matches, and on which side of each of the shapes' lengths and
 * bounds it lies. All else is replaced by a number. Values of properties that the shapes compare with each other are kept
 * whole. Records that define classes have no form: `sh:class` would look into them.
 */
export function recordForms(shapes: readonly Quad[]): (quads: readonly Quad[]) => RecordForm | undefined {
  const describe = describer(shapes);
  const compared = comparedProperties(shapes);
  return (quads) => {
    const numbers = new Map<string, number>();
    const terms: string[] = [];
    const token = (term: Term, isClass: boolean): string => {
      const identity = identityOf(term);
      const known = numbers.get(identity);
      if (known !== undefined) return isClass ? `${String(known)}=${term.value}` : String(known);
      numbers.set(identity, terms.length);
      terms.push(term.value);
      return `${String(terms.length - 1)}${isClass ? `=${term.value}` : describe(term)}`;
    };
    let key = '';
    for (const { subject, predicate, object } of quads) {
      if (predicate.value === SUBCLASS) return undefined;
      const value = compared(predicate.value) ? JSON.stringify(object.value) : '';
      key += `${token(subject, false)} ${predicate.value} ${token(object, predicate.value === TYPE)}${value}\n`;
    }
    return { key, terms };
  };
}

function identityOf(term: Term): string {
  if (term.termType === 'Literal') return `"${term.language}^${term.datatype.value}"${term.value}`;
  return term.termType === 'NamedNode' ? term.value : `_:${term.value}`;
}

/** Says of a term what these shapes could tell it by. */
function describer(shapes: readonly Quad[]): (term: Term) => string {
  const named = new Set(shapes.flatMap(({ subject, object }) => [subject.value, object.value]));
  const patterns = patternsOf(shapes);
  const lengths = numbersOf(shapes, LENGTHS);
  const bounds = numbersOf(shapes, BOUNDS);
  const keepsLiterals = bounds.some(Number.isNaN);
  return (term) => {
    const kind = term.termType === 'Literal' ? literalKind(term) : term.termType === 'NamedNode' ? 'i' : 'b';
    if (named.has(term.value) || (keepsLiterals && term.termType === 'Literal'))
      return `${kind}=${JSON.stringify(term.value)}`;
    const matches = patterns.map((pattern) => (pattern.test(term.value) ? '1' : '0'));
    const measures = lengths.map((length) => Math.sign(term.value.length - length));
    const sides = term.termType === 'Literal' ? bounds.map((bound) => sideOf(term.value, bound)) : [];
    return `${kind}${matches.join('')} ${measures.join('')} ${sides.join('')}`;
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

function literalKind(literal: Literal): string {
  return `l${literal.language}^${literal.datatype.value} ${validateTerm(literal) ? '' : '!'}`;
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
