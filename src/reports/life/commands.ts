import type { RedecideCommand } from './redecision.js';

/** What may be asked of a report, in one documented shape for each. */
export type Command =
  | { readonly name: 'accept' | 'start' | 'withdraw' | 'seal'; readonly text?: string | undefined }
  | { readonly name: 'refuse'; readonly reason: string; readonly text: string }
  | { readonly name: 'transfer'; readonly to: string; readonly text: string }
  | { readonly name: 'assign'; readonly to: string; readonly text?: string | undefined }
  | { readonly name: 'question' | 'answer' | 'addition' | 'resolve' | 'reopen'; readonly text: string }
  | { readonly name: 'choose'; readonly choice: string }
  | {
      readonly name: 'close';
      readonly outcome: 'rejected' | 'inadmissible' | 'closed';
      readonly text: string;
    }
  | {
      readonly name: 'rate';
      readonly rating: number;
      readonly text?: string | undefined;
      readonly reopen?: boolean | undefined;
    }
  | { readonly name: 'split'; readonly parts: readonly Part[]; readonly text?: string | undefined }
  | { readonly name: 'merge'; readonly into: string; readonly text?: string | undefined }
  | { readonly name: 'relate'; readonly to: string; readonly text?: string | undefined }
  | { readonly name: 'escalate' | 'remind' }
  | RedecideCommand;

/** A part of a report, for a manager of its own. */
export interface Part {
  /** IRI of the category; that of the whole where not given. */
  readonly category?: string | undefined;
  /** What is to be done; the whole's description where not given. */
  readonly description?: string | undefined;
  /** IRI of who is to do it; decided where not given. */
  readonly to?: string | undefined;
}

/** Names of the commands. */
export type CommandName = Command['name'];
