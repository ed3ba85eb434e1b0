import type { Bilingual, Responsibility } from '../../responsibility/index.js';
import { distanceInFrame, frameAround, type LonLat } from '../../spatial/index.js';
import type { OpenReport, OpenReports } from './open-reports.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

const DAY = 86_400_000;
/** Days after which an open report is taken for another problem. */
const RECENT = 60;
/** Metres within which two reports may be about one problem, however exact they say they are. */
const LEAST_REACH = 25;
const MOST_REACH = 60;
/** Of latitude; a little more than it is anywhere on earth. */
const DEGREES_PER_METRE = 1 / 110_000;
/** A score from which a report is offered as a duplicate. */
export const THRESHOLD = 0.55;
const MOST_OFFERED = 3;
/** Assets that are looked up for one question: after a start there may be thousands. */
const MOST_PLACED = 200;

/** What is asked: has this been reported? */
export interface DuplicateQuestion {
  /** IRI of the category. */
  readonly category: string;
  /** Where the asset lies, where not given. */
  readonly point: LonLat | undefined;
  /** Metres. */
  readonly accuracy: number;
  readonly asset?: string | undefined;
}

/** A report that may be about the same problem, with why. */
export interface Duplicate {
  /** IRI. */
  readonly report: string;
  /** From 0 to 1; see docs/life-of-a-report.md for what it is made of. */
  readonly score: number;
  /** Metres between the two places, in whole metres. */
  readonly distance: number;
  /** Whole days since it was filed. */
  readonly days: number;
  readonly sameCategory: boolean;
  readonly sameAsset: boolean;
  /** Key of its state. */
  readonly state: string;
  readonly explanation: Bilingual;
  /** Where to ask for a link that follows it. */
  readonly subscribe: string;
}

/** What duplicates are found with. */
export interface DuplicateParts {
  readonly open: Pick<OpenReports, 'around' | 'about' | 'unplaced' | 'place'>;
  readonly responsibility: Pick<Responsibility, 'categoryFamilies' | 'placeOf'>;
  readonly now: Date;
}

/** Finds open reports that may be about the same problem; the likeliest first. */
export async function findDuplicates(
  question: DuplicateQuestion,
  parts: DuplicateParts,
): Promise<Duplicate[]> {
  const { asset } = question;
  await placeSome(parts);
  const point =
    question.point ?? (asset === undefined ? undefined : await parts.responsibility.placeOf(asset));
  const candidates = new Set([
    ...(asset === undefined ? [] : parts.open.about(asset)),
    ...(point ? parts.open.around(point) : []),
  ]);
  if (candidates.size === 0) return [];
  const familyOf = await parts.responsibility.categoryFamilies();
  const family = new Set(familyOf(question.category));
  const isRelated = (category: string): boolean =>
    category === question.category || familyOf(category).some((iri) => family.has(iri));
  const score = scorer({ ...question, point }, parts.now.getTime());
  const likely: (Measured & { readonly candidate: OpenReport })[] = [];
  for (const candidate of candidates) {
    const measured = score(candidate);
    if (measured.score >= THRESHOLD && isRelated(candidate.category)) likely.push({ candidate, ...measured });
  }
  return likely
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_OFFERED)
    .map(({ candidate, ...measured }) => told(question, candidate, measured));
}

/**
 * Reports that name an asset and no place lie where the asset does. One that cannot be looked up is no fault of who asks: it
 * is found by its asset alone until the registers change.
 */
async function placeSome({ open, responsibility }: DuplicateParts): Promise<void> {
  const some: OpenReport[] = [];
  for (const report of open.unplaced()) {
    if (some.length >= MOST_PLACED) break;
    some.push(report);
  }
  await Promise.all(
    some.map(async (report) => {
      open.place(report, await responsibility.placeOf(report.asset ?? '').catch(() => undefined));
    }),
  );
}

interface Measured {
  readonly score: number;
  /** Metres. */
  readonly distance: number;
  readonly days: number;
}

const NO_MATCH: Measured = { score: 0, distance: Infinity, days: Infinity };

/**
 * Half of the score is how near it is, as a share of how far off the place may be; three tenths are for the very
 * category and not just its family; one fifth is how recent it is. The same asset is as near as can be; two different
 * assets are two problems.
 */
function scorer(question: DuplicateQuestion, now: number): (candidate: OpenReport) => Measured {
  const reach = Math.min(MOST_REACH, LEAST_REACH + question.accuracy);
  const frame = question.point && frameAround(question.point);
  const latitude = question.point?.[1] ?? 0;
  const isFarNorthOrSouth = (point: LonLat): boolean =>
    Math.abs(point[1] - latitude) > reach * DEGREES_PER_METRE;
  // Two that name the same asset and no place are at the same place.
  const distanceTo = (point: LonLat | undefined): number =>
    point && frame ? distanceInFrame(frame, point) : 0;
  return ({ point, asset, category, filed }) => {
    const sameAsset = asset !== undefined && asset === question.asset;
    // Most of those in the cells around are ruled out by their latitude alone.
    if (!sameAsset && point && isFarNorthOrSouth(point)) return NO_MATCH;
    const distance = distanceTo(point);
    if (!sameAsset && distance > reach) return NO_MATCH;
    const differentAsset = asset !== undefined && question.asset !== undefined && !sameAsset;
    const days = Math.max(0, (now - filed) / DAY);
    if (days > RECENT || differentAsset) return NO_MATCH;
    const near = sameAsset ? 1 : 1 - distance / reach;
    const kind = category === question.category ? 0.3 : 0.1;
    return { score: 0.5 * near + kind + 0.2 * (1 - days / RECENT), distance, days };
  };
}

function told(
  question: DuplicateQuestion,
  { report, category, asset, state }: OpenReport,
  { score, distance, days }: Measured,
): Duplicate {
  const facts = {
    distance: Math.round(distance),
    days: Math.floor(days),
    sameCategory: category === question.category,
    sameAsset: asset !== undefined && asset === question.asset,
  };
  return {
    report,
    score: Math.round(score * 100) / 100,
    ...facts,
    state,
    explanation: { nl: nl(facts), en: en(facts) },
    subscribe: `${report}/subscribe`,
  };
}
