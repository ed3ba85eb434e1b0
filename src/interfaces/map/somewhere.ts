import { readQuery } from '../../rdf/query-text.js';
import { centroidOf, type LonLat } from '../../spatial/index.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';
import { readShape } from './map.js';

/** Milliseconds for which a place is good, whatever changes. */
const LIFETIME = 60_000;
/** No state of a graph. */
const NONE = -1;

/** Gives a place amid what registers know, from which a map can begin. */
export type Somewhere = () => Promise<LonLat | undefined>;

const somewhere = readQuery('map/somewhere.rq')();

/**
 * Gives a place that is looked for when the graph has changed, and then at most once a minute, however many ask. Where it
 * cannot be found, there is none for a minute.
 */
export function createSomewhere(
  store: Pick<GraphStore, 'query' | 'sequence' | 'readersAreBehind'>,
  now: () => Date,
): Somewhere {
  let last: { sequence: number; readonly time: number; readonly place: ReturnType<Somewhere> } | undefined;
  return () => {
    const { sequence, readersAreBehind } = store;
    const time = now().getTime();
    if (last && (last.sequence === sequence || time - last.time < LIFETIME)) return last.place;
    const looked = {
      sequence: readersAreBehind ? NONE : sequence,
      time,
      place: find(store).catch(() => {
        looked.sequence = NONE;
        return undefined;
      }),
    };
    last = looked;
    return looked.place;
  };
}

async function find(store: Pick<GraphStore, 'query'>): Promise<LonLat | undefined> {
  const { results } = JSON.parse(await store.query(somewhere)) as {
    readonly results: { readonly bindings: readonly Solution[] };
  };
  const shapes = results.bindings.flatMap(({ wkt }) => readShape(wkt?.value ?? '') ?? []);
  // A thing on the ground shows better where a map should begin than the middle of an area or a road.
  const points = shapes.filter(({ type }) => type === 'Point');
  return middleOf((points.length > 0 ? points : shapes).map(centroidOf));
}

/** The middle one of some places by longitude and by latitude, which a few far away do not move. */
function middleOf(places: readonly LonLat[]): LonLat | undefined {
  const middle = (axis: 0 | 1): number | undefined =>
    places.map((place) => place[axis]).sort((a, b) => a - b)[Math.floor(places.length / 2)];
  const [lon, lat] = [middle(0), middle(1)];
  return lon === undefined || lat === undefined ? undefined : [lon, lat];
}
