import type { Quad } from '@rdfjs/types';
import { dct, melding, prov, rdf, ww } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';
import type { MapSource } from '../map/map.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { pageReply } from '../web/page.js';
import { decisionPart } from './decision-part.js';
import { readDescription } from './description.js';
import type { Describe } from './describe.js';
import type { Labels } from './labels.js';
import { pageMap } from './page-map.js';
import { incomingLinks, propertyTable } from './property-table.js';
import { reportPart } from './report-part.js';
import { link, type Show } from './show.js';

const RDF_TYPE = rdf('type');
/** Extensions of the forms of a document, for people who want to have it. */
const FORMS = ['text/turtle', 'application/ld+json', 'application/n-triples', 'application/rdf+xml'];

/** Things of a graph that its page names. */
const MOST_CONTENTS = 100;

/** What pages are made with. */
export interface PageSources extends Site {
  readonly describe: Describe;
  readonly labels: Labels;
  readonly maps: MapSource;
  /** Some of what stands in a graph of this name. */
  readonly contents: (graph: string) => Promise<string[]>;
}

/** A description as a page that people can read. */
export async function descriptionPage(
  sources: PageSources,
  request: HttpRequest,
  { iri, lines }: { readonly iri: string; readonly lines: readonly Line[] },
): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  const contents = await sources.contents(iri);
  const bare = readDescription(iri, lines);
  // A decision stands in the graph of its report, which says where it was.
  const report = bare.one(iri, prov('used'));
  const around = report === undefined ? undefined : await sources.describe(report);
  const about = around ? readDescription(iri, [...new Set([...lines, ...around])]) : bare;
  const known = await sources.labels([iri, ...contents, ...about.quads.flatMap(irisOf)], wording.language);
  const name = (one: string): string => wording.termNames[one] ?? known(one);
  const show: Show = { site: sources, wording, name, about };
  const kinds = about.all(iri, RDF_TYPE).map(({ value }) => value);
  const isReport = kinds.includes(melding('Melding'));
  const decision = isReport
    ? about.one(iri, ww('decision'))
    : kinds.includes(ww('Decision'))
      ? iri
      : undefined;
  const map = await pageMap(show, sources, decision);
  const lead = isReport
    ? reportPart(show, iri)
    : decision === undefined
      ? undefined
      : decisionPart(show, iri);
  const other = new URLSearchParams(request.query);
  other.set('lang', wording.language === 'nl' ? 'en' : 'nl');
  return pageReply(sources, wording, {
    title: titleOf(show, iri, kinds),
    wide: map !== undefined,
    otherLanguageHref: `?${other.toString()}`,
    head: html`${FORMS.map((type) => html`<link rel="alternate" type="${type}" href="" />`)}`,
    body: html`<p class="iri">${iri}</p>
      ${
        map === undefined
          ? lead
          : html`<div class="beside">
              ${map}
              <div>${lead ?? table(show, iri)}</div>
            </div>`
      }
      ${record(show, iri, { lead, map })} ${contentsList(show, contents)}
      ${incomingLinks({ ...show, about: bare }, iri)}
      <h2>${wording.formats}</h2>
      <pre><code>curl -L -H 'Accept: text/turtle' '${addressOf(sources, iri)}'</code></pre>`,
  });
}

/** What is recorded: in full where nothing else says it, folded away where the page has said it in words. */
function record(
  show: Show,
  iri: string,
  { lead, map }: { readonly lead: Html | undefined; readonly map: Html | undefined },
): Html | undefined {
  if (lead === undefined) return map === undefined ? table(show, iri) : undefined;
  return html`<details>
    <summary>${show.wording.properties}</summary>
    ${propertyTable(show, iri, 2)}
  </details>`;
}

function table(show: Show, iri: string): Html {
  return html`<h2>${show.wording.properties}</h2>
    ${propertyTable(show, iri, 2)}`;
}

function contentsList(show: Show, contents: readonly string[]): Html | undefined {
  if (contents.length === 0) return undefined;
  return html`<h2>${show.wording.contents}</h2>
    <ul class="columns">
      ${contents.slice(0, MOST_CONTENTS).map((thing) => html`<li>${link(show, thing)}</li>`)}
      ${contents.length > MOST_CONTENTS ? html`<li>…</li>` : undefined}
    </ul>`;
}

/** The address at which a program finds this. */
function addressOf({ baseUrl }: Site, iri: string): string {
  return iri.startsWith(`${baseUrl}/`) && !iri.includes('#')
    ? iri
    : `${baseUrl}/doc/?${new URLSearchParams({ iri }).toString()}`;
}

/** The name of the thing; one without is called by its kind and its key. */
function titleOf({ name, about }: Show, iri: string, kinds: readonly string[]): string {
  const called = name(iri);
  const category = kinds.includes(melding('Melding')) ? about.one(iri, dct('type')) : undefined;
  if (category !== undefined) return `${called}: ${name(category)}`;
  if (!iri.endsWith(called)) return called;
  const kind = kinds.map(name).find((label) => !label.includes(':'));
  const key = called.slice(called.lastIndexOf('/') + 1);
  return [kind, key].filter((part) => part !== undefined).join(' ');
}

function irisOf(quad: Quad): string[] {
  return [quad.subject, quad.predicate, quad.object].flatMap(({ termType, value }) =>
    termType === 'NamedNode' ? [value] : [],
  );
}
