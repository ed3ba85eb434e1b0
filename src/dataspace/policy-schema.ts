import { z } from 'zod';

/** Policies as messages carry them: the part of ODRL 2.2 that the protocol's profile allows. */

/** Operators of a constraint (ODRL Vocabulary 2.2, section 3.15, as the profile names them). */
const OPERATORS = [
  'eq',
  'gt',
  'gteq',
  'hasPart',
  'isA',
  'isAllOf',
  'isAnyOf',
  'isNoneOf',
  'isPartOf',
  'lt',
  'lteq',
  'neq',
  'term-lteq',
] as const;

/** Members of which a constraint that joins others has exactly one. */
const JOINTS = ['and', 'andSequence', 'or', 'xone'] as const;

/** A comparison, or others joined by one of `JOINTS`. */
export interface Constraint {
  readonly leftOperand?: string | undefined;
  readonly operator?: (typeof OPERATORS)[number] | undefined;
  readonly rightOperand?: string | object | undefined;
  readonly and?: readonly Constraint[] | undefined;
  readonly andSequence?: readonly Constraint[] | undefined;
  readonly or?: readonly Constraint[] | undefined;
  readonly xone?: readonly Constraint[] | undefined;
}

const constraint: z.ZodType<Constraint> = z.lazy(() =>
  z
    .looseObject({
      leftOperand: z.string().optional(),
      operator: z.enum(OPERATORS).optional(),
      rightOperand: z.union([z.string(), z.array(z.unknown()), z.looseObject({})]).optional(),
      and: z.array(constraint).optional(),
      andSequence: z.array(constraint).optional(),
      or: z.array(constraint).optional(),
      xone: z.array(constraint).optional(),
    })
    .refine(isOneConstraint, {
      error: `must have leftOperand, operator and rightOperand, or exactly one of ${JOINTS.join(', ')}`,
    }),
);

function isOneConstraint(given: Constraint): boolean {
  const joints = JOINTS.filter((joint) => given[joint] !== undefined).length;
  const isComparison =
    given.leftOperand !== undefined && given.operator !== undefined && given.rightOperand !== undefined;
  return isComparison ? joints !== 1 : joints === 1;
}

const rule = z.looseObject({ action: z.string(), constraint: z.array(constraint).optional() });

const policy = z.looseObject({
  '@id': z.string(),
  profile: z.union([z.string(), z.array(z.string())]).optional(),
  permission: z.array(rule).min(1).optional(),
  prohibition: z.array(rule).min(1).optional(),
  obligation: z.array(rule).min(1).optional(),
});

const SAYS_SOMETHING = { error: 'must have a permission or a prohibition' };

function saysSomething(given: { readonly permission?: unknown; readonly prohibition?: unknown }): boolean {
  return given.permission !== undefined || given.prohibition !== undefined;
}

/** An offer in a message, with the dataset that it is about. */
export const messageOffer = policy
  .extend({ '@type': z.literal('Offer'), target: z.string().optional() })
  .refine(saysSomething, SAYS_SOMETHING);

/** An offer in a catalogue, where the dataset that bears it says what it is about. */
export const catalogueOffer = policy
  .extend({ '@type': z.literal('Offer').optional() })
  .refine(saysSomething, SAYS_SOMETHING)
  .refine((given) => !('target' in given), { error: 'must not have a target of its own' });

/** What two participants agreed on. `timestamp` is an xsd:dateTime. */
export const agreement = policy
  .extend({
    '@type': z.literal('Agreement'),
    target: z.string(),
    assigner: z.string(),
    assignee: z.string(),
    timestamp: z
      .string()
      .regex(/^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/, 'must be an xsd:dateTime')
      .optional(),
  })
  .refine(saysSomething, SAYS_SOMETHING);

/** A permission, a prohibition or a duty. */
export type Rule = z.output<typeof rule>;
/** The rules of an offer or an agreement. */
export type Policy = Pick<z.output<typeof policy>, 'profile' | 'permission' | 'prohibition' | 'obligation'>;
export type MessageOffer = z.output<typeof messageOffer>;
export type CatalogueOffer = z.output<typeof catalogueOffer>;
export type Agreement = z.output<typeof agreement>;
