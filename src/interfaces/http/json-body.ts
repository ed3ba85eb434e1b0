import { z } from 'zod';
import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { parseJson } from '../../rdf/parse.js';
import type { HttpRequest } from './reply.js';

/** Media types of JSON bodies; a page of another site cannot send these without asking first (CORS). */
const JSON_TYPES = ['application/json', 'application/ld+json'];

/** An absolute IRI in a body. The pattern is for those who read the description; what counts is RFC 3987. */
export const absoluteIri = z
  .string()
  .refine(isSafeIri, 'must be an absolute IRI')
  .meta({ format: 'iri', pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+$' });

/** One thing that is wrong with a body. */
export interface BodyFault {
  /** Where, as a JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly message: string;
}

/**
 * Reads a JSON body and checks it against a schema. An empty body is read as `{}`.
 * @throws ProblemError `unsupported-media-type`, `malformed-body`, `invalid-body` (with `errors`), `body-too-large`
 */
export async function readJsonBody<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
  const body = await request.body();
  return checkedBody(body.length === 0 ? {} : jsonOf(request, body), schema);
}

/** Checks what was sent, in whatever form, against a schema. @throws ProblemError `invalid-body` (with `errors`) */
export function checkedBody<T>(content: object, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const errors: BodyFault[] = parsed.error.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message,
  }));
  const detail = errors.map(({ pointer, message }) => `${pointer || 'The body'}: ${message}.`).join(' ');
  throw new ProblemError('invalid-body', detail, { errors });
}

function jsonOf(request: HttpRequest, body: Buffer): object {
  const header = request.headers['content-type'] ?? '';
  const mediaType = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!JSON_TYPES.includes(mediaType))
    throw new ProblemError(
      'unsupported-media-type',
      `${header === '' ? 'There is no Content-Type.' : `"${header}" is not supported here.`} Send ${JSON_TYPES.join(' or ')}.`,
      { supported: JSON_TYPES },
    );
  return parseJson(body);
}
