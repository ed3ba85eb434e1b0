import { readFileSync } from 'node:fs';
import {
  readOfferDocument,
  rulesOfTerms,
  sourceAt,
  type DataSource,
  type OfferDocument,
  type OfferRequest,
} from '../../dataspace/index.js';
import { ProblemError } from '../../problem.js';
import { createDocumentLoader } from '../../rdf/contexts.js';
import { rdfMediaType, rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { packageFile } from '../../rdf/package-files.js';
import { parseRdf } from '../../rdf/parse.js';
import { loadShapes } from '../../rdf/shapes.js';
import { readJsonBody } from '../http/json-body.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
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
  const reader = createOfferReader(options);
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
        GET: (request) => showOffer(options, request),
        PUT: (request, context) => putOffer(options, reader, request, context),
        DELETE: async ({ params }, context) => {
          await offers.remove(params.name ?? '', (await context.authorise(requires)).id);
          return { status: 204 };
        },
      },
    },
  ];
}

async function showOffer({ baseUrl, offers }: ManagementOptions, request: HttpRequest): Promise<Reply> {
  const name = request.params.name ?? '';
  const mediaType = requireMediaType(request.headers, ['application/json', ...rdfMediaTypes]);
  if (mediaType !== 'application/json') return uncached(await rdfReply(offers.lines(name), mediaType));
  return uncached(jsonReply(shownOffer(baseUrl, offers.get(name))));
}

async function putOffer(
  options: ManagementOptions,
  reader: OfferReader,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { baseUrl, offers } = options;
  const { id: agent } = await context.authorise('dataspace.manage');
  const name = request.params.name ?? '';
  const asked = await readOffer(options, reader, request);
  const isNew = !offers.all().some(({ id }) => id === `${baseUrl}/id/data-offer/${name}`);
  const dataset = await offers.put(name, asked, agent);
  const reply = jsonReply(shownOffer(baseUrl, dataset), { status: isNew ? 201 : 200 });
  return uncached({ ...reply, headers: { ...reply.headers, location: dataset.id } });
}

/** An offer in plain JSON with our terms, or in ODRL in any syntax of RDF. */
async function readOffer(
  options: ManagementOptions,
  reader: OfferReader,
  request: HttpRequest,
): Promise<OfferRequest> {
  const mediaType = rdfMediaType(request.headers['content-type'] ?? '');
  if (!mediaType) {
    const { title, source, terms } = await readJsonBody(request, offerBody);
    return { title, source: checkedSource(options, source), rules: rulesOfTerms(terms) };
  }
  const { title, target, rules } = await reader(await request.body(), mediaType);
  return { title, source: checkedSource(options, target), rules };
}

type OfferReader = (body: Uint8Array, mediaType: RdfMediaType) => Promise<OfferDocument>;

function createOfferReader({ baseUrl }: ManagementOptions): OfferReader {
  const shapes = loadShapes([readFileSync(packageFile('shapes', 'dataspace', 'offer.ttl'), 'utf8')]);
  const documentLoader = createDocumentLoader(baseUrl);
  return async (body, mediaType) =>
    readOfferDocument(await parseRdf(body, { mediaType, baseIri: `${baseUrl}/`, documentLoader }), shapes);
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
