/** Ready-made queries: the examples of the query page. */
import { jsonReply, type HttpRequest, type Reply, type Route, type Site } from '../http/reply.js';
import { withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { wordingFor } from '../web/language.js';
import { examplesIn, readExamples } from './examples.js';
import { queryPage, type ExamplesFor } from './query-page.js';

/** The addresses of ready-made queries, and the page that the SPARQL endpoint shows in a browser. */
export function queryRoutes(site: Site): { routes: Route[]; page: (request: HttpRequest) => Reply } {
  const files = readExamples();
  const examplesFor: ExamplesFor = (language) => examplesIn(files, site, language);
  return {
    routes: [{ path: '/queries/examples', methods: { GET: (request) => examples(request, examplesFor) } }],
    page: (request) => queryPage(site, request, examplesFor),
  };
}

function examples(request: HttpRequest, examplesFor: ExamplesFor): Reply {
  const mediaType = requireMediaType(request.headers, ['application/json']);
  const { language } = wordingFor(request.headers, request.query);
  const reply = jsonReply(examplesFor(language), { mediaType });
  return withEntityTag(request, { ...reply, headers: { ...reply.headers, vary: 'Accept, Accept-Language' } });
}
