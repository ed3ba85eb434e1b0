import { z } from 'zod';
import { bilingual, count, dateTime, iri, named } from '../openapi/operation.js';

const role = z.enum(['asset', 'ground', 'road', 'area']);
const factRole = z.enum([...role.options, 'succession', 'consulted']);
const side = z.enum(['left', 'right']);
/** Parts of a decision that is stored have IRIs. */
const part = { id: iri.optional() };

/** A decision, as filing and asking give it. */
export const decision = z
  .object({
    '@context': z.string().optional(),
    id: iri.optional(),
    type: z.literal('Decision'),
    outcome: z.enum(['decided', 'ambiguous', 'fallback', 'undecided']),
    responsible: named.optional(),
    ambiguity: z.string().optional().meta({ description: 'What kind of uncertainty it is.' }),
    explanation: bilingual.meta({ description: 'To the reporter.' }),
    forDispatcher: bilingual.meta({ description: 'To whoever assigns reports.' }),
    question: bilingual
      .optional()
      .meta({ description: 'What to ask the reporter, where that would settle it.' }),
    choices: z
      .array(
        z
          .object({
            ...part,
            type: z.literal('Choice'),
            role,
            feature: named,
            side: side.optional(),
            label: bilingual,
          })
          .meta({ id: 'Choice' }),
      )
      .optional(),
    candidates: z.array(named).optional().meta({ description: 'Who it may be, where that is not certain.' }),
    rule: z
      .union([named, z.array(named)])
      .optional()
      .meta({ description: 'Several where it is ambiguous: those that lead to what it leaves open.' }),
    ruleVersion: z.string().optional(),
    facts: z.array(
      z
        .object({
          ...part,
          type: z.literal('Fact'),
          role: factRole,
          feature: named,
          distance: z.number().optional().meta({ description: 'Metres.' }),
          register: named,
          asOf: z.string().optional(),
          stale: z.boolean().optional().meta({ description: 'Whether its register is past its time.' }),
        })
        .meta({ id: 'Fact' }),
    ),
    runnersUp: z.array(
      z
        .object({ ...part, type: z.literal('RunnerUp'), rule: named, responsible: named, why: bilingual })
        .meta({ id: 'RunnerUp' }),
    ),
    noOtherCandidate: z.boolean().optional().meta({ description: 'Nobody else came into question.' }),
    chosen: z.array(iri).optional().meta({ description: 'Choices of earlier decisions that were made.' }),
    decidedAt: dateTime,
    hint: bilingual.optional().meta({
      description: 'What may be wrong with the question, where nobody was found.',
    }),
    asOfChange: count.meta({ description: 'The last change of the graph that it takes into account.' }),
    agent: iri.optional(),
  })
  .meta({ id: 'Decision' });

/** An open report that may be about the same problem. */
export const duplicate = z
  .object({
    report: iri,
    score: z.number().min(0).max(1),
    distance: z.number().meta({ description: 'Metres.' }),
    days: count,
    sameCategory: z.boolean(),
    sameAsset: z.boolean(),
    state: z.string(),
    explanation: bilingual,
    subscribe: iri.meta({ description: 'Where to ask for a link that follows it.' }),
  })
  .meta({ id: 'Duplicate' });
