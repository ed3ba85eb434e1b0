import type { LonLat } from '../spatial/index.js';
import { areasOf, nestingOf } from './area-nesting.js';
import type { Chooser } from './decide.js';
import type { Feature } from './features.js';
import type { Category, Knowledge } from './knowledge.js';
import { measuredAt, type Locator } from './locate.js';
import type { Named, Role, Situation } from './model.js';
import { managersIn } from './situation-kind.js';
import { withOutskirts } from './outskirts.js';
import { assumedClasses, readSituations, searchRadius } from './situations.js';
import { fallbackOf } from './succeed.js';

/** How far off a place is taken to be, in metres: asked about with this accuracy, it gets the same answer. */
export const SURVEY_ACCURACY = 1;

/** A place as rules see it, for a report about things of some classes. */
export interface Reading {
  readonly situation: Situation;
  /** Whether what such a report is about can be there: always, but for reports about a kind of ground that is not. */
  readonly fits: boolean;
}

/** What the rules make of a place. */
export interface SurveyAnswer {
  /** Those whom rules make responsible; several where rules of equal weight disagree, none where no rule holds. */
  readonly responsible: readonly string[];
  readonly rules: readonly string[];
  /** Who gets a report where no rule holds. */
  readonly fallback: readonly string[];
}

/** Lets the rules choose at many places, as they are now; registers and rules that come later are not seen. */
export interface Survey {
  readonly categories: readonly Category[];
  /** The registers in force. */
  readonly registers: readonly string[];
  /** The day for which it is, `xsd:date`. */
  readonly today: string;
  readonly roleOf: (classes: readonly string[]) => Role | undefined;
  /** An area with all areas around it. */
  areasFrom(iri: string): readonly string[];
  isClassBelow(narrow: string, broad: string): boolean;
  /** Features by name. */
  features(iris: readonly string[]): Promise<Feature[]>;
  /**
   * Looks around at a place.
   * @param named the asset that a report there would name
   * @returns the likeliest reading of it, for a report about things of those classes
   */
  look(point: LonLat, named?: Feature): Promise<(concerns: readonly string[]) => Reading>;
  /** What rules could ask of each situation: where this text is the same, so is the answer. */
  kinds(situations: readonly Situation[]): Promise<string[]>;
  choose(category: string, situations: readonly Situation[]): Promise<SurveyAnswer[]>;
  name(iris: readonly string[]): Promise<ReadonlyMap<string, Named>>;
}

/** @param today `xsd:date` */
export function surveyIn(
  { chooser, locator }: { readonly chooser: Chooser; readonly locator: Locator },
  knowledge: Knowledge,
  today: string,
): Survey {
  const { hierarchies, categories } = knowledge;
  return {
    categories: [...categories.values()],
    registers: [...knowledge.registers.keys()],
    today,
    roleOf: (classes) => knowledge.roleOf(classes),
    areasFrom: (iri) => hierarchies.areasFrom(iri),
    isClassBelow: hierarchies.isClassBelow,
    features: (iris) => locator.byNames(iris, knowledge),
    look: (point, named) => look({ locator, knowledge }, point, named),
    kinds: (situations) => kindsOf(situations, chooser, knowledge),
    choose: async (category, situations) => {
      const answers = await chooser.apply(knowledge, category, situations, today);
      return answers.map(({ situation, winners, fallback }) => ({
        responsible: [...new Set(winners.map(({ responsible }) => responsible))],
        rules: [...new Set(winners.map(({ rule }) => rule))],
        fallback: fallback?.map(({ organisation }) => organisation) ?? fallbackOf(situation, knowledge),
      }));
    },
    name: (iris) => knowledge.name(iris),
  };
}

async function look(
  { locator, knowledge }: { readonly locator: Locator; readonly knowledge: Knowledge },
  point: LonLat,
  named: Feature | undefined,
): Promise<(concerns: readonly string[]) => Reading> {
  const { hierarchies, categories } = knowledge;
  const { areaOrganisations } = knowledge;
  const place = { point, accuracy: SURVEY_ACCURACY, hierarchies, areaOrganisations, chosen: [] };
  const radius = (concerns: readonly string[]): number => searchRadius({ ...place, concerns });
  const farthest = Math.max(...[...categories.values()].map(({ concerns }) => radius(concerns)));
  const around = await locator.near(point, farthest, knowledge);
  const all = await withOutskirts(around, place, locator, knowledge);
  const isInOutskirts = all !== around;
  const read = (concerns: readonly string[]): Situation => {
    const within = radius(concerns);
    const [situation] = readSituations({
      ...place,
      concerns,
      candidates: all.filter(
        ({ role, distance }) => distance <= within || (isInOutskirts && role === 'area'),
      ),
      named: named && measuredAt(named, point),
    });
    if (!situation) throw new Error('A place has at least one reading.');
    return situation;
  };
  // Where nothing of the kind is near, one reading does for all kinds of things.
  let empty: Situation | undefined;
  return (concerns) => {
    const isNear = around.some(({ classes }) => areAbout(classes, concerns, knowledge));
    if (!named && !isNear && !concernGround(concerns, knowledge)) {
      empty ??= read([]);
      return {
        situation: { ...empty, assumedClasses: assumedClasses({ concerns, hierarchies }) },
        fits: true,
      };
    }
    const situation = read(concerns);
    const [ground] = situation.grounds;
    const fits = !concernGround(concerns, knowledge) || areAbout(ground?.classes ?? [], concerns, knowledge);
    return { situation, fits };
  };
}

/** All that any rule could ask of a place but the day, whatever the category. */
async function kindsOf(
  situations: readonly Situation[],
  { attributes }: Chooser,
  knowledge: Knowledge,
): Promise<string[]> {
  const known = await attributes.of(
    situations.flatMap(({ asset }) => asset?.feature ?? []),
    knowledge,
  );
  return situations.map((situation) => {
    const { asset, assumedClasses, grounds, nearestArea } = situation;
    const things = [...(asset ? [asset] : []), ...grounds];
    return JSON.stringify([
      things.map(({ feature, role, classes }) => [
        role,
        classes,
        knowledge.namedThings.has(feature) ? feature : '',
      ]),
      [assumedClasses, known.get(asset?.feature ?? '')],
      [areasOf(situation).map(({ feature }) => feature), nestingOf(situation), nearestArea?.feature],
      [...managersIn(situation, knowledge).keys()],
    ]);
  });
}

function areAbout(
  classes: readonly string[],
  concerns: readonly string[],
  { hierarchies }: Knowledge,
): boolean {
  return classes.some((own) => concerns.some((wanted) => hierarchies.isClassBelow(own, wanted)));
}

function concernGround(concerns: readonly string[], knowledge: Knowledge): boolean {
  return concerns.some((iri) => ['ground', 'road'].includes(knowledge.roleOf([iri]) ?? ''));
}
