import { ProblemError } from '../problem.js';
import { dayOf } from '../rdf/day.js';
import type { SupposedRegister } from '../registers/index.js';
import { centroidOf, type LonLat } from '../spatial/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { winsAnywhere } from './anywhere.js';
import { createBases } from './bases.js';
import { createChooser, type Chooser } from './decide.js';
import { describedChooser, type DescribedChooser } from './described.js';
import { explain } from './explain.js';
import type { Feature } from './features.js';
import { openPastGraph, openSupposedGraph, type GraphApart } from './graph-apart.js';
import { keepKnowledge, knowledgeOfRules, type Knowledge } from './knowledge.js';
import { createLocator, measuredAt, type Locator } from './locate.js';
import type { Candidate, Decision, Named, Question, SituationAnswer } from './model.js';
import { readNamed } from './named-readings.js';
import { nameIn } from './names.js';
import { inOneKnowledge } from './one-knowledge.js';
import { withOutskirts } from './outskirts.js';
import { placeOn, reportedPlace, type Place } from './place.js';
import { alternativesRadius, isGround, LARGEST_RADIUS, MOST_ACCURACY, searchRadius } from './situations.js';
import type { Surroundings } from './surroundings.js';
import { surveyIn, type Survey } from './survey.js';
import { supposeRules, type SupposedRuleSet } from './suppose.js';
import { managersIn, reachVerdict } from './verdict.js';
import { worthWeighing } from './worth-weighing.js';

/** Finds who is responsible, and says why. */
export interface Responsibility {
  /**
   * Decides: locate, let the rules choose, explain. Nothing is stored.
   * @throws ProblemError `invalid-parameter` where neither a place nor a known asset is given
   */
  decide(question: Question): Promise<Decision>;
  /**
   * The same without the reasons, for who asks much and wants few of them.
   * @throws ProblemError `invalid-parameter` as `decide` does
   */
  weigh(question: Question): Promise<Weighed>;
  /** The IRI of a category given by key or by IRI; `undefined` where the scheme has none such. */
  categoryIri(text: string): Promise<string | undefined>;
  /** Keys of all categories, in order. */
  categoryKeys(): Promise<string[]>;
  /** A category with all categories above it. */
  categoriesFrom(iri: string): Promise<readonly string[]>;
  /** The same for many categories, in what is known now; what it gave before is remembered. */
  categoryFamilies(): Promise<(iri: string) => readonly string[]>;
  /** An area with all areas that it lies in. */
  areasFrom(iri: string): Promise<readonly string[]>;
  /** Where a thing lies that a register has: a point on it, about its middle. */
  placeOf(thing: string): Promise<LonLat | undefined>;
  /** Where `decide` looks for an answer: on the thing that is named, or at the place given; `undefined` where there is neither. */
  placeAsked(question: Question): Promise<LonLat | undefined>;
  /** What things are called. */
  name(iris: readonly string[]): Promise<ReadonlyMap<string, Named>>;
  /**
   * The same service as it was after a change: with the registers, rules and terms of then, worked out from the log.
   * Nothing is stored. Close it after use.
   * @param sequence number of the change
   * @param at the moment at which to decide
   */
  asOf(sequence: number, at: Date): Promise<Responsibility>;
  /**
   * The same service as it would be if things were otherwise; nothing is stored. Close it after use.
   * @throws ProblemError `conflicting-rules` where the supposed rules contradict each other; `invalid-register`
   */
  supposing(supposition: Supposition): Promise<Responsibility>;
  /** Lets the rules choose for places that are described instead of found. */
  describing(): Promise<DescribedChooser>;
  /** Lets the rules choose at many places, to see where nobody is responsible, or several are. */
  surveying(): Promise<Survey>;
  close(): Promise<void>;
}

/** Who comes out, before it is told why. */
export interface Weighed {
  /** IRIs of whom the decision leads to, sorted: the one responsible, or all who may be. */
  readonly managers: readonly string[];
  /** The decision with its reasons. */
  explain(): Promise<Decision>;
}

