import { z } from 'zod';
import { dateTime, iri, jsonAnswer, rdfContents, type Operations } from '../openapi/operation.js';

const readers = z
  .object({
    report: iri,
    readers: z.array(
      z.object({
        time: dateTime,
        by: iri,
        client: iri.optional(),
        requestId: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'PersonalDataReaders' });

const erased = z.object({ report: iri, time: dateTime, ground: z.string() }).meta({ id: 'Erased' });

/** Seeing and erasing who reported something, below an address that means a report. */
export function personalDescribed(base: string, path: Readonly<Record<string, string>>): Operations {
  return {
    [`GET ${base}/personal`]: {
      summary: 'Who reported it',
      description: 'The look is kept for good.',
      path,
      answers: {
        200: { description: 'The personal data, and who looked at it before.', content: rdfContents() },
      },
      problems: ['not-found'],
      action: 'personal.read',
    },
    [`DELETE ${base}/personal`]: {
      summary: 'Erase who reported it',
      path,
      answers: { 200: jsonAnswer('It is unreadable for good, also in backups.', erased) },
      problems: ['not-found', 'storage-unavailable'],
      action: 'personal.erase',
    },
    [`GET ${base}/personal/readers`]: {
      summary: 'Who looked at the personal data',
      path,
      answers: { 200: jsonAnswer('Each look.', readers) },
      problems: ['not-found'],
      action: 'personal-access.read',
    },
  };
}
