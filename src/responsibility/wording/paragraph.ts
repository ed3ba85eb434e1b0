import type { Ambiguity } from '../model.js';

/** A rule as a dispatcher knows it; every part in the language of the paragraph. */
export interface RuleMention {
  readonly label: string;
  /** Title of its rule set. */
  readonly set: string | undefined;
  readonly version: string | undefined;
  /** Its legal basis, or what was agreed. */
  readonly source: string | undefined;
  /** Address of the document of an agreement. */
  readonly page: string | undefined;
  /** Its last day, `xsd:date`. */
  readonly through: string | undefined;
  readonly isAgreement: boolean;
}

/** What one register has at the place. */
export interface RegisterMention {
  readonly register: string;
  /** The day that it describes, `xsd:date`. */
  readonly asOf: string | undefined;
  /** Things by their names, each with its distance in whole metres. */
  readonly things: readonly { readonly thing: string; readonly distance: number }[];
}

/** What leads to one of several managers. */
export interface LeadMention {
  readonly manager: string;
  /** Absent where the municipality of the place is all there is. */
  readonly rule: RuleMention | undefined;
  /** The thing that the rule is about. */
  readonly thing: string | undefined;
}

/** The sentences of the paragraph for dispatchers, in one language. */
export interface ParagraphWording {
  /** @param accuracy metres within which the place is known; absent where it is that of the thing that is reported */
  found(registers: readonly RegisterMention[], accuracy: number | undefined): string;
  /** @param registers those that were consulted */
  nothingFound(registers: readonly RegisterMention[]): string;
  /** No register has the very thing that such reports are about. */
  readonly thingUnknown: string;
  /** Nobody is known for any area that the place lies in, if it lies in one. */
  readonly outside: string;
  decided(manager: string, rule: RuleMention): string;
  fallback(manager: string): string;
  readonly undecided: string;
  open(leads: readonly LeadMention[], why: Ambiguity): string;
  asked(question: string): string;
  /** @param more how many further ones there are */
  lost(losers: readonly { readonly rule: string; readonly manager: string }[], more: number): string;
  /** The same of rules that an agreement derogates from. */
  entrusted(losers: readonly { readonly rule: string; readonly manager: string }[], more: number): string;
  readonly noOther: string;
  /** The place may lie in these areas as well, and nobody is known for them. */
  unheld(areas: readonly string[]): string;
  /** The reporter has said which thing is meant. */
  chosen(things: readonly string[]): string;
  /** Managers that refused. */
  excluded(managers: readonly string[]): string;
  /** @param age days, @param most days that it may be */
  stale(register: string, asOf: string, age: number, most: number): string;
}