/** How things might be, instead of how they are. */
export interface Supposition {
  /** Rule sets in the place of those in force, or beside them. */
  readonly ruleSets?: readonly SupposedRuleSet[] | undefined;
  /** A register in the place of the one in force, or beside the others; takes a copy of the graph. */
  readonly register?: SupposedRegister | undefined;
  /** The moment at which to decide, instead of now. */
  readonly at?: Date | undefined;
}

/**
 * The responsibility service over a graph.
 * @param options.now the clock
 * @throws ProblemError `conflicting-rules` where the rules in the graph contradict each other
 */
export async function createResponsibility(
  store: GraphStore,
  options: { readonly baseUrl: string; readonly now: () => Date },
): Promise<Responsibility> {
  const keeper = keepKnowledge(store, options.baseUrl);
  const locator = createLocator(store);
  await keeper.current();
  const parts: DecidingParts = {
    knowledge: () => keeper.current(),
    chooser: createChooser({ facts: store, rules: store }),
    locator,
    now: options.now,
  };
  return serve({ store, baseUrl: options.baseUrl }, parts, () => {
    keeper.close();
    return Promise.resolve();
  });
}

/** @param close ends what only this service uses */
function serve(house: House, parts: DecidingParts, close: () => Promise<void>): Responsibility {
  const { store, baseUrl } = house;
  return {
    decide: (question) =>
      inOneKnowledge(parts.knowledge, async (known) => (await weighIn(parts, known, question)).explain()),
    weigh: (question) => inOneKnowledge(parts.knowledge, (known) => weighIn(parts, known, question)),
    categoryIri: async (text) => {
      const { categories } = await parts.knowledge();
      if (categories.has(text)) return text;
      return [...categories.values()].find(({ key }) => key === text)?.iri;
    },
    categoryKeys: async () => [...(await parts.knowledge()).categories.values()].map(({ key }) => key).sort(),
    categoriesFrom: async (iri) => (await parts.knowledge()).hierarchies.categoriesFrom(iri),
    categoryFamilies: async () => (await parts.knowledge()).hierarchies.categoriesFrom,
    areasFrom: async (iri) => (await parts.knowledge()).hierarchies.areasFrom(iri),
    placeOf: async (thing) => {
      const [found] = await parts.locator.byName(thing, await parts.knowledge());
      return found && centroidOf(found.geometry);
    },
    placeAsked: (question) =>
      inOneKnowledge(
        parts.knowledge,
        async (known) => (await locateQuestion(parts.locator, known, question)).place?.point,
      ),
    name: async (iris) => (await parts.knowledge()).name(iris),
    describing: async () => describedChooser(parts.chooser, await parts.knowledge()),
    surveying: async () => surveyIn(parts, await parts.knowledge(), dayOf(parts.now())),
    supposing: async ({ ruleSets = [], register, at }) => {
      const now = at ? () => at : parts.now;
      if (register)
        return serveApart(house, await openSupposedGraph(store, baseUrl, { register, ruleSets }), now);
      const knowledge = await parts.knowledge();
      if (ruleSets.length === 0) return serve(house, { ...parts, now }, () => Promise.resolve());
      const { graph, rules } = await supposeRules(store, ruleSets, knowledge.hierarchies);
      const supposed: Knowledge = {
        ...knowledge,
        ...knowledgeOfRules(rules),
        name: nameIn(graph, knowledge),
        bases: createBases(graph),
      };
      const chooser = createChooser({ facts: store, rules: graph });
      return serve(house, { ...parts, now, chooser, knowledge: () => Promise.resolve(supposed) }, () =>
        graph.close(),
      );
    },
    asOf: async (sequence, at) => serveApart(house, await openPastGraph(store, sequence, baseUrl), () => at),
    close,
  };
}

