import type { Quad } from '@rdfjs/types';
import { owl, rdf, sh } from './namespaces.js';

/** The constraint parameters of SHACL Core (SHACL, section 4), all of which rdf-validate-shacl evaluates. */
const CONSTRAINTS =
  'class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength ' +
  'pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node property ' +
  'qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties ' +
  'hasValue in';
/** What else may stand in a shape: targets, paths, and what is said to people. */
const OTHERS =
  'path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath targetClass targetNode ' +
  'targetSubjectsOf targetObjectsOf severity message deactivated name description order group defaultValue';

const KNOWN_TERMS = new Set(`${CONSTRAINTS} ${OTHERS}`.split(' ').map((name) => sh(name)));
const KNOWN_CLASSES = new Set(['NodeShape', 'PropertyShape', 'PropertyGroup'].map((name) => sh(name)));

/**
 * Refuses shapes that rdf-validate-shacl would pass over in silence or only fail on when they meet data: SPARQL and
 * JavaScript constraints, constraint components and targets of one's own, imports, and misspelt parameters.
 * @throws Error naming the shape and the construct
 */
export function refuseUnknownShapes(shapes: Iterable<Quad>): void {
  for (const { subject, predicate, object } of shapes) {
    const unknown = unknownTerm(predicate.value, object.value);
    if (unknown !== undefined)
      throw new Error(
        `The shape ${subject.value} uses <${unknown}>, which cannot be evaluated. Write the constraint in SHACL Core.`,
      );
  }
}

function unknownTerm(predicate: string, object: string): string | undefined {
  if (predicate === owl('imports')) return predicate;
  if (predicate === rdf('type'))
    return object.startsWith(sh.base) && !KNOWN_CLASSES.has(object) ? object : undefined;
  return predicate.startsWith(sh.base) && !KNOWN_TERMS.has(predicate) ? predicate : undefined;
}
