import type { Succession, Successor } from '../registers/index.js';
import type { Geometry, LonLat } from '../spatial/index.js';
import type { GraphStore } from '../store/graph-store.js';

/** Where to ask: the store, or a graph made to suppose something. */
export type Queryable = Pick<GraphStore, 'select'>;

/** What a located thing is to a decision: the asset itself, the ground or road under it, or the area around it. */
export type Role = 'asset' | 'ground' | 'road' | 'area';

/** A side of a road, seen in the direction in which its line is drawn. */
export type Side = 'left' | 'right';

/** A text in the two languages of the service. */
export interface Bilingual {
  readonly nl: string;
  readonly en: string;
}

/** What is asked: who is responsible for this category of report at this place? */
export interface Question {
  /** IRI of the category. */
  readonly category: string;
  /** Where, in longitude and latitude (WGS84); may be left out where the asset is known. */
  readonly point?: LonLat | undefined;
  /** How far the point may be off, in metres. */
  readonly accuracy: number;
  /** IRI of the asset that the report names. */
  readonly asset?: string | undefined;
  /** What the reporter answered to the questions of earlier decisions. */
  readonly chosen?: readonly Chosen[] | undefined;
  /** IRIs of managers that refused, and are not chosen again. */
  readonly excluded?: readonly string[] | undefined;
}

/** A reading of the place that the reporter has confirmed. */
export interface Chosen {
  readonly role: Role;
  /** IRI of the thing that is meant. */
  readonly feature: string;
  /** The side of the road that is meant. */
  readonly side?: Side | undefined;
  /** IRI of the choice, in the decision that offered it. */
  readonly choice?: string | undefined;
}

/** An answer that a reporter may give to the question of a decision. */
export interface Choice {
  readonly role: Role;
  readonly feature: Named;
  readonly side?: Side | undefined;
  /** What to show, in the names of things. */
  readonly label: Bilingual;
}

/** A feature of a register that may matter. */
export interface Candidate {
  readonly feature: string;
  readonly role: Role;
  /** Its classes, as recorded. */
  readonly classes: readonly string[];
  readonly register: string;
  /** The manager recorded, for the side of the road where the point lies if sides differ. */
  readonly manager?: string | undefined;
  /** The managers of a road's two sides, where they differ. */
  readonly sides?: { readonly left: string; readonly right: string } | undefined;
  /** The side that the manager is of, where they differ, in the direction of the line; none of a road that is a point. */
  readonly side?: Side | undefined;
  readonly geometry: Geometry;
  /** Metres from the point to the feature; 0 inside it. */
  readonly distance: number;
  /** Square metres; 0 for points and lines. */
  readonly size: number;
}

/** One way to read the place. */
export interface Situation {
  readonly asset?: Candidate | undefined;
  /** Classes of the thing that the category is about, where no register knows the very thing. */
  readonly assumedClasses: readonly string[];
  /** The ground at the point, the most precise first. */
  readonly grounds: readonly Candidate[];
  readonly area?: Candidate | undefined;
  /** The areas around that one in which the place lies too, the smallest first. */
  readonly around?: readonly Candidate[] | undefined;
  /** Where the point is in no area: the nearest one. No rule holds in it; it is what an answer may fall back on. */
  readonly nearestArea?: Candidate | undefined;
  /** What makes this reading differ from the first one. */
  readonly differsIn: Role | undefined;
}

/** A rule that won, or lost, in a situation. */
export interface AppliedRule {
  readonly rule: string;
  readonly responsible: string;
  /** The rule that is more specific, where this one lost. */
  readonly lostTo?: string | undefined;
  /** The events that led from the organisation recorded to the one responsible now. */
  readonly successions?: readonly Succession[] | undefined;
}

/** The answer to one situation. */
export interface SituationAnswer {
  readonly situation: Situation;
  readonly winners: readonly AppliedRule[];
  readonly losers: readonly AppliedRule[];
  /** Who it falls back on where no rule wins, once those who have ended made way for their successors. */
  readonly fallback?: readonly Successor[] | undefined;
}

/** How an answer came about. */
export type Outcome = 'decided' | 'ambiguous' | 'fallback' | 'undecided';

/** An organisation, unit or thing with its name. */
export interface Named {
  readonly iri: string;
  readonly label: Bilingual;
  /** The graph gives it no name; the label is the end of its IRI. */
  readonly nameless?: boolean;
}

/** What a fact is to a decision; `consulted` is a register that has nothing at the place. */
export type FactRole = Role | 'succession' | 'consulted';

/** A fact that the decision rests on: something at the place, the succession of an organisation, or that nothing is there. */
export interface Fact {
  readonly role: FactRole;
  /** The thing, the event in which one organisation took over from another, or the register that was consulted. */
  readonly feature: Named;
  /** Metres from the point; for things at a place. */
  readonly distance?: number | undefined;
  readonly register: Named;
  /** The day that the register describes, `xsd:date`. */
  readonly asOf?: string | undefined;
  /** By how much the register is older than it may be, where it is. */
  readonly stale?: Staleness | undefined;
}

/** How old a register is, and how old it may be, in days. */
export interface Staleness {
  readonly age: number;
  readonly most: number;
}

/**
 * Why several managers remain: the place is not known precisely enough, rules of equal weight disagree, or whoever was
 * recorded has several successors of which none is known to be the one here.
 */
export type Ambiguity = 'place' | 'rules' | 'succession';

/** A rule with what an explanation says of it. */
export interface NamedRule extends Named {
  readonly set?: string | undefined;
  readonly version?: string | undefined;
}

/** A rule that applied and lost. */
export interface RunnerUp {
  readonly rule: NamedRule;
  readonly responsible: Named;
  /** It lost to an agreement that derogates from it; otherwise to a more specific rule. */
  readonly isEntrusted: boolean;
  readonly why: Bilingual;
}

/** A decision with its reasons. */
export interface Decision {
  readonly question: Question;
  readonly outcome: Outcome;
  readonly responsible?: Named | undefined;
  /** The rule that won; where none did, that of the last resort. An ambiguous answer has none. */
  readonly rule?: NamedRule | undefined;
  /** The rules that lead to the managers that an ambiguous answer leaves open. */
  readonly openRules: readonly NamedRule[];
  /** Why an ambiguous answer is so. */
  readonly ambiguity?: Ambiguity | undefined;
  readonly facts: readonly Fact[];
  readonly runnersUp: readonly RunnerUp[];
  /** Nobody else was possible: no rule lost, and no manager remains beside the one named. */
  readonly noOtherCandidate: boolean;
  /** The managers that an ambiguous answer leaves open; one, where the place may be off by more than is looked at. */
  readonly candidates: readonly Named[];
  /** The one question that would settle an ambiguous answer. */
  readonly clarify?: Bilingual | undefined;
  /** What may be answered to that question, the likeliest first. */
  readonly choices: readonly Choice[];
  /** For the citizen: one sentence, and one more for each organisation that made way for another. */
  readonly sentence: Bilingual;
  /** For the dispatcher: what was found where, what decided, who lost and why, and what is not certain. */
  readonly forDispatcher: Bilingual;
  /** When it was made. */
  readonly time: Date;
  /** Number of the last change to the graph that the registers and rules it rests on had seen. */
  readonly asOf: number;
}
