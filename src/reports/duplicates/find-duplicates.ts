import type { Bilingual, Responsibility } from '../../responsibility/index.js';
import { distanceTo, type LonLat } from '../../spatial/index.js';
import type { OpenReport, OpenReports } from './open-reports.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

const DAY = 86_400_000;
/** Days after which an open report is taken for another problem. */
const RECENT = 60;
/** Metres within which two reports may be about one problem, however exact they say they are. */
const LEAST_REACH = 25;
const MOST_REACH = 60;
/** A score from which a report is offered as a duplicate. */
export const THRESHOLD = 0.55;
const MOST_OFFERED = 3;

/** What is asked: has this been reported? */
export interface DuplicateQuestion {
  /** IRI of the category. */
  readonly category: string;
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

/** Finds open reports that may be about the same problem; the likeliest first. */
export async function findDuplicates(
  question: DuplicateQuestion,
  parts: {
    readonly open: OpenReports;
    readonly responsibility: Pick<Responsibility, 'categoriesFrom'>;
    readonly now: Date;
  },
): Promise<Duplicate[]> {
  const { point } = question;
  if (!point) return [];
  const candidates = [...parts.open.around(point)];
  if (candidates.length === 0) return [];
  const family = await parts.responsibility.categoriesFrom(question.category);
  const found = await Promise.all(
    candidates.map(async (candidate) => {
      const theirs = await parts.responsibility.categoriesFrom(candidate.category);
      const related = theirs.some((iri) => family.includes(iri));
      return related ? scored(question, point, candidate, parts.now) : undefined;
    }),
  );
  return found
    .filter((duplicate) => duplicate !== undefined)
    .filter(({ score }) => score >= THRESHOLD)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_OFFERED);
}

/**
 * Half of the score is how near it is, as a share of how far off the place may be; three tenths are for the very
 * category and not just its family; one fifth is how recent it is. The same asset is as near as can be; two different
 * assets are two problems.
 */
function scored(
  question: DuplicateQuestion,
  point: LonLat,
  candidate: OpenReport,
  now: Date,
): Duplicate | undefined {
  const days = Math.max(0, (now.getTime() - candidate.filed) / DAY);
  const sameAsset = candidate.asset !== undefined && candidate.asset === question.asset;
  const differentAsset = candidate.asset !== undefined && question.asset !== undefined && !sameAsset;
  const distance = candidate.point
    ? distanceTo({ type: 'Point', coordinates: [...candidate.point] }, point)
    : 0;
  const reach = Math.min(MOST_REACH, LEAST_REACH + question.accuracy);
  if (days > RECENT || differentAsset || (!sameAsset && distance > reach)) return undefined;
  const sameCategory = candidate.category === question.category;
  const near = sameAsset ? 1 : 1 - distance / reach;
  const score = 0.5 * near + (sameCategory ? 0.3 : 0.1) + 0.2 * (1 - days / RECENT);
  const facts = { distance: Math.round(distance), days: Math.floor(days), sameCategory, sameAsset };
  return {
    report: candidate.report,
    score: Math.round(score * 100) / 100,
    ...facts,
    state: candidate.state,
    explanation: { nl: nl(facts), en: en(facts) },
    subscribe: `${candidate.report}/subscribe`,
  };
}
