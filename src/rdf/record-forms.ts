import type { Literal, Quad, Term } from '@rdfjs/types';
import { rdf, rdfs, sh } from './namespaces.js';

/** The form of a record, and its terms in the order in which the form numbers them. */
export interface RecordForm {
  readonly key: string;
  readonly terms: readonly string[];
}

/** Constraints whose verdict depends on more of a literal than its language, datatype, patterns and equality. */
const VALUE_CONSTRAINTS = new Set(
  (
    'datatype minExclusive minInclusive maxExclusive maxInclusive minLength maxLength ' +
    'lessThan lessThanOrEquals'
  )
    .split(' ')
    .map((name) => sh(name)),
);
const TYPE = rdf('type');
const SUBCLASS = rdfs('subClassOf');

/**
 * Records of the same form get the same verdict from these shapes, whatever their names and numbers are.
 *
 * The form of a record keeps everything that SHACL Core can tell apart: the properties, which terms are equal, the kind
 * of each, every class, every term that the shapes name, the language and datatype of literals, and which of the
 * shapes' patterns each term matches. All else is replaced by a number. Where shapes compare values or measure their
 * length, literals are kept whole. Records that define classes have no form: `sh:class` would look into them.
 */
export function recordForms(shapes: readonly Quad[]): (quads: readonly Quad[]) => RecordForm | undefined {
  const describe = describer(shapes);
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
      key += `${token(subject, false)} ${predicate.value} ${token(object, predicate.value === TYPE)}\n`;
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
  const keepsLiterals = shapes.some(({ predicate }) => VALUE_CONSTRAINTS.has(predicate.value));
  return (term) => {
    const kind = term.termType === 'Literal' ? literalKind(term) : term.termType === 'NamedNode' ? 'i' : 'b';
    if (named.has(term.value) || (keepsLiterals && term.termType === 'Literal'))
      return `${kind}=${JSON.stringify(term.value)}`;
    return kind + patterns.map((pattern) => (pattern.test(term.value) ? '1' : '0')).join('');
  };
}

function literalKind({ language, datatype }: Literal): string {
  return `l${language}^${datatype.value} `;
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
