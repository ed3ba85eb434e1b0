import type { Feature, Situation, Survey } from '../responsibility/index.js';
import { besideLine, pointsOn, type LonLat } from '../spatial/index.js';
import type { Sample } from './model.js';

/** Metres beside a road's line: nearer to it than anything else, and plainly on one side. */
const BESIDE_ROAD = 2;

/** A kind of place: what the rules make of one place of it, they make of all. */
export interface PlaceKind {
  readonly situation: Situation;
  readonly sample: Sample;
  /** The classes that reports are about for which the place is of this kind; as one text. */
  readonly concerns: string;
  /** How many places of it were seen. */
  seen: number;
}

/** Kinds of place by area, classes concerned, classes there, and all that rules could ask. */
export type PlaceKinds = Map<string, PlaceKind>;

/** The sets of classes that categories are about, each once; as texts, to compare. */
export function concernsOf(categories: Survey['categories']): ReadonlyMap<string, readonly string[]> {
  return new Map(categories.map(({ concerns }) => [textOf(concerns), concerns]));
}

/** A set of classes as one text. */
export function textOf(concerns: readonly string[]): string {
  return concerns.join(' ');
}

/** Where to look at a feature: on it, and for a road on both sides. */
export function samplesOf(feature: Feature): Sample[] {
  const { geometry, role } = feature;
  const points = pointsOn(geometry);
  if (role === 'asset') return points.slice(0, 1).map((point) => ({ point, asset: feature.feature }));
  if (role !== 'road' || geometry.type.endsWith('Point')) return points.map((point) => ({ point }));
  return points.flatMap((point) =>
    (['left', 'right'] as const).map((side) => ({ point: besideLine(geometry, point, side, BESIDE_ROAD) })),
  );
}

/** What a place is, for each set of classes that reports may be about there. */
export interface SeenPlace {
  readonly concerns: string;
  readonly sample: Sample;
  readonly situation: Situation;
}

/**
 * Looks at one place. An asset is looked at for reports about such things; those about nothing in particular are looked
 * at by the ground.
 */
export async function lookAt(
  survey: Survey,
  sample: Sample,
  named: Feature | undefined,
  concerns: ReadonlyMap<string, readonly string[]>,
): Promise<SeenPlace[]> {
  const point: LonLat = sample.point;
  const read = await survey.look(point, named);
  const rounded: Sample = { ...sample, point: [round(point[0]), round(point[1])] };
  return [...concerns].flatMap(([text, classes]) => {
    if (named && !isAbout(named, classes, survey)) return [];
    const { situation, fits } = read(classes);
    return fits ? [{ concerns: text, sample: rounded, situation }] : [];
  });
}

/** To some centimetres, as people write coordinates. */
function round(degrees: number): number {
  return Number(degrees.toFixed(7));
}

function isAbout({ classes }: Feature, concerns: readonly string[], survey: Survey): boolean {
  return classes.some((own) => concerns.some((wanted) => survey.isClassBelow(own, wanted)));
}

/** Adds places to the kinds; the first place of a kind becomes its sample. */
export async function addToKinds(
  kinds: PlaceKinds,
  places: readonly SeenPlace[],
  survey: Survey,
): Promise<void> {
  const texts = await survey.kinds(places.map(({ situation }) => situation));
  places.forEach(({ situation, sample, concerns }, index) => {
    const { asset, grounds, area } = situation;
    const key = [area?.feature, concerns, asset?.classes[0], grounds[0]?.classes[0], texts[index]].join('\n');
    // The same place may be found under another manager: who is recorded makes no other kind, but another answer.
    const managers = [asset?.manager, ...grounds.map(({ manager }) => manager)].join(' ');
    const known = kinds.get(`${key}\n${managers}`);
    if (known) known.seen += 1;
    else kinds.set(`${key}\n${managers}`, { situation, sample, concerns, seen: 1 });
  });
}
