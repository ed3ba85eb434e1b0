/** Rule sets: reading those in force and those of before, and putting another in force. */
import { ProblemError } from '../../problem.js';
import { rdfMediaType, rdfMediaTypes } from '../../rdf/media-types.js';
import type { Line } from '../../rdf/nquads.js';
import { parseTerms } from '../../registers/index.js';
import { ruleSetsGraph, type RuleSets } from '../../rulesets/index.js';
import { unlessMatched } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { readYes } from '../http/read-yes.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext, type Route } from '../http/reply.js';
import { refuseOtherVersion, tagOf } from './entity-tags.js';

/** What a rule set may be called. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** What the routes work with. */
export interface RulesApiOptions {
  readonly baseUrl: string;
  readonly ruleSets: RuleSets;
  /** Lines of a graph. */
  readonly readGraph: (graph: string) => Line[] | undefined;
}

/** `GET /rules`, `GET` and `PUT /rules/{set}`, `GET /rules/{set}/{version}`. */
export function rulesRoutes(options: RulesApiOptions): Route[] {
  const { baseUrl } = options;
  const requires = 'public.read';
  return [
    { path: '/rules', requires, methods: { GET: (request) => list(options, request) } },
    {
      path: '/rules/:set',
      methods: {
        GET: async (request, context) => {
          await context.authorise(requires);
          return inForce(options, request);
        },
        PUT: (request, context) => put(options, request, context),
      },
    },
    {
      path: '/rules/:set/:version',
      requires,
      methods: { GET: (request) => version(options, request) },
    },
    {
      path: '/id/rules/:set/:version',
      requires,
      methods: {
        GET: ({ path }) => ({
          status: 303,
          headers: { location: `${baseUrl}${path.slice('/id'.length)}` },
        }),
      },
    },
  ];
}

async function list({ baseUrl, ruleSets, readGraph }: RulesApiOptions, request: HttpRequest): Promise<Reply> {
  const mediaType = requireMediaType(request.headers, ['application/json', ...rdfMediaTypes]);
  if (mediaType !== 'application/json') return rdfReply(readGraph(ruleSetsGraph(baseUrl)) ?? [], mediaType);
  const reply = jsonReply({ versions: await ruleSets.list() });
  return { ...reply, headers: { ...reply.headers, vary: 'Accept' } };
}

async function inForce({ ruleSets }: RulesApiOptions, request: HttpRequest): Promise<Reply> {
  const name = nameIn(request);
  const lines = ruleSets.inForce(name);
  if (!lines) throw new ProblemError('not-found', `There is no rule set "${name}". See /rules.`);
  return document(request, lines, ruleSets.versionInForce(name));
}

async function version({ baseUrl, ruleSets }: RulesApiOptions, request: HttpRequest): Promise<Reply> {
  const name = nameIn(request);
  const wanted = request.params.version ?? '';
  const lines = ruleSets.version(name, wanted);
  if (!lines)
    throw new ProblemError(
      'not-found',
      `There is no version "${wanted}" of rule set "${name}". See /rules for those there are.`,
    );
  const reply = await document(request, lines, wanted);
  const described = `<${baseUrl}/doc${request.path}>; rel="describedby"`;
  return { ...reply, headers: { ...reply.headers, link: described } };
}

async function document(
  request: HttpRequest,
  lines: readonly Line[],
  versionName: string | undefined,
): Promise<Reply> {
  const mediaType = requireMediaType(request.headers, rdfMediaTypes);
  const reply = await rdfReply(lines, mediaType);
  const tag = tagOf(versionName ?? '', mediaType);
  const headers = { ...reply.headers, etag: tag, 'cache-control': 'no-cache' };
  return unlessMatched(request, { ...reply, headers });
}

async function put(
  { baseUrl, ruleSets }: RulesApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('rules.load');
  const name = nameIn(request);
  const isLook = readYes(request.query, 'check');
  const header = request.headers['content-type'] ?? '';
  const mediaType = rdfMediaType(header);
  if (!mediaType)
    throw new ProblemError(
      'unsupported-media-type',
      `${header === '' ? 'There is no Content-Type.' : `"${header}" is not supported here.`} Send ${rdfMediaTypes.join(', ')}.`,
      { supported: rdfMediaTypes },
    );
  const lines = await parseTerms(await request.body(), mediaType, ruleSets.graphOf(name), baseUrl);
  if (isLook) return jsonReply(await ruleSets.check(name, lines));
  const existed = ruleSets.inForce(name) !== undefined;
  const loaded = await ruleSets.load(name, lines, {
    agent: client.id,
    requestId: context.requestId,
    mayReplace: (current) => {
      refuseOtherVersion(request, current);
    },
  });
  const reply = jsonReply(loaded, { status: existed ? 200 : 201 });
  return { ...reply, headers: { ...reply.headers, location: loaded.version } };
}

function nameIn({ params }: HttpRequest): string {
  const name = params.set ?? '';
  if (NAME.test(name)) return name;
  throw new ProblemError(
    'invalid-parameter',
    'The name of a rule set has letters, digits, dots and dashes only, and at most 100 of them.',
    { parameter: 'set', example: 'litter-agreements' },
  );
}
