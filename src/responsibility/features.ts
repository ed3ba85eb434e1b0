import { LRUCache } from 'lru-cache';
import { obd, weg } from '../rdf/namespaces.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import { areaOf, parseWkt, type Geometry } from '../spatial/index.js';
import type { Solution } from '../store/graph-store.js';
import type { Queryable } from './model.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { Candidate } from './model.js';

const geometryQuery = readQuery('responsibility/geometry.rq');

/** Geometries that are kept parsed: long ones by IRI, short ones by their text. */
const REMEMBERED_GEOMETRIES = 20_000;

const MANAGER = obd('beheerder');
const LEFT_MANAGER = weg('linkerwegbeheerder');
const RIGHT_MANAGER = weg('rechterwegbeheerder');

/** A feature as the registers describe it, not yet seen from any point. */
export type Feature = Omit<Candidate, 'distance'>;

/** Reads features out of the rows of `locate.rq` and `asset.rq`. */
export interface FeatureReader {
  /** Features by a key of their own; those without a role in deciding, or without geometry, are left out. */
  read(rows: readonly Solution[]): Promise<Map<string, Feature>>;
}

/** The key of the feature that a row is about: one and the same thing may be in several registers. */
export function featureKey({ feature, register, geometry }: Solution): string | undefined {
  return feature && register && geometry && `${feature.value} ${register.value} ${geometry.value}`;
}

/** A reader for as long as the knowledge lasts: then the geometries that it remembers may be others. */
export function createFeatureReader(store: Queryable, knowledge: Knowledge): FeatureReader {
  const geometries = new GeometryMemory(store);
  return {
    read: async (rows) => {
      const described = describe(rows);
      await geometries.fetchLong(described.values());
      const features = new Map<string, Feature>();
      for (const [key, description] of described) {
        const feature = toFeature(description, knowledge, geometries);
        if (feature) features.set(key, feature);
      }
      return features;
    },
  };
}

/** What the rows about one feature say. */
interface Description {
  readonly row: Solution;
  /** Managers by the property that says so, as IRIs. */
  readonly managers: Map<string, string>;
  readonly geometry: string;
  readonly wkt: string | undefined;
  readonly classes: Set<string>;
}

function describe(rows: readonly Solution[]): Map<string, Description> {
  const described = new Map<string, Description>();
  for (const row of rows) {
    const key = featureKey(row);
    if (key === undefined || !row.type || !row.geometry) continue;
    let known = described.get(key);
    if (!known) {
      const { geometry, wkt } = row;
      known = {
        row,
        managers: new Map(),
        geometry: geometry.value,
        wkt: wkt?.value,
        classes: new Set(),
      };
      described.set(key, known);
    }
    known.classes.add(row.type.value);
    const { by, manager } = row;
    if (by && manager && !known.managers.has(by.value)) known.managers.set(by.value, manager.value);
  }
  return described;
}

function toFeature(
  description: Description,
  knowledge: Knowledge,
  geometries: GeometryMemory,
): Feature | undefined {
  const classes = [...description.classes];
  const role = knowledge.roleOf(classes);
  const geometry = role && geometries.of(description);
  if (!geometry) return undefined;
  const { feature, register } = description.row;
  return {
    feature: feature?.value ?? '',
    role,
    classes,
    register: register?.value ?? '',
    ...managersIn(description),
    geometry,
    size: areaOf(geometry),
  };
}

/** The manager, and those of the two sides where they differ. */
function managersIn({ managers }: Description): Pick<Feature, 'manager' | 'sides'> {
  const manager = managers.get(MANAGER);
  const [left, right] = [managers.get(LEFT_MANAGER), managers.get(RIGHT_MANAGER)];
  const differ = left !== undefined && right !== undefined && left !== right;
  return { manager: manager ?? left ?? right, sides: differ ? { left, right } : undefined };
}

/** Geometries, parsed: long ones are asked of the graph once; short ones come with each answer, mostly the same. */
class GeometryMemory {
  readonly #store: Queryable;
  readonly #known = new LRUCache<string, Geometry>({ max: REMEMBERED_GEOMETRIES });

  constructor(store: Queryable) {
    this.#store = store;
  }

  of({ wkt, geometry }: Description): Geometry | undefined {
    const key = wkt ?? geometry;
    const known = this.#known.get(key);
    if (known || wkt === undefined) return known;
    const parsed = parseWkt(wkt);
    this.#known.set(key, parsed);
    return parsed;
  }

  /** Asks the graph for the long geometries among these that are not known yet. */
  async fetchLong(described: Iterable<Description>): Promise<void> {
    const missing = new Set<string>();
    for (const { wkt, geometry } of described)
      if (wkt === undefined && !this.#known.has(geometry)) missing.add(geometry);
    if (missing.size === 0) return;
    const rows = await this.#store.select(
      geometryQuery({ geometry: [...missing].map((iri) => [iriTerm(iri)]) }),
      SETTLED,
    );
    for (const { geometry, wkt } of rows)
      if (geometry && wkt) this.#known.set(geometry.value, parseWkt(wkt.value));
  }
}
