import type { Quad, Term } from '@rdfjs/types';
import { Store } from 'n3';
import { ProblemError } from '../problem.js';
import { dct, odrl, rdf } from '../rdf/namespaces.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import { isDuration } from './policy.js';
import { shortName } from './same-policy.js';
import type { Constraint, Policy, Rule } from './policy-schema.js';

/** An offer as a steward wrote it in ODRL. */
export interface OfferDocument {
  readonly title: { readonly nl: string; readonly en: string };
  /** The address of what is offered. */
  readonly target: string;
  readonly rules: Policy;
}

/**
 * Reads an offer in ODRL 2.2.
 * @param shapes those of `shapes/dataspace/offer.ttl`
 * @throws ProblemError `invalid-body` with `errors`, for all that the shapes refuse and for a time or a duration that is none
 */
export async function readOfferDocument(
  quads: readonly Quad[],
  shapes: ShapeChecker,
): Promise<OfferDocument> {
  const { results } = await shapes.check(quads);
  if (results.length > 0)
    throw new ProblemError(
      'invalid-body',
      [...new Set(results.map(({ messages }) => messages.en))].join(' '),
      {
        errors: results.map(({ path, messages }) => ({ ...(path === undefined ? {} : { path }), messages })),
      },
    );
  const store = new Store([...quads]);
  const offers = store.getSubjects(rdf('type'), odrl('Offer'), null);
  const [offer] = offers;
  if (!offer || offers.length > 1)
    throw new ProblemError('invalid-body', 'The body must describe exactly one odrl:Offer.');
  const prohibition = rulesIn(store, offer, 'prohibition');
  return {
    title: { nl: titleIn(store, offer, 'nl'), en: titleIn(store, offer, 'en') },
    target: store.getObjects(offer, odrl('target'), null)[0]?.value ?? '',
    rules: {
      permission: rulesIn(store, offer, 'permission'),
      ...(prohibition.length > 0 ? { prohibition } : {}),
    },
  };
}

function titleIn(store: Store, offer: Term, language: string): string {
  const titles = store.getObjects(offer, dct('title'), null);
  return titles.find((one) => 'language' in one && one.language === language)?.value ?? '';
}

/** In an order that does not depend on that of the document: the name of an offer is made from its rules. */
function rulesIn(store: Store, offer: Term, kind: 'permission' | 'prohibition'): Rule[] {
  return inOrder(
    store.getObjects(offer, odrl(kind), null).map((rule) => {
      const constraint = inOrder(
        store.getObjects(rule, odrl('constraint'), null).map((one) => constraintIn(store, one)),
      );
      const action = shortName(store.getObjects(rule, odrl('action'), null)[0]?.value ?? '');
      return { action, ...(constraint.length > 0 ? { constraint } : {}) };
    }),
  );
}

function inOrder<T>(things: readonly T[]): T[] {
  return [...things].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

function constraintIn(store: Store, constraint: Term): Constraint {
  const term = (name: string): string =>
    shortName(store.getObjects(constraint, odrl(name), null)[0]?.value ?? '');
  const leftOperand = term('leftOperand');
  const lists = store.extractLists();
  const values = store
    .getObjects(constraint, odrl('rightOperand'), null)
    .flatMap((one): Term[] => lists[one.value] ?? [one])
    .map(({ value }) => valueOf(leftOperand, value))
    .sort();
  const operator = term('operator') as NonNullable<Constraint['operator']>;
  const [only = ''] = values;
  return { leftOperand, operator, rightOperand: values.length === 1 ? only : values };
}

/** A date and time with its zone: without one it would be another moment wherever the service runs. */
const MOMENT = /T.*(?:Z|[+-]\d\d:\d\d)$/;

/** @throws ProblemError `invalid-body` */
function valueOf(leftOperand: string, value: string): string {
  if (leftOperand === 'dateTime') {
    if (!MOMENT.test(value) || Number.isNaN(Date.parse(value)))
      throw new ProblemError(
        'invalid-body',
        `"${value}" is no moment: give date, time and zone, such as 2027-12-31T23:59:59+01:00.`,
      );
    return new Date(value).toISOString();
  }
  if (leftOperand === 'elapsedTime' && !isDuration(value))
    throw new ProblemError('invalid-body', `"${value}" is no duration, such as P30D or P1Y.`);
  return value;
}
