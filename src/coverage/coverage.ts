import { ProblemError } from '../problem.js';
import { areasOf, type Feature, type Responsibility, type Survey } from '../responsibility/index.js';
import { coverCells, GeometryError, pointsOn } from '../spatial/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { takeInventory, type Inventory } from './inventory.js';
import { makeCells } from './matrix.js';
import type { CoverageReport } from './model.js';
import { addToKinds, concernsOf, lookAt, samplesOf, type PlaceKinds, type SeenPlace } from './places.js';

/** Features that are asked of the graph, and places that are looked at, before others get their turn. */
const AT_A_TIME = 64;

/** What to look at. */
export interface CoverageRequest {
  /** IRIs of areas, with all that lies in them; all areas where not given. */
  readonly areas?: readonly string[] | undefined;
  /** IRIs of categories; all where not given. */
  readonly categories?: readonly string[] | undefined;
  /** Also one place in each area of which no register knows the ground. */
  readonly unrecorded?: boolean | undefined;
  /** Most features to look at. */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how far it is. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** What working out coverage needs. */
export interface CoverageParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
}

/**
 * Who is responsible, for every category, kind of thing and ground, and area that there is: looks at what the registers
 * hold, and lets the rules in force choose at each kind of place. Nothing is stored. Other work gets its turns meanwhile.
 * @throws ProblemError `invalid-parameter` where there is more to look at than `most`; the reason of the signal
 */
export async function findCoverage(
  { store, responsibility }: CoverageParts,
  request: CoverageRequest,
): Promise<CoverageReport> {
  const survey = await responsibility.surveying();
  const asked = request.areas && (await survey.features(request.areas));
  const within = asked && tilesOf(asked);
  const inventory = await takeInventory(store, survey, { within, signal: request.signal });
  refuseTooMuch(inventory, request.most);
  const wanted = survey.categories.filter(({ iri }) => request.categories?.includes(iri) ?? true);
  const { kinds, places } = await lookAround(survey, inventory, concernsOf(wanted), request);
  const { cells, areas } = await makeCells(survey, kinds, wanted);
  return { day: survey.today, areas, categories: wanted.length, places, cells };
}

/**
 * The tiles that some areas cover; `undefined` where one was loaded before there was a bound and is beyond it. All that the
 * registers hold is looked at then, of which only what lies in the areas counts.
 */
function tilesOf(areas: readonly Feature[]): string[] | undefined {
  try {
    return areas.flatMap(({ geometry }) => coverCells(geometry));
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    return undefined;
  }
}

function refuseTooMuch({ features }: Inventory, most = Infinity): void {
  if (features.length <= most) return;
  throw new ProblemError(
    'invalid-parameter',
    `There are ${String(features.length)} things to look at in this area, and at most ${String(most)} are looked at in ` +
      'one request. Name a smaller area, or use the command "wegwijzer coverage", which has no such limit.',
  );
}

/** Looks at everything in the inventory, some at a time. */
async function lookAround(
  survey: Survey,
  { areas, features }: Inventory,
  concerns: ReadonlyMap<string, readonly string[]>,
  { areas: asked, unrecorded, signal, onProgress }: CoverageRequest,
): Promise<{ kinds: PlaceKinds; places: number }> {
  const kinds: PlaceKinds = new Map();
  const isAsked = ({ situation }: SeenPlace): boolean =>
    asked === undefined ||
    areasOf(situation).some(({ feature }) => survey.areasFrom(feature).some((iri) => asked.includes(iri)));
  let places = 0;
  const all = features.length + (unrecorded ? areas.length : 0);
  for (let start = 0; start < features.length; start += AT_A_TIME) {
    signal?.throwIfAborted();
    const found = await survey.features(features.slice(start, start + AT_A_TIME));
    const samples = found.flatMap((feature) => samplesOf(feature).map((sample) => ({ feature, sample })));
    const seen = await Promise.all(
      samples.map(({ feature, sample }) =>
        lookAt(survey, sample, feature.role === 'asset' ? feature : undefined, concerns),
      ),
    );
    places += samples.length;
    await addToKinds(kinds, seen.flat().filter(isAsked), survey);
    onProgress?.(Math.min(start + AT_A_TIME, features.length), all);
  }
  if (unrecorded)
    for (const [index, area] of areas.entries()) {
      signal?.throwIfAborted();
      if (asked !== undefined && !survey.areasFrom(area).some((iri) => asked.includes(iri))) continue;
      const seen = await emptyPlaceIn(survey, area, concerns);
      if (seen.length > 0) places += 1;
      await addToKinds(kinds, seen.filter(isAsked), survey);
      onProgress?.(features.length + index + 1, all);
    }
  return { kinds, places };
}

/** A place in an area where no register says what the ground is; none where it is hard to find. */
async function emptyPlaceIn(
  survey: Survey,
  area: string,
  concerns: ReadonlyMap<string, readonly string[]>,
): Promise<SeenPlace[]> {
  const shapes: readonly Feature[] = await survey.features([area]);
  for (const point of shapes.flatMap(({ geometry }) => pointsOn(geometry))) {
    const seen = await lookAt(survey, { point }, undefined, concerns);
    const isEmpty = ({ situation: { grounds, asset } }: SeenPlace): boolean => grounds.length === 0 && !asset;
    const [first] = seen;
    if (first?.situation.area?.feature === area && seen.every(isEmpty)) return seen;
  }
  return [];
}
