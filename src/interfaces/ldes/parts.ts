import { geo, rdf, sh, tree } from '../../rdf/namespaces.js';
import { formatWkt, quadkeyBounds } from '../../spatial/index.js';
import { managerProperties, placePath, type Listing } from '../../streams/index.js';
import { literalTerm, pageTerm, triple } from './document.js';

/** A part of a view, with what its members have in common; empty where they lack it. */
interface Part {
  readonly part: string;
  readonly value: string;
}

/**
 * Where the root of a view leads: to one part for each manager (`tree:EqualToRelation`) or tile
 * (`tree:GeospatiallyContainsRelation`), and by a relation without condition to those that have none.
 */
export function partTriples(path: string, { stream, view }: Listing, parts: readonly Part[]): string[] {
  return parts.flatMap(({ part, value }, index) => {
    const relation = `_:r${String(index)}`;
    const leads = [
      triple(pageTerm(path), tree('relation'), relation),
      triple(relation, tree('node'), pageTerm(`${path}/${part}`)),
    ];
    if (value === '') return [...leads, triple(relation, rdf('type'), tree('Relation'))];
    const isTile = view === 'by-area';
    const type = isTile ? 'GeospatiallyContainsRelation' : 'EqualToRelation';
    return [
      ...leads,
      triple(relation, rdf('type'), tree(type)),
      ...(isTile
        ? pathTriples(relation, placePath(stream))
        : eitherTriples(relation, managerProperties(stream))),
      triple(relation, tree('value'), isTile ? literalTerm(tileWkt(value), geo('wktLiteral')) : value),
    ];
  });
}

/** A property, or a list of properties one after the other (SHACL, section 2.3.1.2). */
function pathTriples(relation: string, way: readonly string[]): string[] {
  const [only = ''] = way;
  if (way.length === 1) return [triple(relation, tree('path'), only)];
  return [triple(relation, tree('path'), `${relation}p0`), ...listTriples(relation, way)];
}

/** Any of some properties (SHACL, section 2.3.1.3). */
function eitherTriples(relation: string, properties: readonly string[]): string[] {
  if (properties.length === 1) return pathTriples(relation, properties);
  const either = `${relation}e`;
  return [
    triple(relation, tree('path'), either),
    triple(either, sh('alternativePath'), `${relation}p0`),
    ...listTriples(relation, properties),
  ];
}

/** An RDF list, of which the first node is `{relation}p0`. */
function listTriples(relation: string, way: readonly string[]): string[] {
  const node = (index: number): string =>
    index === way.length ? rdf('nil') : `${relation}p${String(index)}`;
  return [
    ...way.flatMap((property, index) => [
      triple(node(index), rdf('first'), property),
      triple(node(index), rdf('rest'), node(index + 1)),
    ]),
  ];
}

function tileWkt(quadkey: string): string {
  const [west, south, east, north] = quadkeyBounds(quadkey);
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return formatWkt({ type: 'Polygon', coordinates: [ring] });
}
