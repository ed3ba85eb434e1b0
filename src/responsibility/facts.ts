import type { Succession } from '../registers/index.js';
import { areasOf } from './area-nesting.js';
import type { Knowledge } from './knowledge.js';
import type { Candidate, Fact, Named, SituationAnswer, Staleness } from './model.js';

/** Registers that are named where none has anything at the place. */
const MOST_CONSULTED = 10;
const DAY = 24 * 60 * 60 * 1000;

/** What facts are told with. */
export interface FactSources {
  readonly knowledge: Knowledge;
  readonly named: (iri: string) => Named;
  /** The moment of the decision. */
  readonly time: Date;
}

/** What is told of an answer: the reading of the place, and what decided in it. */
type Told = Pick<SituationAnswer, 'situation' | 'winners'>;

/** Everything that plays a role in an answer to a reading of a place. */
export function featuresOf(answer: Told): Candidate[] {
  const { asset, grounds } = answer.situation;
  const nearest = nearestCounted(answer);
  return [...(asset ? [asset] : []), ...grounds, ...areasOf(answer.situation), ...(nearest ? [nearest] : [])];
}

/** The area in the outskirts of which the place lies, where that counts: no rule decided, or it may have told successors apart. */
export function nearestCounted({ situation, winners }: Told): Candidate | undefined {
  const isUsed = winners.length === 0 || winners.some(({ successions }) => successions !== undefined);
  return isUsed ? situation.nearestArea : undefined;
}

/**
 * The facts that a decision rests on: what is at the place, and which organisations made way for others. Where there is
 * nothing at all, that is a fact too: of the registers that were consulted.
 */
export function factsOf(answer: Told, steps: readonly Succession[], sources: FactSources): Fact[] {
  const events = new Map(steps.map((step) => [step.event, step]));
  const facts = [
    ...featuresOf(answer).map((candidate) => placeFact(candidate, sources)),
    ...[...events.values()].map((step) => successionFact(step, sources)),
  ];
  return facts.length > 0 ? facts : consulted(sources);
}

function placeFact({ role, feature, distance, register }: Candidate, sources: FactSources): Fact {
  return {
    role,
    feature: sources.named(feature),
    distance: Math.round(distance * 100) / 100,
    ...sourceOf(register, sources),
  };
}

function successionFact({ event, from, to, register }: Succession, sources: FactSources): Fact {
  const { named } = sources;
  const { nameless, label, iri } = named(event);
  const [before, after] = [named(from).label, named(to).label];
  return {
    role: 'succession',
    feature: {
      iri,
      label: nameless ? { nl: `${before.nl} → ${after.nl}`, en: `${before.en} → ${after.en}` } : label,
    },
    ...sourceOf(register, sources),
  };
}

/** The registers of areas, in one of which the place ought to be; all of them where there are none of areas. */
function consulted(sources: FactSources): Fact[] {
  const { areaRegisters, registers } = sources.knowledge;
  const looked = areaRegisters.length > 0 ? areaRegisters : [...registers.keys()].sort();
  return looked.slice(0, MOST_CONSULTED).map((iri) => {
    const source = sourceOf(iri, sources);
    return { role: 'consulted', feature: source.register, ...source };
  });
}

function sourceOf(
  register: string,
  { knowledge, time }: FactSources,
): Pick<Fact, 'register' | 'asOf' | 'stale'> {
  const info = knowledge.registers.get(register);
  return {
    register: { iri: register, label: info?.title ?? { nl: register, en: register } },
    asOf: info?.issued,
    stale: stalenessOf(info?.issued, info?.maxAge ?? knowledge.settings.registerMaxAge, time),
  };
}

/**
 * How old a register is where that is more than it may be.
 * @param asOf the day that it describes, `xsd:date`
 * @param most days
 */
function stalenessOf(asOf: string | undefined, most: number, time: Date): Staleness | undefined {
  const age = Math.floor((time.getTime() - Date.parse(asOf ?? '')) / DAY);
  return age > most ? { age, most } : undefined;
}
