import { LRUCache } from 'lru-cache';
import { iriTerm, literalTerm, readQuery } from '../rdf/query-text.js';
import {
  areaOf,
  distanceTo,
  parseWkt,
  pointCells,
  sideOf,
  type Geometry,
  type LonLat,
} from '../spatial/index.js';
import type { GraphStore, Solution } from '../store/graph-store.js';
import { SETTLED, type Knowledge } from './knowledge.js';
import type { Candidate, Role, Side } from './model.js';

const locateQuery = readQuery('responsibility/locate.rq');
const assetQuery = readQuery('responsibility/asset.rq');
const geometryQuery = readQuery('responsibility/geometry.rq');

/** Geometries that are kept parsed: long ones by IRI, short ones by their text. */
const REMEMBERED_GEOMETRIES = 20_000;

/** A feature as the graph describes it, before it is measured against a point. */
interface Feature {
  readonly iri: string;
  readonly classes: Set<string>;
  readonly register: string;
  readonly geometry: string;
  readonly wkt: string | undefined;
  readonly manager: string | undefined;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** Finds what is near a point, or a named asset. */
export interface Locator {
  /** Every feature within `radius` metres of the point, nearest first. */
  near(point: LonLat, radius: number, knowledge: Knowledge): Promise<Candidate[]>;
  /** A feature by IRI, with its own geometry, or `undefined` where no register has it. */
  byName(iri: string, knowledge: Knowledge): Promise<Omit<Candidate, 'distance'> | undefined>;
  /** Forgets geometries, after registers have changed. */
  forget(): void;
}

/** A locator that asks the graph by tile and measures the handful of candidates exactly. */
export function createLocator(store: GraphStore): Locator {
  const geometries = new GeometryMemory(store);

  async function measured(
    rows: readonly Solution[],
    knowledge: Knowledge,
    point?: LonLat,
  ): Promise<Candidate[]> {
    const features = toFeatures(rows);
    await geometries.fetchLong(features);
    return features.flatMap((feature) => {
      const role = knowledge.roleOf([...feature.classes]);
      if (!role) return [];
      const geometry = geometries.of(feature);
      return geometry ? [toCandidate(feature, role, geometry, point)] : [];
    });
  }

  return {
    near: async (point, radius, knowledge) => {
      const cells = pointCells(point, radius).map((cell) => [literalTerm(cell)]);
      const candidates = await measured(
        await store.select(locateQuery({ cell: cells }), SETTLED),
        knowledge,
        point,
      );
      return candidates
        .filter(({ distance }) => distance <= radius)
        .sort((a, b) => a.distance - b.distance || a.size - b.size || (a.feature < b.feature ? -1 : 1));
    },
    byName: async (iri, knowledge) => {
      const [candidate] = await measured(
        await store.select(assetQuery({ feature: [[iriTerm(iri)]] }), SETTLED),
        knowledge,
      );
      return candidate;
    },
    forget: () => {
      geometries.clear();
    },
  };
}

/** Geometries, parsed: long ones are asked of the graph once; short ones come with each answer, mostly the same. */
class GeometryMemory {
  readonly #store: GraphStore;
  readonly #known = new LRUCache<string, Geometry>({ max: REMEMBERED_GEOMETRIES });

  constructor(store: GraphStore) {
    this.#store = store;
  }

  of({ wkt, geometry }: Feature): Geometry | undefined {
    const key = wkt ?? geometry;
    const known = this.#known.get(key);
    if (known || wkt === undefined) return known;
    const parsed = parseWkt(wkt);
    this.#known.set(key, parsed);
    return parsed;
  }

  /** Asks the graph for the long geometries among these that are not known yet. */
  async fetchLong(features: readonly Feature[]): Promise<void> {
    const missing = new Set(
      features
        .filter(({ wkt, geometry }) => wkt === undefined && !this.#known.has(geometry))
        .map(({ geometry }) => geometry),
    );
    if (missing.size === 0) return;
    const rows = await this.#store.select(
      geometryQuery({ geometry: [...missing].map((iri) => [iriTerm(iri)]) }),
      SETTLED,
    );
    for (const { geometry, wkt } of rows)
      if (geometry && wkt) this.#known.set(geometry.value, parseWkt(wkt.value));
  }

  clear(): void {
    this.#known.clear();
  }
}

function toFeatures(rows: readonly Solution[]): Feature[] {
  const features = new Map<string, Feature>();
  for (const row of rows) {
    const { feature, type, register, geometry } = row;
    if (!feature || !type || !register || !geometry) continue;
    const key = `${feature.value} ${register.value} ${geometry.value}`;
    let known = features.get(key);
    if (!known) {
      known = {
        iri: feature.value,
        classes: new Set(),
        register: register.value,
        geometry: geometry.value,
        wkt: row.wkt?.value,
        manager: row.manager?.value,
        left: row.left?.value,
        right: row.right?.value,
      };
      features.set(key, known);
    }
    known.classes.add(type.value);
  }
  return [...features.values()];
}

function toCandidate(feature: Feature, role: Role, geometry: Geometry, point: LonLat | undefined): Candidate {
  const { left, right } = feature;
  const candidate: Candidate = {
    feature: feature.iri,
    role,
    classes: [...feature.classes],
    register: feature.register,
    manager: feature.manager ?? left ?? right,
    sides: left !== undefined && right !== undefined && left !== right ? { left, right } : undefined,
    geometry,
    distance: 0,
    size: areaOf(geometry),
  };
  return point ? measuredAt(candidate, point) : candidate;
}

/** A feature seen from a point: how far it is, and who manages the side of it that the point is on. */
export function measuredAt<T extends Omit<Candidate, 'distance'>>(
  candidate: T,
  point: LonLat,
): T & { readonly distance: number } {
  const { geometry, sides } = candidate;
  const distance = distanceTo(geometry, point);
  if (!sides) return { ...candidate, distance };
  const side = sideAt(geometry, point);
  return { ...candidate, distance, side, manager: sides[side] };
}

/** The side of a road where a point lies; on the line itself, the left one stands for both (see `situations.ts`). */
function sideAt(geometry: Geometry, point: LonLat): Side {
  return sideOf(geometry, point) === 'right' ? 'right' : 'left';
}
