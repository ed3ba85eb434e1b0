import { rulesOfTerms, sourceAt, type DataSource, type OfferRequest } from '../../dataspace/index.js';
import { ProblemError } from '../../problem.js';
import { readJsonBody } from '../http/json-body.js';
import {
  jsonReply,
  uncached,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
} from '../http/reply.js';
import { offerBody } from './management-bodies.js';
import type { ManagementOptions } from './managing.js';
import { shownOffer } from './shown.js';

/** `/dataspace/offers` and `/dataspace/offers/{name}`. */
export function offerRoutes(options: ManagementOptions): Route[] {
  const { baseUrl, offers } = options;
  const requires = 'dataspace.manage';
  return [
    {
      path: '/dataspace/offers',
      requires,
      methods: {
        GET: () => uncached(jsonReply({ offers: offers.all().map((one) => shownOffer(baseUrl, one)) })),
      },
    },
    {
      path: '/dataspace/offers/:name',
      requires,
      methods: {
        GET: ({ params }) => uncached(jsonReply(shownOffer(baseUrl, offers.get(params.name ?? '')))),
        PUT: (request, context) => putOffer(options, request, context),
        DELETE: async ({ params }, context) => {
          await offers.remove(params.name ?? '', (await context.authorise(requires)).id);
          return { status: 204 };
        },
      },
    },
  ];
}

async function putOffer(
  options: ManagementOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { baseUrl, offers } = options;
  const { id: agent } = await context.authorise('dataspace.manage');
  const name = request.params.name ?? '';
  const asked = await readOffer(options, request);
  const isNew = !offers.all().some(({ id }) => id === `${baseUrl}/id/data-offer/${name}`);
  const dataset = await offers.put(name, asked, agent);
  const reply = jsonReply(shownOffer(baseUrl, dataset), { status: isNew ? 201 : 200 });
  return uncached({ ...reply, headers: { ...reply.headers, location: dataset.id } });
}

async function readOffer(options: ManagementOptions, request: HttpRequest): Promise<OfferRequest> {
  const { title, source, terms } = await readJsonBody(request, offerBody);
  return { title, source: checkedSource(options, source), rules: rulesOfTerms(terms) };
}

/** @throws ProblemError `invalid-parameter` where nothing at the address can be offered, or the query does not take its parameters */
function checkedSource({ baseUrl, sourceExists }: ManagementOptions, address: string): DataSource {
  const source = sourceAt(address, baseUrl);
  if (source && sourceExists(source)) return source;
  throw new ProblemError(
    'invalid-parameter',
    `<${address.slice(0, 300)}> is neither an event stream, nor a view or a part of one, nor a saved query here.`,
    { parameter: 'source', example: `${baseUrl}/ldes/reports` },
  );
}
