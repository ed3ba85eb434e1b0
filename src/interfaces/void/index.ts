/** What the graph holds, for those who look for data: the VoID description and its page. */
import { rdfMediaTypes } from '../../rdf/media-types.js';
import type { GraphStore } from '../../store/graph-store.js';
import { withEntityTag } from '../http/etag.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply, Route, Site } from '../http/reply.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply, resourceHref } from '../web/page.js';
import { scrollable } from '../web/scrollable.js';
import { voidQuads } from './description.js';
import { createFigures, type Count, type Figures } from './figures.js';

const OFFERS = [
  'text/turtle',
  ...rdfMediaTypes.filter((type) => type !== 'text/turtle'),
  'text/html',
] as const;

/** What the description is made from. */
export interface VoidRoutesOptions extends Site {
  readonly store: GraphStore;
  readonly now: () => Date;
  /** IRI of the licence of the data. */
  readonly licence?: string | undefined;
  /** Names for IRIs in a language. */
  readonly names: (iris: readonly string[], language: 'nl' | 'en') => Promise<(iri: string) => string>;
}

/** `/void`, and `/.well-known/void` that leads to it (VoID, section 7.2). */
export function voidRoutes(options: VoidRoutesOptions): Route[] {
  const { baseUrl, store, now } = options;
  const figures = createFigures(store, baseUrl, now);
  const requires = 'public.read';
  return [
    {
      path: '/void',
      requires,
      methods: { GET: async (request) => describe(options, request, await figures()) },
    },
    {
      path: '/.well-known/void',
      methods: { GET: () => ({ status: 302, headers: { location: `${baseUrl}/void` } }) },
    },
  ];
}

async function describe(options: VoidRoutesOptions, request: HttpRequest, figures: Figures): Promise<Reply> {
  const mediaType = requireMediaType(request.headers, OFFERS);
  const reply =
    mediaType === 'text/html'
      ? await page(options, request, figures)
      : await rdfReply(voidQuads({ ...options, figures }), mediaType);
  return withEntityTag(request, { ...reply, headers: { 'cache-control': 'no-cache', ...reply.headers } });
}

async function page(options: VoidRoutesOptions, request: HttpRequest, figures: Figures): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  const texts = wording.dataset;
  const { graphs, reportTriples, classes, properties, triples } = figures;
  const iris = [...graphs, ...classes, ...properties].map(({ iri }) => iri);
  const known = await options.names(iris, wording.language);
  const graphName = (iri: string): string => {
    const own = /\/(?:graph|id|id\/rules)\/([\w-]+)$/.exec(iri)?.[1] ?? '';
    return wording.graphNames[own] ?? known(iri);
  };
  const name = (iri: string): string => wording.termNames[iri] ?? known(iri);
  const format = new Intl.NumberFormat(wording.language === 'nl' ? 'nl-BE' : 'en-GB');
  const table = (
    title: string,
    unit: string,
    counts: readonly Count[],
    called: (iri: string) => string,
  ): Html =>
    html`<h2>${title}</h2>
      ${scrollable(
        title,
        html`<table class="figures">
          <thead>
            <tr>
              <th scope="col">${title}</th>
              <th scope="col" class="number">${unit}</th>
            </tr>
          </thead>
          <tbody>
            ${counts.map(
              ({ iri, count }) =>
                html`<tr>
                  <td><a href="${resourceHref(options, iri)}">${called(iri)}</a></td>
                  <td class="number">${format.format(count)}</td>
                </tr>`,
            )}
          </tbody>
        </table>`,
      )}`;
  return pageReply(options, wording, {
    title: wording.queryPage.dataset,
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    body: html`<p>
        ${texts.triples}: <strong>${format.format(triples)}</strong> · ${texts.ofReports}:
        <strong>${format.format(reportTriples)}</strong> ·
        <a href="${localHref(options, `${options.baseUrl}/sparql`)}">${wording.queryPage.title}</a> ·
        <a href="${localHref(options, `${options.baseUrl}/catalog`)}">${wording.linkTexts.catalogue}</a>
        ${
          options.licence === undefined
            ? undefined
            : html` · <a href="${options.licence}" rel="license">${texts.licence}</a>`
        }
      </p>
      ${table(texts.graphs, texts.triples, graphs, graphName)}
      ${table(texts.classes, texts.things, classes, name)}
      ${table(texts.properties, texts.triples, properties, name)}
      <h2>${wording.formats}</h2>
      <pre><code>curl '${options.baseUrl}/void'</code></pre>`,
  });
}
