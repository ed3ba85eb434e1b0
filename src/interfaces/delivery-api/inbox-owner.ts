import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import type { HttpRequest, RequestContext } from '../http/reply.js';
import type { DeliveryApiOptions } from './index.js';
import { organisationFor } from './organisation.js';

/** Whose inbox it is: that of an organisation, or of the dispatchers of an area. */
export interface InboxOwner {
  readonly kind: 'organisation' | 'area';
  readonly iri: string;
}

/**
 * The inbox that a request is about: the one that it names, or the client's own.
 * @throws ProblemError `unauthenticated`, `forbidden`, `invalid-parameter`
 */
export async function inboxOwner(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<InboxOwner> {
  const area = request.query.get('area') ?? (await ownArea(request, context));
  if (area === undefined) {
    const { organisation } = await organisationFor(options.deliveries, request, context, 'inbox.read');
    return { kind: 'organisation', iri: organisation };
  }
  if (!isSafeIri(area)) throw unclear('"area" must be an absolute IRI.', area);
  await context.authorise('inbox.read', { area: [area, ...(await options.areasFrom(area))] });
  return { kind: 'area', iri: area };
}

/** The area of a dispatcher who names nothing. */
async function ownArea({ query }: HttpRequest, context: RequestContext): Promise<string | undefined> {
  if (query.has('organisation')) return undefined;
  const { organisation, areas = [] } = await context.authorise('public.read');
  if (organisation !== undefined || areas.length === 0) return undefined;
  const [only, ...others] = areas;
  if (others.length === 0) return only;
  throw unclear(`Name one of your areas: ${areas.join(', ')}.`, only);
}

function unclear(detail: string, example: string | undefined): ProblemError {
  return new ProblemError('invalid-parameter', detail, {
    parameter: 'area',
    example: `?area=${example ?? 'https://example.org/id/area/1'}`,
  });
}