/** Decides in a graph apart, which is closed with it. */
function serveApart(house: House, { graph, knowledge }: GraphApart, now: () => Date): Responsibility {
  const parts: DecidingParts = {
    knowledge: () => Promise.resolve(knowledge),
    chooser: createChooser({ facts: graph, rules: graph }),
    locator: createLocator(graph),
    now,
  };
  return serve(house, parts, () => graph.close());
}

/** Where deciding is at home. */
interface House {
  readonly store: GraphStore;
  readonly baseUrl: string;
}

/** What deciding works with. */
interface DecidingParts {
  readonly knowledge: () => Promise<Knowledge>;
  readonly chooser: Chooser;
  readonly locator: Locator;
  readonly now: () => Date;
}

async function weighIn(
  { chooser, locator, now }: DecidingParts,
  knowledge: Knowledge,
  question: Question,
): Promise<Weighed> {
  // What it is called will be said; asked now, that is there by then.
  if (question.asset !== undefined) knowledge.name([question.asset]).catch(() => undefined);
  const { named, place } = await locateQuestion(locator, knowledge, question);
  const [thing] = named;
  if (!place)
    throw new ProblemError(
      'invalid-parameter',
      'No register knows this asset, so there is no place to decide about. Give a location (lon and lat) as well.',
    );
  const { point, accuracy } = place;
  const { hierarchies, areaOrganisations } = knowledge;
  const concerns = knowledge.categories.get(question.category)?.concerns ?? [];
  const surroundings = {
    point,
    chosen: question.chosen ?? [],
    concerns,
    accuracy,
    hierarchies,
    areaOrganisations,
    named: thing && measuredAt(thing, point),
  };
  const { candidates, isAll: isAllNear } = await lookAround(locator, knowledge, surroundings);
  const situations = readNamed({ ...surroundings, candidates }, named);
  const { readings, isAll } = await worthWeighing(situations, chooser.attributes, knowledge);
  const time = now();
  const today = dayOf(time);
  const { category, excluded } = question;
  const [first, ...others] = await chooser.apply(knowledge, category, readings, today, excluded);
  if (!first) throw new Error('A place has at least one reading.');
  const answers: readonly [SituationAnswer, ...SituationAnswer[]] = [first, ...others];
  const isPlaced =
    isAllNear || winsAnywhere(first.winners[0], surroundings.named, question.category, knowledge);
  const verdict = reachVerdict(answers, knowledge, isAll && isPlaced);
  return {
    managers: managersIn(verdict),
    explain: () => explain(question, point, { answers, verdict }, { knowledge, time }),
  };
}

/** The thing that is named, as each register describes it, and the place to look for an answer. */
async function locateQuestion(
  locator: Locator,
  knowledge: Knowledge,
  question: Question,
): Promise<{ readonly named: readonly Feature[]; readonly place: Place | undefined }> {
  const named = question.asset === undefined ? [] : await locator.byName(question.asset, knowledge);
  const [thing] = named;
  return { named, place: thing ? placeOn(thing, question) : reportedPlace(question) };
}

/**
 * What is near a place, the nearest first; ground as far as it may be meant instead of the nearest, and areas in the
 * outskirts of which it lies where none around it has somebody.
 * @returns `isAll` is false where more may be meant than what is looked for
 */
async function lookAround(
  locator: Locator,
  knowledge: Knowledge,
  place: Omit<Surroundings, 'candidates'>,
): Promise<{ readonly candidates: readonly Candidate[]; readonly isAll: boolean }> {
  const { point, accuracy } = place;
  const radius = searchRadius(place);
  const near = await locator.near(point, radius, knowledge);
  const needed = alternativesRadius({ ...place, candidates: near });
  const wider = needed > radius ? await locator.near(point, Math.min(needed, LARGEST_RADIUS), knowledge) : [];
  const further = wider.filter((candidate) => candidate.distance > radius && isGround(candidate));
  return {
    candidates: await withOutskirts([...near, ...further], place, locator, knowledge),
    isAll: accuracy <= MOST_ACCURACY && needed <= LARGEST_RADIUS,
  };
}
