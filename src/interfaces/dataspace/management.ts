/** The data space for stewards: what is offered, agreed upon and transferred, and with whom. */
import {
  jsonReply,
  uncached,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
} from '../http/reply.js';
import { actorOf, participantIn, type ManagementOptions } from './managing.js';
import { offerRoutes } from './offer-routes.js';
import { processRoutes } from './process-routes.js';
import { shownAgreement, shownParticipant } from './shown.js';

/** Everything below `/dataspace`. */
export function managementRoutes(options: ManagementOptions): Route[] {
  const { dataspace } = options;
  const requires = 'dataspace.manage';
  return [
    {
      path: '/dataspace',
      requires,
      methods: { GET: () => uncached(jsonReply({ id: dataspace.id, address: dataspace.address })) },
    },
    {
      path: '/dataspace/participants',
      requires,
      methods: {
        GET: () => uncached(jsonReply({ participants: dataspace.participants.map(shownParticipant) })),
      },
    },
    {
      path: '/dataspace/participants/:id/catalog',
      requires,
      methods: {
        GET: async ({ params }) =>
          uncached(jsonReply(await dataspace.consumer.catalogue(participantIn(options, params.id ?? '')))),
      },
    },
    {
      path: '/dataspace/agreements',
      requires,
      methods: {
        GET: () => uncached(jsonReply({ agreements: dataspace.agreements().map(shownAgreement) })),
      },
    },
    {
      path: '/dataspace/agreements/:id/revoke',
      requires,
      methods: { POST: (request, context) => revoke(options, request, context) },
    },
    ...offerRoutes(options),
    ...processRoutes(options),
  ];
}

async function revoke(
  options: ManagementOptions,
  { params }: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { baseUrl, dataspace } = options;
  const actor = await actorOf(options, context, 'Agreement revoked');
  const id = params.id ?? '';
  const iri = id.includes(':') ? id : `${baseUrl}/id/data-agreement/${id}`;
  return uncached(jsonReply(shownAgreement(await dataspace.revoke(iri, actor))));
}
