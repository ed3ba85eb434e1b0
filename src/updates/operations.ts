import type { Term } from '@rdfjs/types';
import type { Dataset } from '../store/graph-store.js';

/** A quad of a template: terms, variables and blank nodes; without graph it goes to the graph that is the default. */
export interface QuadTemplate {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
  /** A name or a variable; the default graph otherwise. */
  readonly graph: Term;
}

/** Where an operation looks for what to write. */
export interface Pattern {
  /** A SELECT query for the variables of the pattern. */
  readonly sparql: string;
  /** The data set that WITH sets; USING is in the query itself. */
  readonly dataset?: Dataset | undefined;
  /** Whether the operation names its data set, by WITH or USING. */
  readonly namesDataset: boolean;
}

/** What a graph management operation is about: one graph, or all that clients may write, or all but the default. */
export type Target = { readonly graph: string } | 'default' | 'named' | 'all';

/** One operation of an update request (SPARQL 1.1 Update, section 3). */
export type Operation =
  | {
      readonly kind: 'modify';
      readonly remove: readonly QuadTemplate[];
      readonly insert: readonly QuadTemplate[];
      /** None for data that is given as it is. */
      readonly where: Pattern | undefined;
    }
  | {
      readonly kind: 'clear' | 'drop' | 'create';
      readonly target: Target;
      readonly silent: boolean;
    }
  | {
      readonly kind: 'copy' | 'move' | 'add';
      readonly from: Target;
      readonly to: Target;
      readonly silent: boolean;
    };
