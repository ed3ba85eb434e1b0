import { readFileSync } from 'node:fs';
import { Parser, Store } from 'n3';
import { ProblemError } from '../../problem.js';
import { melding, rdf, skos, ww } from '../../rdf/namespaces.js';
import { packageFile } from '../../rdf/package-files.js';
import { namedNode } from '../../rdf/terms.js';
import type { Bilingual } from '../../responsibility/index.js';

const TRANSACTIE = 'https://data.vlaanderen.be/ns/transactie#';
const STATE = 'https://w3id.org/wegwijzer/state/';
const COMMAND = 'https://w3id.org/wegwijzer/command/';
const REFUSAL = 'https://w3id.org/wegwijzer/refusal/';

/** Where a report can be in its life, with what the outside makes of it. */
export interface LifeState {
  /** Its key, such as `offered`. */
  readonly key: string;
  readonly iri: string;
  readonly label: Bilingual;
  /** What it means to the reporter, in plain words. */
  readonly plain: Bilingual;
  /** IRI of the official status (OSLO MeldingStatuswaarde), and what it is called. */
  readonly status: string;
  /** IRIs of the Flemish phase and code (StatusVlaamseFase, StatusVlaamseCode). */
  readonly phase: string;
  readonly phaseLabel: Bilingual;
  readonly code: string;
  /** Whether the reporter has to do something. */
  readonly actionNeeded: boolean;
  /** Whether anyone still has to do something. */
  readonly open: boolean;
}

/** The table of `ontology/life.ttl`: states, transitions and grounds of refusal. */
export interface LifeTable {
  readonly states: ReadonlyMap<string, LifeState>;
  /** Keys of all commands that change a report once it is there, those of the service itself among them. */
  readonly commands: readonly string[];
  /** Grounds of refusal by key. */
  readonly refusals: ReadonlyMap<string, { readonly iri: string; readonly label: Bilingual }>;
  /** The state with a key. @throws Error where the table has none such */
  state(key: string): LifeState;
  /** Keys of the commands that may be given in a state, also of those that only the service gives. */
  allowedIn(state: string): string[];
  /**
   * Keys of the states to which a command may lead.
   * @throws ProblemError `illegal-transition` naming the commands that are allowed
   */
  check(command: string, state: string): readonly string[];
}

/** Commands that the service gives itself, when time passes or parts end. */
const INTERNAL: readonly string[] = ['escalate', 'remind', 'redecide', 'end-parts', 'reopen-part', 'news'];

/** IRI of a state, a command or a ground of refusal, by its key. */
export const lifeIri = {
  state: (key: string): string => STATE + key,
  command: (key: string): string => COMMAND + key,
  refusal: (key: string): string => REFUSAL + key,
} as const;

/** The key at the end of an IRI of a state, a command or a ground of refusal. */
export function lifeKey(iri: string): string {
  return iri.slice(iri.lastIndexOf('/') + 1);
}

/** Reads the table that comes with the package. */
export function readLifeTable(): LifeTable {
  const quads = new Store(new Parser().parse(readFileSync(packageFile('ontology', 'life.ttl'), 'utf8')));
  const states = new Map(
    subjectsOf(quads, ww('LifeState')).map((iri) => [lifeKey(iri), stateOf(quads, iri)] as const),
  );
  const transitions = new Map(
    subjectsOf(quads, ww('Transition')).map((iri) => [
      lifeKey(valuesOf(quads, iri, ww('command'))[0] ?? ''),
      {
        from: valuesOf(quads, iri, ww('from')).map(lifeKey),
        to: valuesOf(quads, iri, ww('to')).map(lifeKey),
      },
    ]),
  );
  const allowedIn = (state: string): string[] =>
    [...transitions].filter(([, { from }]) => from.includes(state)).map(([command]) => command);
  return {
    states,
    commands: [...transitions.keys()],
    refusals: refusalsIn(quads),
    allowedIn,
    state: (key) => {
      const found = states.get(key);
      if (!found) throw new Error(`ontology/life.ttl has no state "${key}".`);
      return found;
    },
    check: (command, state) => {
      const transition = transitions.get(command);
      if (transition?.from.includes(state)) return transition.to.length > 0 ? transition.to : [state];
      throw illegal(command, state, allowedIn(state));
    },
  };
}

/**
 * The commands that clients may give, of those that a state allows.
 * @param hasChoices whether the decision asks which place is meant; what the table calls `choose` is then an `answer`
 */
export function commandsOf(allowed: readonly string[], hasChoices: boolean): string[] {
  return allowed.flatMap((name) => {
    if (name === 'choose') return hasChoices ? ['answer'] : [];
    return INTERNAL.includes(name) ? [] : [name];
  });
}

function illegal(command: string, state: string, all: readonly string[]): ProblemError {
  const allowed = commandsOf(all, false);
  const list = allowed.length > 0 ? allowed.join(', ') : 'nothing any more';
  return new ProblemError(
    'illegal-transition',
    `"${command}" cannot be done with a report that is "${state}". What can be done is: ${list}.`,
    { command, state, allowed },
  );
}

function refusalsIn(quads: Store): LifeTable['refusals'] {
  const scheme = namedNode('https://w3id.org/wegwijzer/refusal');
  return new Map(
    quads
      .getSubjects(namedNode(skos('inScheme')), scheme, null)
      .map(({ value: iri }) => [lifeKey(iri), { iri, label: wordsOf(quads, iri, skos('prefLabel')) }]),
  );
}

function stateOf(quads: Store, iri: string): LifeState {
  const one = (property: string): string => valuesOf(quads, iri, property)[0] ?? '';
  return {
    key: lifeKey(iri),
    iri,
    label: wordsOf(quads, iri, skos('prefLabel')),
    plain: wordsOf(quads, iri, skos('scopeNote')),
    status: one(melding('statuswaarde')),
    phase: one(`${TRANSACTIE}statusVlaamsFase`),
    phaseLabel: wordsOf(quads, one(`${TRANSACTIE}statusVlaamsFase`), skos('prefLabel')),
    code: one(`${TRANSACTIE}statusVlaamsCode`),
    actionNeeded: one(`${TRANSACTIE}actieNodig`) === 'true',
    open: one(ww('isOpen')) === 'true',
  };
}

function subjectsOf(quads: Store, type: string): string[] {
  return quads.getSubjects(namedNode(rdf('type')), namedNode(type), null).map(({ value }) => value);
}

function valuesOf(quads: Store, subject: string, property: string): string[] {
  return quads.getObjects(namedNode(subject), namedNode(property), null).map(({ value }) => value);
}

function wordsOf(quads: Store, subject: string, property: string): Bilingual {
  const terms = quads.getObjects(namedNode(subject), namedNode(property), null);
  const word = (language: string): string =>
    terms.find((term) => term.termType === 'Literal' && term.language === language)?.value ?? '';
  return { nl: word('nl'), en: word('en') };
}
