/** Ready-made queries: the examples of the query page, and saved queries with parameters in their address. */
import { ProblemError } from '../../problem.js';
import type { QueryFile } from '../../rdf/query-file.js';
import { withEntityTag } from '../http/etag.js';
import { preferredMediaType, requireMediaType } from '../http/media.js';
import {
  jsonReply,
  type Handler,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
  textOf,
} from '../http/reply.js';
import { nearest } from '../reports-api/nearest.js';
import { wordingFor } from '../web/language.js';
import { acceptOf, ask, FORMATS, readTable } from './answer.js';
import { examplesIn, readExamples } from './examples.js';
import type { KindContext } from './parameter-kinds.js';
import { queryPage, type ExamplesFor } from './query-page.js';
import { indexPage, savedQueryPage, type SavedPageOptions } from './saved-pages.js';
import { COMMON_PARAMETERS, filled, readSavedQueries } from './saved-query.js';

const TABLE_OR_GRAPH = 'application/sparql-results+json, text/turtle;q=0.9';

/** What ready-made queries work with. */
export interface QueriesOptions extends SavedPageOptions {
  /** The SPARQL endpoint, which answers them all. */
  readonly endpoint: Handler;
}

/** The addresses of ready-made queries. @throws Error naming a query file with a fault in what it declares */
export function queryRoutes(options: QueriesOptions): Route[] {
  const examplesFor = createExamples(options);
  const saved = readSavedQueries();
  const requires = 'public.read';
  // One address each, so that each can be described with its parameters; the last is for names that there are not, and
  // for those who are told the name.
  const each = saved.map((file): Route => {
    const handler: Handler = (request, context) => answer(options, file, request, context);
    return { path: `/queries/${file.name}`, requires, methods: { GET: handler } };
  });
  return [
    { path: '/queries', requires, methods: { GET: (request) => index(options, request, saved) } },
    { path: '/queries/examples', requires, methods: { GET: (request) => examples(request, examplesFor) } },
    ...each,
    {
      path: '/queries/:name',
      requires,
      methods: {
        GET: (request, context) => answer(options, named(saved, request.params.name), request, context),
      },
    },
  ];
}

/** What a browser sees at the SPARQL endpoint. @throws Error naming a query file with a fault in what it declares */
export function createQueryPage(site: { readonly baseUrl: string }): (request: HttpRequest) => Reply {
  const examplesFor = createExamples(site);
  return (request) => queryPage(site, request, examplesFor);
}

/**
 * Tells whether there is a saved query of a name. Parameters that it needs may be left out.
 * @throws ProblemError `invalid-parameter` for a parameter that it does not take, or not with that value
 */
export function savedQueryCheck(context: KindContext): (name: string, given: URLSearchParams) => boolean {
  const files = readSavedQueries();
  return (name, given) => {
    const file = files.find((one) => one.name === name);
    if (!file) return false;
    const whole = new URLSearchParams(given);
    for (const { name: parameter, required, example } of file.parameters)
      if (required && !whole.has(parameter)) whole.set(parameter, example);
    filled(file, whole, { ...context, language: 'en' });
    return true;
  };
}

function createExamples(site: { readonly baseUrl: string }): ExamplesFor {
  const files = readExamples();
  return (language) => examplesIn(files, site, language);
}

function examples(request: HttpRequest, examplesFor: ExamplesFor): Reply {
  const mediaType = requireMediaType(request.headers, ['application/json']);
  const { language } = wordingFor(request.headers, request.query);
  const reply = jsonReply(examplesFor(language), { mediaType });
  return withEntityTag(request, { ...reply, headers: { ...reply.headers, vary: 'Accept, Accept-Language' } });
}

function index(options: QueriesOptions, request: HttpRequest, files: readonly QueryFile[]): Reply {
  const mediaType = requireMediaType(request.headers, ['application/json', 'text/html']);
  if (mediaType === 'text/html') return indexPage(options, request, files);
  const queries = files.map(({ name, title, description, parameters }) => ({
    name,
    address: `${options.baseUrl}/queries/${name}{?${[...parameters.map((one) => one.name), ...COMMON_PARAMETERS].join(',')}}`,
    title,
    description,
    parameters,
  }));
  const reply = jsonReply({ queries, formats: FORMATS }, { mediaType });
  return withEntityTag(request, { ...reply, headers: { ...reply.headers, vary: 'Accept' } });
}

async function answer(
  options: QueriesOptions,
  file: QueryFile,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const accept = acceptOf(request);
  const { address } = request;
  const headers = { ...request.headers, accept };
  const isPage =
    preferredMediaType(headers, [...Object.values(FORMATS), 'application/json', 'text/html']) === 'text/html';
  if (isPage && isEmptyForm(file, request)) return savedQueryPage(options, request, file, undefined);
  const { language } = wordingFor(request.headers, request.query);
  const sparql = filled(file, request.query, { ...kindContext(options), language });
  if (!isPage) return varied(await ask(options.endpoint, sparql, { headers, address, accept }, context));
  const reply = await ask(options.endpoint, sparql, { headers, address, accept: TABLE_OR_GRAPH }, context);
  const text = await textOf(reply.body);
  const table = reply.headers?.['content-type']?.includes('json') === true ? readTable(text) : undefined;
  return savedQueryPage(options, request, file, table ? { table } : { text });
}

/** @throws ProblemError `not-found` */
function named(files: readonly QueryFile[], name = ''): QueryFile {
  const file = files.find((one) => one.name === name);
  if (file) return file;
  throw unknownQuery(files, name);
}

/** Names in the answer are in the language asked for. */
function varied(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, vary: 'Accept, Accept-Language' } };
}

/** A page that nothing is asked of yet, while the query needs something. */
function isEmptyForm({ parameters }: QueryFile, { query }: HttpRequest): boolean {
  const given = [...query].filter(([name, value]) => name !== 'lang' && value !== '');
  return given.length === 0 && parameters.some(({ required }) => required);
}

function kindContext({ baseUrl, categories }: QueriesOptions): KindContext {
  return {
    baseUrl,
    categoryIri: (text) => categories().find(({ id, notation }) => id === text || notation === text)?.id,
  };
}

function unknownQuery(files: readonly QueryFile[], name: string): ProblemError {
  const near = nearest(
    name,
    files.map((file) => file.name),
    3,
  );
  return new ProblemError(
    'not-found',
    `There is no saved query "${name}". Did you mean ${near.join(', ')}? GET /queries lists them.`,
    { suggestions: near },
  );
}
