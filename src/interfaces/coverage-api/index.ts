/** Where nobody is responsible, and where several are. */
import {
  coverageLines,
  coverageToCsv,
  coverageToGeoJson,
  coverageToJson,
  coverageToText,
  findCoverage,
  readAsked,
  readOnly,
  type CoverageParts,
  type CoverageReport,
} from '../../coverage/index.js';
import { ProblemError } from '../../problem.js';
import { rdfMediaTypes } from '../../rdf/media-types.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { readYes } from '../http/read-yes.js';
import { jsonReply, type HttpRequest, type Reply, type Route, type Site } from '../http/reply.js';
import { datasetIri } from '../void/description.js';

/** Most features that one request looks at: a large city, in some ten seconds. */
const MOST_FEATURES = 20_000;
const GEOJSON = 'application/geo+json';
const FORMATS = ['application/json', 'text/csv', 'text/plain', GEOJSON, ...rdfMediaTypes] as const;
const PARAMETERS = ['area', 'category', 'unrecorded', 'only'];

export interface CoverageApiOptions extends Site, CoverageParts {}

/** `GET /coverage?area=&category=&unrecorded=&only=`; area and category may be given several times. */
export function coverageRoutes(options: CoverageApiOptions): Route[] {
  // One at a time: others wait, so that deciding always has turns in between.
  let last: Promise<unknown> = Promise.resolve();
  return [
    {
      path: '/coverage',
      requires: 'coverage.read',
      methods: {
        GET: async (request, { signal }) => {
          const mediaType = requireMediaType(request.headers, FORMATS);
          const { find, isShown } = await readRequest(options, request, signal);
          const turn = last.then(find);
          last = turn.catch(() => undefined);
          const report = await turn;
          const shown = { ...report, cells: report.cells.filter(isShown) };
          const reply = await inFormat(options, mediaType, shown);
          return { ...reply, headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-cache' } };
        },
      },
    },
  ];
}

async function readRequest(
  options: CoverageApiOptions,
  { query }: HttpRequest,
  signal: AbortSignal,
): Promise<{ find: () => Promise<CoverageReport>; isShown: ReturnType<typeof readOnly> }> {
  for (const name of query.keys())
    if (!PARAMETERS.includes(name))
      throw new ProblemError(
        'invalid-parameter',
        `There is no parameter "${name}"; there are ${PARAMETERS.join(', ')}.`,
        { parameter: name },
      );
  const given = (name: string): string[] => query.getAll(name).filter((text) => text !== '');
  const asked = await readAsked(options, { areas: given('area'), categories: given('category') });
  const unrecorded = readYes(query, 'unrecorded');
  return {
    isShown: readOnly(query.get('only') ?? undefined),
    find: () => {
      signal.throwIfAborted();
      return findCoverage(options, { ...asked, unrecorded, most: MOST_FEATURES, signal });
    },
  };
}

function inFormat(
  options: CoverageApiOptions,
  mediaType: (typeof FORMATS)[number],
  report: CoverageReport,
): Promise<Reply> | Reply {
  if (mediaType === 'application/json') return jsonReply(coverageToJson(report));
  if (mediaType === GEOJSON) return jsonReply(coverageToGeoJson(report), { mediaType });
  if (mediaType === 'text/csv')
    return {
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8' },
      body: coverageToCsv(report),
    };
  if (mediaType === 'text/plain')
    return {
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: coverageToText(report),
    };
  const iri = `${options.baseUrl}/coverage`;
  return rdfReply(coverageLines(report, { iri, dataset: datasetIri(options) }), mediaType);
}
