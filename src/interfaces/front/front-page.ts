import type { LonLat } from '../../spatial/index.js';
import type { HttpRequest, Reply, RequestContext, Site } from '../http/reply.js';
import { drawMap, type MapFeature, type View } from '../map/draw.js';
import { createMapSource } from '../map/map.js';
import type { Somewhere } from '../map/somewhere.js';
import type { AsClient } from '../sparql/index.js';
import { assetPath } from '../web/assets.js';
import { categoryOptions, type CategoryChoice } from '../web/category-options.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { isPassing } from './passing.js';
import { localHref, pageReply, resourceHref } from '../web/page.js';
import type { PageWording } from '../web/wording/wording.js';

/** The category that the form begins with. */
const EXAMPLE = 'zitbank-beschadigd';
/** Metres from the middle of the map to its upper edge. */
const REACH = 330;
/** Metres that a place may be off, where the reader does not say. */
const ACCURACY = 5;

/** What the front page shows. */
export interface FrontPageOptions extends Site {
  readonly categories: () => readonly CategoryChoice[];
  readonly somewhere: Somewhere;
  readonly asClient: AsClient;
  /** Whether everybody may read what is public; else there is no map, as a browser has no key. */
  readonly isOpen: boolean;
}

/** The page that says what this is, and lets a person try. */
export async function frontPage(
  options: FrontPageOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  const centre = options.isOpen ? await options.somewhere() : undefined;
  const view = centre && { centre, reach: REACH };
  const features = view && (await mapOf(options, view, request, context));
  const href = (path: string): string => localHref(options, options.baseUrl + path);
  return pageReply(options, wording, {
    title: wording.tagline,
    wide: true,
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    head: html`<script src="${href(assetPath('front-page.js'))}" type="module"></script>`,
    body: html`<p class="lead">${wording.intro}</p>
      <h2>${wording.tryIt}</h2>
      <div class="beside">
        ${view && features ? placeMap(options, wording, view, features) : undefined}
        ${form(options, wording, centre)}
      </div>
      <ol class="steps">
        ${wording.front.steps.map(({ title, text }) => html`<li><strong>${title}</strong> ${text}</li>`)}
      </ol>
      <h2>${wording.front.look}</h2>
      <p>${wording.front.lookIntro}</p>
      ${doors(href, wording)}
      <h2>${wording.links}</h2>
      ${links(href, wording)}`,
  });
}

/** What the map shows; nothing where the client has had its share, since a person can ask without a map as well. */
async function mapOf(
  { asClient }: FrontPageOptions,
  view: View,
  request: HttpRequest,
  context: RequestContext,
): Promise<readonly MapFeature[] | undefined> {
  try {
    return await asClient(request, context, (queries) => createMapSource(queries).around(view));
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

function placeMap(
  options: FrontPageOptions,
  wording: PageWording,
  view: View,
  features: readonly MapFeature[],
): Html {
  return html`<figure>
    ${drawMap(view, features, {
      id: 'place-map',
      label: wording.front.mapLabel,
      href: (iri) => resourceHref(options, iri),
      name: () => '',
      mark: { at: view.centre, accuracy: ACCURACY },
    })}
    <figcaption>${wording.map.caption}</figcaption>
  </figure>`;
}

function form(options: FrontPageOptions, wording: PageWording, centre: LonLat | undefined): Html {
  const { front, language } = wording;
  return html`<form id="ask" action="${localHref(options, `${options.baseUrl}/responsible`)}" method="get">
    <input type="hidden" name="lang" value="${language}" />
    <label class="wide"
      >${wording.category}<select name="category" required>
        ${categoryOptions(options.categories(), language, { chosen: EXAMPLE })}
      </select></label
    >
    <p class="wide">${front.place}</p>
    ${field('lon', wording.longitude, { min: -180, max: 180, value: centre?.[0] })}
    ${field('lat', wording.latitude, { min: -90, max: 90, value: centre?.[1] })}
    ${field('accuracy', wording.accuracy, { min: 0, max: 10000, value: ACCURACY })}
    <button type="button" id="here" class="plain" hidden>${front.here}</button>
    <p id="here-note" class="note wide" role="status" hidden>${front.hereFails}</p>
    <button type="submit" class="wide">${wording.ask}</button>
  </form>`;
}

function field(
  name: string,
  label: string,
  { min, max, value }: { readonly min: number; readonly max: number; readonly value: number | undefined },
): Html {
  return html`<label
    >${label}<input
      name="${name}"
      type="number"
      step="any"
      min="${min}"
      max="${max}"
      value="${value}"
      required
  /></label>`;
}

/** The ways into the graph for people. */
function doors(href: (path: string) => string, { linkTexts }: PageWording): Html {
  const paths = [
    ['/queries', linkTexts.queries],
    ['/sparql', linkTexts.sparql],
    ['/void', linkTexts.dataset],
    ['/catalog', linkTexts.catalogue],
    ['/categories', linkTexts.categories],
    ['/id/registers', linkTexts.registers],
    ['/ontology', linkTexts.ontology],
  ] as const;
  return html`<ul class="doors">
    ${paths.map(([path, text]) => html`<li><a href="${href(path)}">${text}</a></li>`)}
  </ul>`;
}

function links(href: (path: string) => string, { linkTexts }: PageWording): Html {
  const paths = [
    ['/shapes', linkTexts.shapes],
    ['/context/report.jsonld', linkTexts.context],
    ['/openapi', linkTexts.openApi],
    ['/health', linkTexts.health],
    ['/metrics', linkTexts.metrics],
  ] as const;
  return html`<ul>
    ${paths.map(([path, text]) => html`<li><a href="${href(path)}">${text}</a> <code>${path}</code></li>`)}
  </ul>`;
}
