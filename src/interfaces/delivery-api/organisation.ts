import type { Action, Client } from '../../access/index.js';
import type { Deliveries } from '../../delivery/index.js';
import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import type { HttpRequest, RequestContext } from '../http/reply.js';

/**
 * The organisation that a request is about: the one that it names, or the client's own.
 * @throws ProblemError `unauthenticated`, `forbidden`, `invalid-parameter`
 */
export async function organisationFor(
  deliveries: Deliveries,
  { query }: HttpRequest,
  context: RequestContext,
  action: Action,
): Promise<{ readonly organisation: string; readonly client: Client }> {
  const named = query.get('organisation') ?? undefined;
  if (named !== undefined && !isSafeIri(named)) throw missing('"organisation" must be an absolute IRI.');
  const organisation = named ?? (await context.authorise('public.read')).organisation;
  const owner = organisation === undefined ? {} : { organisation: await deliveries.above(organisation) };
  const client = await context.authorise(action, owner);
  if (organisation !== undefined) return { organisation, client };
  throw missing('Name an organisation: this client acts for none.');
}

function missing(detail: string): ProblemError {
  const example = '?organisation=https://example.org/id/organisation/green';
  return new ProblemError('invalid-parameter', detail, { parameter: 'organisation', example });
}
