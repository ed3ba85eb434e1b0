import { z } from 'zod';

const word = z.string().min(1).max(500);
const words = z.array(word).min(1).max(100);

const terms = z
  .strictObject({
    purposes: words
      .optional()
      .meta({ description: 'Purposes, as IRIs or words; one suffices. All where left out.' }),
    recipients: words
      .optional()
      .meta({ description: 'Ids of participants or IRIs of organisations. Everyone where left out.' }),
    until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Until when data is used.' }),
    duration: word.optional().meta({ description: 'How long after the agreement, such as P1Y.' }),
    distribution: z.boolean().optional().meta({ description: 'Whether data may be handed on.' }),
  })
  .meta({ id: 'Terms' });

/** The body of `PUT /dataspace/offers/{name}` as plain JSON. */
export const offerBody = z
  .strictObject({
    title: z.strictObject({ nl: word, en: word }),
    source: word.meta({
      description:
        'The address of an event stream, of a part of one, or of a saved query with its parameters.',
    }),
    terms: terms.default({}),
  })
  .meta({ id: 'DataOffer' });

/** The body of `POST /dataspace/negotiations`. */
export const negotiationBody = z
  .strictObject({
    participant: word.meta({ description: 'Id of the provider.' }),
    dataset: word.meta({ description: 'Id of the dataset, as in its catalogue.' }),
    offer: word.optional().meta({ description: 'Id of the offer to take; the first where left out.' }),
    terms: terms.optional().meta({ description: 'Terms of our own, instead of an offer.' }),
  })
  .refine(({ offer, terms: own }) => offer === undefined || own === undefined, {
    error: 'must not have both "offer" and "terms"',
  })
  .meta({ id: 'NegotiationRequest' });

/** The body of `POST /dataspace/transfers`. */
export const transferBody = z
  .strictObject({
    agreement: word.meta({ description: 'Id of an agreement in which we are the consumer.' }),
    format: z.enum(['HttpData-PULL', 'HttpData-PUSH']).default('HttpData-PULL'),
    endpoint: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .optional()
      .meta({ description: 'Where the provider sends the data, for HttpData-PUSH.' }),
    token: word.optional().meta({ description: 'What it shows there, as bearer token.' }),
    register: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/i, 'must be letters, digits, dots and dashes')
      .optional()
      .meta({ description: 'The register into which the stream is followed, for HttpData-PULL.' }),
  })
  .refine(({ format, register }) => register === undefined || format === 'HttpData-PULL', {
    error: 'must not have "register" for HttpData-PUSH',
  })
  .refine(({ format, endpoint }) => (format === 'HttpData-PUSH') === (endpoint !== undefined), {
    error: 'must have "endpoint" for HttpData-PUSH, and only then',
  })
  .meta({ id: 'TransferRequest' });

/** The body of a move in a negotiation or a transfer. */
export const moveBody = z.strictObject({ reason: z.string().trim().min(1).max(500).optional() });
