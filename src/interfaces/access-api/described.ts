/** What the addresses of keys and of the audit log take and answer, for the description of the interface. */
import { z } from 'zod';
import { ROLES } from '../../access/index.js';
import { dateTime, iri, jsonAnswer, type Operations } from '../openapi/operation.js';
import { keyRequest } from './index.js';

const key = {
  id: z.string(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  organisation: iri.optional(),
  areas: z.array(iri).optional(),
  created: dateTime,
  expires: dateTime.optional(),
  revoked: dateTime.optional(),
};
const listedKey = z.object(key).meta({ id: 'Key' });

const auditEntry = z
  .object({
    time: dateTime,
    outcome: z.enum(['unauthenticated', 'forbidden', 'done']),
    action: z.string(),
    client: iri,
    reason: z.string(),
    requestId: z.string().optional(),
    owner: z.looseObject({}).optional(),
  })
  .meta({ id: 'AuditEntry' });

/** Keys and the audit log by method and address. */
export const accessApiDescribed: Operations = {
  'GET /keys': {
    summary: 'The API keys there are',
    answers: { 200: jsonAnswer('Without the keys themselves.', z.object({ keys: z.array(listedKey) })) },
  },
  'POST /keys': {
    summary: 'Make an API key',
    body: { 'application/json': keyRequest },
    answers: {
      201: jsonAnswer(
        'The key is in this answer alone.',
        z.object({ ...key, key: z.string() }).meta({ id: 'NewKey' }),
      ),
    },
    problems: ['malformed-body', 'invalid-body', 'invalid-parameter', 'storage-unavailable'],
  },
  'DELETE /keys/:id': {
    summary: 'Revoke an API key',
    path: { id: 'The key’s own name, as it is listed.' },
    answers: { 200: jsonAnswer('It is refused from now on.', listedKey) },
    problems: ['not-found', 'storage-unavailable'],
  },
  'GET /audit': {
    summary: 'Refused attempts, and what was done to personal data and channels',
    query: z.object({ limit: z.int().min(1).max(1000).optional().meta({ description: '100 if left out.' }) }),
    answers: { 200: jsonAnswer('The newest first.', z.object({ entries: z.array(auditEntry) })) },
  },
};
