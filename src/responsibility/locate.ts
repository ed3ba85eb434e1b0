import { LRUCache } from 'lru-cache';
import { iriTerm, literalTerm, readQuery } from '../rdf/query-text.js';
import { distanceTo, hasSides, pointCells, sideOf, type Geometry, type LonLat } from '../spatial/index.js';
import { askTogether } from './ask-together.js';
import { createFeatureReader, featureKey, type Feature, type FeatureReader } from './features.js';
import type { Knowledge } from './knowledge.js';
import { SETTLED } from './settled.js';
import type { Candidate, Queryable, Side } from './model.js';
import { TileMemory, type AskTiles } from './tile-memory.js';

const locateQuery = readQuery('responsibility/locate.rq');
const assetQuery = readQuery('responsibility/asset.rq');

/** Things that reports name which are remembered. */
const REMEMBERED_NAMED = 10_000;

/** Finds what is near a point, or a named asset. */
export interface Locator {
  /** Every feature within `radius` metres of the point, nearest first. */
  near(point: LonLat, radius: number, knowledge: Knowledge): Promise<Candidate[]>;
  /** A feature by IRI, with its own geometry, as each register describes it, in the order of their IRIs; none where no register has it. */
  byName(iri: string, knowledge: Knowledge): Promise<readonly Feature[]>;
  /** Several features by IRI, in one query; one that several registers describe comes once for each, in their order. */
  byNames(iris: readonly string[], knowledge: Knowledge): Promise<Feature[]>;
}

/** What is remembered of the registers, for as long as they stay as they are. */
interface Memory {
  readonly reader: FeatureReader;
  readonly tiles: TileMemory;
  readonly named: (iri: string) => Promise<readonly Feature[]>;
}

/** A locator that asks the graph by tile and measures the handful of candidates exactly. */
export function createLocator(store: Queryable): Locator {
  const memories = new WeakMap<Knowledge, Memory>();
  const memoryOf = (knowledge: Knowledge): Memory => {
    let memory = memories.get(knowledge);
    if (!memory) {
      const reader = createFeatureReader(store, knowledge);
      memory = {
        reader,
        tiles: new TileMemory(askTiles(store, reader)),
        named: rememberNamed((iris) => byNames(iris, knowledge)),
      };
      memories.set(knowledge, memory);
    }
    return memory;
  };

  const byNames: Locator['byNames'] = async (iris, knowledge) => {
    const rows = await store.select(assetQuery({ feature: iris.map((iri) => [iriTerm(iri)]) }), SETTLED);
    const features = await memoryOf(knowledge).reader.read(rows);
    // The graph gives them as they were loaded, which must not matter.
    return [...features].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, feature]) => feature);
  };

  return {
    near: async (point, radius, knowledge) => {
      const features = await memoryOf(knowledge).tiles.featuresIn(pointCells(point, radius));
      const near: Candidate[] = [];
      for (const feature of features) {
        // Most of what is in the tiles is too far, and is not worth a candidate.
        const distance = distanceTo(feature.geometry, point);
        if (distance <= radius) near.push(seenFrom(feature, point, distance));
      }
      return near.sort(
        (a, b) => a.distance - b.distance || a.size - b.size || (keyOf(a) < keyOf(b) ? -1 : 1),
      );
    },
    byName: (iri, knowledge) => memoryOf(knowledge).named(iri),
    byNames,
  };
}

function keyOf({ feature, register }: Candidate): string {
  return `${feature} ${register}`;
}

/** Things by name, asked together. */
function rememberNamed(ask: (iris: readonly string[]) => Promise<Feature[]>): Memory['named'] {
  const known = new LRUCache<string, readonly Feature[]>({ max: REMEMBERED_NAMED });
  const together = askTogether(async (iris) => {
    const found = new Map<string, Feature[]>(iris.map((iri) => [iri, []]));
    for (const each of await ask(iris)) found.get(each.feature)?.push(each);
    return found;
  });
  return async (iri) => {
    const remembered = known.get(iri);
    if (remembered) return remembered;
    const features = (await together(iri)) ?? [];
    known.set(iri, features);
    return features;
  };
}

function askTiles(store: Queryable, reader: FeatureReader): AskTiles {
  return async (cells) => {
    const rows = await store.select(locateQuery({ cell: cells.map((cell) => [literalTerm(cell)]) }), SETTLED);
    const features = await reader.read(rows);
    const tiles = new Map<string, Map<string, Feature>>();
    for (const row of rows) {
      const key = featureKey(row);
      const feature = key === undefined ? undefined : features.get(key);
      if (key === undefined || !feature || !row.cell) continue;
      const content = tiles.get(row.cell.value);
      if (content) content.set(key, feature);
      else tiles.set(row.cell.value, new Map([[key, feature]]));
    }
    return tiles;
  };
}

/** A feature seen from a point: how far it is, and who manages the side of it that the point is on. */
export function measuredAt(feature: Feature, point: LonLat): Candidate {
  return seenFrom(feature, point, distanceTo(feature.geometry, point));
}

function seenFrom(feature: Feature, point: LonLat, distance: number): Candidate {
  const { geometry, sides } = feature;
  if (!sides) return { ...feature, distance };
  // A road that is recorded as a point: which side it is cannot be told, and the left one stands for both.
  if (!hasSides(geometry)) return { ...feature, distance, manager: sides.left };
  const side = sideAt(geometry, point);
  return { ...feature, distance, side, manager: sides[side] };
}

/** The side of a road where a point lies; on the line itself, the left one stands for both (see `situations.ts`). */
function sideAt(geometry: Geometry, point: LonLat): Side {
  return sideOf(geometry, point) === 'right' ? 'right' : 'left';
}
