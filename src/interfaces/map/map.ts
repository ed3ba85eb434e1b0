/** Maps of what the graph holds around a place, drawn by ourselves. */
import { isSafeIri } from '../../rdf/nquads.js';
import { iriTerm, literalTerm, readQuery } from '../../rdf/query-text.js';
import {
  boundsOf,
  frameAround,
  GeometryError,
  parseWkt,
  pointCells,
  type Geometry,
  type LonLat,
} from '../../spatial/index.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';
import { PARTS, type MapFeature, type MapPart, type View } from './draw.js';

/** Metres that a map reaches at least, and at most while it still shows what is around. */
const LEAST_REACH = 90;
const MOST_REACH = 400;
/** Maps are wider than high. */
const CORNER = 2;

/** Finds what to draw. */
export interface MapSource {
  /** Everything in view that is not too intricate; nothing where the view is wider than some 800 m. */
  around(view: View): Promise<MapFeature[]>;
  /** The shapes of some features, by IRI. */
  shapesOf(iris: readonly string[]): Promise<Map<string, Geometry>>;
}

const aroundQuery = readQuery('map/around.rq');
const shapesQuery = readQuery('map/shapes.rq');

/** A source of maps from the public graphs. */
export function createMapSource(store: Pick<GraphStore, 'query'>): MapSource {
  const rows = async (sparql: string): Promise<Solution[]> => {
    const answer = JSON.parse(await store.query(sparql, { fresh: false })) as {
      readonly results: { readonly bindings: Solution[] };
    };
    return answer.results.bindings;
  };
  return {
    around: async ({ centre, reach }) => {
      if (reach > MOST_REACH) return [];
      const cell = pointCells(centre, reach * CORNER).map((key) => [literalTerm(key)]);
      return (await rows(aroundQuery({ cell }))).flatMap(toFeature);
    },
    shapesOf: async (iris) => {
      const feature = [...new Set(iris)].filter(isSafeIri).map((iri) => [iriTerm(iri)]);
      if (feature.length === 0) return new Map();
      const found = await rows(shapesQuery({ feature }));
      return new Map(
        found.flatMap((row) => {
          const geometry = readShape(row.wkt?.value ?? '');
          return row.feature && geometry ? [[row.feature.value, geometry] as const] : [];
        }),
      );
    },
  };
}

function toFeature({ feature, type, part, wkt }: Solution): MapFeature[] {
  const geometry = readShape(wkt?.value ?? '');
  const known = PARTS.find((one) => one === part?.value);
  if (!feature || !geometry || !known) return [];
  return [{ iri: feature.value, part: known, kind: localName(type?.value ?? ''), geometry }];
}

/** A shape from WKT; `undefined` where it is not one that can be drawn. */
export function readShape(wkt: string): Geometry | undefined {
  try {
    return parseWkt(wkt);
  } catch (error) {
    if (error instanceof GeometryError) return undefined;
    throw error;
  }
}

function localName(iri: string): string {
  return /[\w-]*$/.exec(iri)?.[0] ?? '';
}

/** The view that shows some shapes whole, with some of what is around. */
export function viewOf(shapes: readonly Geometry[]): View | undefined {
  if (shapes.length === 0) return undefined;
  const all = shapes.map(boundsOf);
  const west = Math.min(...all.map((bounds) => bounds[0]));
  const south = Math.min(...all.map((bounds) => bounds[1]));
  const east = Math.max(...all.map((bounds) => bounds[2]));
  const north = Math.max(...all.map((bounds) => bounds[3]));
  const centre: LonLat = [(west + east) / 2, (south + north) / 2];
  const frame = frameAround(centre);
  const reach = Math.max(((east - west) * frame.perLon) / 1.6, (north - south) * frame.perLat) / 2;
  return { centre, reach: Math.max(LEAST_REACH, reach * 1.15) };
}

/**
 * The features around with the emphasis that a page gives them; those that it is about and that are not around are
 * added as areas.
 */
export function emphasised(
  features: readonly MapFeature[],
  shapes: ReadonlyMap<string, Geometry>,
  emphasis: NonNullable<MapFeature['emphasis']>,
  part: MapPart = 'area',
): MapFeature[] {
  const known = new Set(features.map(({ iri }) => iri));
  const added = [...shapes].filter(([iri]) => !known.has(iri));
  return [
    ...features.map((feature) => (shapes.has(feature.iri) ? { ...feature, emphasis } : feature)),
    ...added.map(([iri, geometry]) => ({ iri, part, geometry, emphasis })),
  ];
}
