import { attributeText, type Attributes } from './attributes.js';
import type { Knowledge } from './knowledge.js';
import type { Candidate, Role, Situation } from './model.js';

/** Readings of one place that are weighed as they come, which is all of them nearly everywhere. */
const FIRST_READINGS = 8;
/** Readings that are weighed at most. */
const MOST_READINGS = 64;

/** The readings of a place that are weighed. */
export interface WorthWeighing {
  /** In their order, the likeliest first. */
  readonly readings: readonly Situation[];
  /** None was left out that may lead to somebody else. */
  readonly isAll: boolean;
}

/**
 * The readings of a place that are weighed, in their order: the first few, and of all others those that may lead to somebody
 * else. In a base map of large scale a dozen pieces of ground lie nearer than a boundary that matters more. Where even those
 * are too many, other kinds and other managers come before single things that rules ask for, and what differs in the asset,
 * the ground and the area has an equal part.
 */
export async function worthWeighing(
  readings: readonly Situation[],
  attributes: Attributes,
  knowledge: Knowledge,
): Promise<WorthWeighing> {
  if (readings.length <= FIRST_READINGS) return { readings, isAll: true };
  const tellApart = await singleThings(readings, attributes, knowledge);
  const others = unseen(readings, (reading) => outcomeKey(reading, tellApart));
  const room = MOST_READINGS - FIRST_READINGS;
  const first = readings.slice(0, FIRST_READINGS);
  if (others.length <= room) return { readings: [...first, ...others], isAll: true };
  const ofOtherKind = new Set(
    unseen([...first, ...others], (reading) => outcomeKey(reading, () => undefined)),
  );
  const kinds = inEqualParts([...ofOtherKind], room);
  const things = inEqualParts(
    others.filter((reading) => !ofOtherKind.has(reading)),
    room - kinds.length,
  );
  const kept = new Set([...kinds, ...things]);
  return { readings: [...first, ...others.filter((reading) => kept.has(reading))], isAll: false };
}

/** Of those after the first few, each whose key none before it has. */
function unseen(readings: readonly Situation[], keyOf: (reading: Situation) => string): Situation[] {
  const seen = new Set(readings.slice(0, FIRST_READINGS).map(keyOf));
  return readings.slice(FIRST_READINGS).filter((reading) => {
    const key = keyOf(reading);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What some rule may ask of a single thing, beyond its kind; `undefined` for nothing. */
type Single = (candidate: Candidate) => unknown;

/** Each thing that a rule names is one of its own; others are told apart by the attributes that rules ask for. */
async function singleThings(
  readings: readonly Situation[],
  attributes: Attributes,
  knowledge: Knowledge,
): Promise<Single> {
  const { namedThings, askedAttributes } = knowledge;
  const assets = new Set(readings.flatMap(({ asset }) => asset?.feature ?? []));
  // The chooser asks for these too; once known they are remembered.
  const known = await attributes.of([...assets], knowledge);
  return ({ feature, role }) => {
    if (namedThings.has(feature)) return feature;
    const own = role === 'asset' ? (known.get(feature) ?? []).map(attributeText) : [];
    const asked = own.filter((text) => askedAttributes.has(text));
    return asked.length > 0 ? asked : undefined;
  };
}

/** All that an answer to a reading rests on: where this is the same, so is the answer. */
function outcomeKey({ asset, grounds, area, around = [] }: Situation, single: Single): string {
  const thing = (candidate: Candidate): unknown => [
    candidate.role,
    candidate.classes,
    candidate.manager,
    single(candidate),
  ];
  return JSON.stringify([
    asset && thing(asset),
    grounds.map(thing),
    [area, ...around].map((one) => one?.feature),
  ]);
}

/** As many as there is room for, in their order: the first of each kind of difference, then the second, and so on. */
function inEqualParts(readings: readonly Situation[], room: number): readonly Situation[] {
  if (readings.length <= room) return readings;
  const counts = new Map<Role | undefined, number>();
  const ranked = readings.map((reading) => {
    const rank = counts.get(reading.differsIn) ?? 0;
    counts.set(reading.differsIn, rank + 1);
    return { reading, rank };
  });
  const kept = new Set(
    [...ranked]
      .sort((a, b) => a.rank - b.rank)
      .slice(0, room)
      .map(({ reading }) => reading),
  );
  return readings.filter((reading) => kept.has(reading));
}
