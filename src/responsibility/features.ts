import { LRUCache } from 'lru-cache';
import { ProblemError } from '../problem.js';
import { obd, weg } from '../rdf/namespaces.js';
import { iriTerm, readQuery } from '../rdf/query-text.js';
import { areaOf, parseWkt, type Geometry } from '../spatial/index.js';
import type { Solution } from '../store/graph-store.js';
import type { Queryable } from './model.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { Candidate, Role } from './model.js';

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
  /**
   * Features by a key of their own; those without a role in deciding are left out.
   * @throws ProblemError `query-unavailable` where a register is replaced between what is asked of it
   */
  read(rows: readonly Solution[]): Promise<Map<string, Feature>>;
}

/** The key of the feature that a row is about: one and the same thing may be in several registers. */
export function featureKey({ feature, register, geometry }: Solution): string | undefined {
  return feature && register && geometry && `${feature.value} ${register.value} ${geometry.value}`;
}

/**
 * A reader for as long as the knowledge lasts: then the geometries that it remembers may be others.
 * @param remembered how many geometries it remembers
 */
export function createFeatureReader(
  store: Queryable,
  knowledge: Pick<Knowledge, 'roleOf'>,
  remembered = REMEMBERED_GEOMETRIES,
): FeatureReader {
  const geometries = new GeometryMemory(store, remembered);
  return {
    read: async (rows) => {
      const described = [...describe(rows)].flatMap(([key, description]) => {
        const role = knowledge.roleOf([...description.classes]);
        return role ? [{ key, role, description }] : [];
      });
      const shapes = await geometries.of(described.map(({ description }) => description));
      return new Map(
        described.map(({ key, role, description }) => [key, toFeature(description, role, shapes)] as const),
      );
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
    if (!by || !manager) continue;
    // Of several, the first by name: the graph gives them as they were loaded, which must not matter.
    const other = known.managers.get(by.value);
    if (other === undefined || manager.value < other) known.managers.set(by.value, manager.value);
  }
  return described;
}

function toFeature(description: Description, role: Role, shapes: ReadonlyMap<string, Geometry>): Feature {
  const { feature, register } = description.row;
  const geometry = shapes.get(shapeKey(description));
  if (!geometry) throw withoutShape(description);
  return {
    feature: feature?.value ?? '',
    role,
    classes: [...description.classes],
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

/** A feature that is left out would make a place look like another one, so that nothing is decided about it. */
function withoutShape({ row: { feature, register }, geometry }: Description): ProblemError {
  const of = `<${feature?.value ?? ''}> in <${register?.value ?? ''}>`;
  return new ProblemError(
    'query-unavailable',
    `The shape <${geometry}> of ${of} was replaced while it was read. Ask again.`,
  );
}

/** A short geometry goes by its text, as many features come with the same; a long one by its IRI. */
function shapeKey({ wkt, geometry }: Description): string {
  return wkt ?? geometry;
}

/** Geometries, parsed: long ones are asked of the graph once; short ones come with each answer, mostly the same. */
class GeometryMemory {
  readonly #store: Queryable;
  readonly #known: LRUCache<string, Geometry>;

  constructor(store: Queryable, remembered: number) {
    this.#store = store;
    this.#known = new LRUCache({ max: remembered });
  }

  /** The geometries of all these, by `shapeKey`. They are the caller's: what is remembered may be forgotten meanwhile. */
  async of(described: readonly Description[]): Promise<ReadonlyMap<string, Geometry>> {
    const found = new Map<string, Geometry>();
    const missing = new Set<string>();
    for (const description of described) {
      const key = shapeKey(description);
      const known = this.#known.get(key);
      if (known) found.set(key, known);
      else if (description.wkt === undefined) missing.add(key);
      else found.set(key, this.#parsed(key, description.wkt));
    }
    for (const { geometry, wkt } of await this.#long(missing))
      if (geometry && wkt) found.set(geometry.value, this.#parsed(geometry.value, wkt.value));
    return found;
  }

  #parsed(key: string, wkt: string): Geometry {
    const geometry = parseWkt(wkt);
    this.#known.set(key, geometry);
    return geometry;
  }

  async #long(iris: ReadonlySet<string>): Promise<Solution[]> {
    if (iris.size === 0) return [];
    return this.#store.select(geometryQuery({ geometry: [...iris].map((iri) => [iriTerm(iri)]) }), SETTLED);
  }
}
