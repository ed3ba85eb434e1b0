import {
  besideLine,
  centroidOf,
  compassPoint,
  contains,
  type CompassPoint,
  type LonLat,
} from '../spatial/index.js';
import type { Bilingual, Candidate, Choice, Named, Role, Situation, SituationAnswer } from './model.js';
import { sidedRoad } from './situations.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { Thing, Wording } from './wording/wording.js';

/** Answers that are offered; more would not be read. */
const MOST_CHOICES = 6;
/** Metres beside a road at which to look whose territory its side is. */
const BESIDE = 10;

/** One question to the reporter, with what may be answered to it. */
export interface Clarification {
  readonly question: Bilingual;
  readonly choices: readonly Choice[];
}

/** A thing by the name that people know it by. */
type ThingName = (candidate: Candidate, language: keyof Bilingual) => Thing;

/** What the wording of a question needs to know. */
export interface Clarifying {
  readonly named: (iri: string) => Named;
  readonly thing: ThingName;
  /** Who is responsible in one reading of the place. */
  readonly managersOf: (answer: SituationAnswer) => readonly string[];
}

/**
 * The question that takes one step out of an ambiguous answer, in the names of things, since a citizen cannot know
 * agencies. It is about the first thing that makes another manager responsible; the others are asked about next.
 * @returns `undefined` where no thing makes the difference, so that only a person can decide
 */
export function clarify(
  answers: readonly [SituationAnswer, ...SituationAnswer[]],
  point: LonLat,
  { named, thing, managersOf }: Clarifying,
): Clarification | undefined {
  const [firstAnswer, ...others] = answers;
  const managers = managersOf(firstAnswer);
  const elsewhere = others.find((answer) => managersOf(answer).some((one) => !managers.includes(one)));
  const role = elsewhere?.situation.differsIn;
  if (role === undefined) return undefined;
  const readings = answers.map(({ situation }) => situation);
  const about = [firstAnswer, ...others.filter(({ situation }) => situation.differsIn === role)];
  const possible = tellApart(
    about.flatMap((answer) => {
      const candidate = meantIn(answer.situation, role);
      return candidate ? [{ candidate, managers: [...new Set(managersOf(answer))].sort().join(' ') }] : [];
    }),
    named,
  );
  const candidates = toOffer(possible).map(({ candidate }) => candidate);
  if (candidates.length < 2) return undefined;
  const areas = readings.flatMap(({ area }) => area ?? []);
  const labels = {
    nl: labelAll(candidates, { wording: nl, language: 'nl', point, thing, areas }),
    en: labelAll(candidates, { wording: en, language: 'en', point, thing, areas }),
  };
  return {
    question: { nl: nl.question(labels.nl, role), en: en.question(labels.en, role) },
    choices: candidates.map((candidate, index): Choice => ({
      role,
      feature: named(candidate.feature),
      side: candidate.side,
      label: { nl: labels.nl[index] ?? '', en: labels.en[index] ?? '' },
    })),
  };
}

/** A thing that may be meant, and who is then responsible, as one text to compare. */
interface Meant {
  readonly candidate: Candidate;
  readonly managers: string;
}

/**
 * Each thing once. A road's line beside the surveyed ground of that road, with the same name and manager, is for people
 * the same thing said twice.
 */
function tellApart(possible: readonly Meant[], named: (iri: string) => Named): Meant[] {
  const distinct = [...new Map(possible.map((meant) => [keyOf(meant.candidate), meant])).values()];
  const nameOf = ({ candidate }: Meant): string => named(candidate.feature).label.nl;
  const isSaid = (road: Meant): boolean =>
    distinct.some(
      (other) =>
        other.candidate.role === 'ground' &&
        nameOf(other) === nameOf(road) &&
        other.managers === road.managers,
    );
  return distinct.filter(
    (meant) => meant.candidate.role !== 'road' || meant.candidate.sides !== undefined || !isSaid(meant),
  );
}

/** The likeliest of what may be meant, but of each who may be responsible one before a second of any. */
function toOffer(possible: readonly Meant[]): readonly Meant[] {
  const firsts = possible.filter(
    ({ managers }, index) => possible.findIndex((other) => other.managers === managers) === index,
  );
  const kept = new Set([...new Set([...firsts, ...possible])].slice(0, MOST_CHOICES));
  return possible.filter((meant) => kept.has(meant));
}

/** The thing that plays a role in a reading. */
function meantIn({ asset, grounds, area }: Situation, role: Role): Candidate | undefined {
  if (role === 'asset') return asset;
  if (role === 'area') return area;
  return role === 'road' ? sidedRoad(grounds) : grounds[0];
}

function keyOf({ feature, side }: Candidate): string {
  return `${feature} ${side ?? ''}`;
}

interface Labelling {
  readonly wording: Wording;
  readonly language: keyof Bilingual;
  readonly point: LonLat;
  readonly thing: ThingName;
  readonly areas: readonly Candidate[];
}

/** Names that tell the candidates apart: the side of a road, and where two things have one name, where each lies. */
function labelAll(candidates: readonly Candidate[], labelling: Labelling): string[] {
  const plain = candidates.map((candidate) => labelOf(candidate, labelling));
  const { wording, point } = labelling;
  const placed = candidates.map((candidate, index) => {
    const label = plain[index] ?? '';
    if (plain.filter((other) => other === label).length === 1) return label;
    return wording.placed(label, compassPoint(point, centroidOf(candidate.geometry)));
  });
  return placed.map((label, index) =>
    placed.indexOf(label) === index ? label : `${label} (${String(index + 1)})`,
  );
}

function labelOf(candidate: Candidate, { wording, language, point, thing, areas }: Labelling): string {
  const label = wording.thing(thing(candidate, language));
  const { side, geometry } = candidate;
  if (!side) return label;
  const beside = besideLine(geometry, point, side, BESIDE);
  const towards: CompassPoint = compassPoint(besideLine(geometry, point, side, 0), beside);
  const area = areas.find((one) => contains(one.geometry, beside));
  return wording.side(label, towards, area && thing(area, language).name);
}
