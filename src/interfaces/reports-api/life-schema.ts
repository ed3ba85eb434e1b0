import { z } from 'zod';
import { bilingual, dateTime, iri, named } from '../openapi/operation.js';

const step = {
  id: iri,
  time: dateTime,
  command: z.string(),
  state: z.string(),
  status: iri.meta({ description: 'The official status (OSLO MeldingStatuswaarde).' }),
  message: bilingual.meta({ description: 'To the reporter, in plain words.' }),
  text: z.string().optional(),
  refusal: z.string().optional(),
  by: iri,
  handler: iri.optional(),
};

/** The life of a report so far. */
export const reportLife = z
  .object({
    report: iri,
    state: z.object({
      key: z.string(),
      label: bilingual,
      plain: bilingual,
      status: iri,
      flemishPhase: iri,
      flemishCode: iri,
      actionNeeded: z.boolean().meta({ description: 'Whether the reporter has to do something.' }),
    }),
    handler: named.nullable().meta({ description: 'Who has it; null where that is a dispatcher.' }),
    answerBy: dateTime.optional(),
    solveBy: dateTime.optional(),
    partOf: iri.optional(),
    parts: z.array(iri).optional(),
    mergedInto: iri.optional(),
    merged: z.array(iri).optional(),
    timeline: z.array(z.object(step).meta({ id: 'Step' })),
    commands: z.array(z.string()).meta({ description: 'Commands that the state allows.' }),
  })
  .meta({ id: 'ReportLife' });

/** The steps with who gave each command. */
export const reportHistory = z
  .object({
    report: iri,
    part: z.enum(['all', 'public']).meta({ description: 'What of it the client may see.' }),
    entries: z.array(
      z
        .object({
          ...step,
          id: iri.optional(),
          iri: iri.optional(),
          agent: iri.optional(),
          requestId: z.string().optional(),
        })
        .meta({ id: 'AuditedStep' }),
    ),
  })
  .meta({ id: 'ReportHistory' });
