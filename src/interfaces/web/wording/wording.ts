import type { ProblemType } from '../../../problem.js';

/** The languages in which the pages exist. */
export type Language = 'nl' | 'en';

/** What a problem means to the one who meets it. */
export interface ProblemWording {
  readonly title: string;
  /** How it comes about. */
  readonly cause: string;
  /** What to do about it. */
  readonly mend: string;
}

/** Every text of the pages, in one language. */
export interface PageWording {
  readonly language: Language;
  /** Whether the address of the page names the language. */
  readonly isChosen?: boolean;
  /** The name of the other language, in that language. */
  readonly otherLanguage: string;
  readonly skip: string;
  readonly tagline: string;
  readonly intro: string;
  readonly tryIt: string;
  readonly category: string;
  readonly longitude: string;
  readonly latitude: string;
  readonly accuracy: string;
  readonly ask: string;
  readonly links: string;
  readonly linkTexts: {
    readonly categories: string;
    readonly ontology: string;
    readonly shapes: string;
    readonly context: string;
    readonly sparql: string;
    readonly queries: string;
    readonly dataset: string;
    readonly catalogue: string;
    readonly registers: string;
    readonly openApi: string;
    readonly health: string;
    readonly metrics: string;
  };
  readonly queryPage: {
    readonly title: string;
    readonly intro: string;
    readonly saved: string;
    readonly dataset: string;
    readonly examples: string;
    /** Texts that the script of the page shows. */
    readonly editor: { readonly run: string; readonly own: string };
  };
  readonly savedQueries: {
    readonly title: string;
    readonly intro: string;
    readonly optional: string;
    readonly rows: string;
    readonly text: string;
  };
  readonly report: {
    readonly category: string;
    readonly about: string;
    readonly status: string;
    readonly handler: string;
    /** Heading of the statuses that a report had. */
    readonly timeline: string;
    readonly why: string;
  };
  readonly map: { readonly label: string; readonly caption: string };
  readonly dataset: {
    readonly triples: string;
    readonly ofReports: string;
    readonly licence: string;
    readonly graphs: string;
    readonly classes: string;
    readonly properties: string;
    readonly things: string;
  };
  readonly front: {
    /** How to choose a place. */
    readonly place: string;
    readonly mapLabel: string;
    readonly here: string;
    readonly hereFails: string;
    readonly coordinates: string;
    readonly look: string;
    readonly lookIntro: string;
    readonly steps: readonly { readonly title: string; readonly text: string }[];
  };
  readonly contents: string;
  /** Kinds of things whose key is a number for machines, by their type in the address. */
  readonly numbered: Readonly<Record<string, string>>;
  /** What the graphs of our own terms are called, by the end of their IRI. */
  readonly graphNames: Readonly<Record<string, string>>;
  readonly facts: string;
  readonly properties: string;
  /** What properties and classes are called that have no label in the graph, by IRI. */
  readonly termNames: Readonly<Record<string, string>>;
  readonly property: string;
  readonly value: string;
  readonly usedBy: string;
  readonly formats: string;
  readonly answer: string;
  readonly cause: string;
  readonly mend: string;
  readonly openApi: {
    readonly title: string;
    readonly intro: string;
    readonly key: string;
    readonly send: string;
    readonly body: string;
  };
  readonly problems: Readonly<Record<ProblemType, ProblemWording>>;
}
