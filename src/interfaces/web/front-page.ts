import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { categoryOptions, type CategoryChoice } from './category-options.js';
import { html, type Html } from './html.js';
import { wordingFor } from './language.js';
import { localHref, pageReply } from './page.js';
import type { PageWording } from './wording/wording.js';

/** The category that fits the place in the form. */
const EXAMPLE = 'zitbank-beschadigd';

/** The page that says what this is, with a form to ask who is responsible. */
export function frontPage(site: Site, request: HttpRequest, categories: readonly CategoryChoice[]): Reply {
  const wording = wordingFor(request.headers, request.query);
  const other = wording.language === 'nl' ? 'en' : 'nl';
  return pageReply(site, wording, {
    title: wording.tagline,
    otherLanguageHref: `?lang=${other}`,
    body: html`<p>${wording.intro}</p>
      <h2>${wording.tryIt}</h2>
      ${form(site, wording, categories)}
      <h2>${wording.links}</h2>
      ${links(site, wording)}`,
  });
}

function form(site: Site, wording: PageWording, categories: readonly CategoryChoice[]): Html {
  return html`<form action="${localHref(site, `${site.baseUrl}/responsible`)}" method="get">
    <input type="hidden" name="lang" value="${wording.language}" />
    <label class="wide"
      >${wording.category}<select name="category" required>
        ${categoryOptions(categories, wording.language, { chosen: EXAMPLE })}
      </select></label
    >
    ${field('lon', wording.longitude, { min: -180, max: 180, value: '3.7099224' })}
    ${field('lat', wording.latitude, { min: -90, max: 90, value: '51.0453067' })}
    ${field('accuracy', wording.accuracy, { min: 0, max: 10000, value: '10' })}
    <button type="submit">${wording.ask}</button>
  </form>`;
}

function field(
  name: string,
  label: string,
  { min, max, value }: { readonly min: number; readonly max: number; readonly value: string },
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

function links(site: Site, { linkTexts }: PageWording): Html {
  const paths = [
    ['/categories', linkTexts.categories],
    ['/ontology', linkTexts.ontology],
    ['/shapes', linkTexts.shapes],
    ['/context/report.jsonld', linkTexts.context],
    ['/sparql', linkTexts.sparql],
    ['/health', linkTexts.health],
    ['/metrics', linkTexts.metrics],
  ] as const;
  return html`<ul>
    ${paths.map(
      ([path, text]) =>
        html`<li><a href="${localHref(site, site.baseUrl + path)}">${text}</a> <code>${path}</code></li>`,
    )}
  </ul>`;
}
