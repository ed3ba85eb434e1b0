import type { CompassPoint } from '../../spatial/index.js';
import type { Ambiguity, Outcome, Role } from '../model.js';

/** A thing as people call it: its kind, and its name where it has one. */
export interface Thing {
  /** The role it plays. */
  readonly role: Role;
  /** What it is, such as "Rijbaan"; absent where the class has no label. */
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** What a sentence about a decision is made of; every part in the language of the sentence. */
export interface SentenceParts {
  readonly outcome: Outcome;
  /** Why an ambiguous answer is so. */
  readonly ambiguity: Ambiguity | undefined;
  readonly manager: string | undefined;
  readonly rule: string | undefined;
  readonly thing: Thing | undefined;
  /** Metres. */
  readonly distance: number | undefined;
  readonly register: string | undefined;
  readonly asOf: string | undefined;
  readonly candidates: readonly string[];
}

/** Every text that people read about a decision, in one language. */
export interface Wording {
  thing(thing: Thing): string;
  sentence(parts: SentenceParts): string;
  /** A side of a road: where it lies, and whose territory it is where that is known. */
  side(road: string, towards: CompassPoint, area: string | undefined): string;
  /** One of several things of one name, by where it lies from the reported place. */
  placed(thing: string, towards: CompassPoint): string;
  question(things: readonly string[], role: Role): string;
  lost(rule: string, winner: string): string;
  /** Why a rule lost to an agreement. */
  entrusted(rule: string, agreement: string): string;
  /** @param date `xsd:date` */
  succeeded(from: string, to: string, date: string): string;
}
