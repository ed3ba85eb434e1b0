import { randomUUID } from 'node:crypto';
import { decisionLines, type Decision } from '../../responsibility/index.js';
import { skos } from '../../rdf/namespaces.js';
import { centroidOf, type Geometry, type LonLat } from '../../spatial/index.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { decisionPart } from '../linked-data/decision-part.js';
import { readDescription } from '../linked-data/description.js';
import type { Labels } from '../linked-data/labels.js';
import type { Show } from '../linked-data/show.js';
import { formatChosen } from '../reports-api/chosen.js';
import { drawMap } from '../map/draw.js';
import { emphasised, viewOf, type MapSource } from '../map/map.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply, resourceHref } from '../web/page.js';
import { formWording } from './wording/in.js';

/** What the answer is shown with. */
export interface AnswerPageOptions extends Site {
  /** Whether there is a mail server. */
  readonly canMail: boolean;
  readonly maps: MapSource;
  readonly labels: Labels;
}

/** The answer to who is responsible, with its reasons, the place on a map, and the means to report it. */
export async function answerPage(
  options: AnswerPageOptions,
  request: HttpRequest,
  decision: Decision,
): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  // Nothing is stored: the names are for this page alone.
  const iri = `${options.baseUrl}/responsible`;
  const lines = decisionLines(decision, { iri, graph: iri, agent: `${options.baseUrl}/id/agent/service` });
  const about = readDescription(iri, lines);
  const iris = about.quads.flatMap(({ object }) => (object.termType === 'NamedNode' ? [object.value] : []));
  const known = await options.labels(iris, wording.language);
  const name = (one: string): string => wording.termNames[one] ?? known(one);
  const show: Show = { site: options, wording, name, about };
  const other = new URLSearchParams(request.query);
  other.set('lang', wording.language === 'nl' ? 'en' : 'nl');
  const reply = pageReply(options, wording, {
    title: wording.answer,
    wide: true,
    otherLanguageHref: `?${other.toString()}`,
    body: html`<div class="beside">
        ${await placeMap(options, show, decision)}
        <div>${decisionPart(show, iri, (choice) => answering(show, request.query, decision, choice))}</div>
      </div>
      ${reportForm(show, request.query, options.canMail)}
      <p>
        <a href="${localHref(options, `${options.baseUrl}/`)}">${formWording(wording.language).again}</a>
      </p>`,
  });
  // The key in the form is for one reader alone.
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}

/** The same question with one more answer in it. */
function answering(
  { about, wording }: Show,
  query: URLSearchParams,
  { choices }: Decision,
  iri: string,
): string | undefined {
  const label = about.text(iri, skos('prefLabel'), wording.language);
  const choice = choices.find((one) => one.label[wording.language] === label);
  if (!choice) return undefined;
  const next = new URLSearchParams(query);
  next.append('chosen', formatChosen({ ...choice, feature: choice.feature.iri }));
  return `?${next.toString()}`;
}

async function placeMap(
  options: AnswerPageOptions,
  show: Show,
  decision: Decision,
): Promise<Html | undefined> {
  const shapes = await options.maps.shapesOf(decision.facts.map(({ feature }) => feature.iri));
  const place = decision.question.point ?? placeOfAsset(decision, shapes);
  const view = place && viewOf([{ type: 'Point', coordinates: [...place] }]);
  if (!view) return undefined;
  const features = emphasised(await options.maps.around(view), shapes, 'fact');
  const name = await options.labels(
    features.map(({ iri }) => iri),
    show.wording.language,
  );
  return html`<figure>
    ${drawMap(view, features, {
      label: show.wording.map.label,
      href: (iri) => resourceHref(options, iri),
      name,
      mark: { at: place, accuracy: decision.question.accuracy },
    })}
    <figcaption>${show.wording.map.caption}</figcaption>
  </figure>`;
}

function placeOfAsset({ question }: Decision, shapes: ReadonlyMap<string, Geometry>): LonLat | undefined {
  const shape = shapes.get(question.asset ?? '');
  return shape && centroidOf(shape);
}

/** What was asked, as a report to send. The key makes one report of it, however often the same is sent. */
function reportForm({ site, wording }: Show, query: URLSearchParams, canMail: boolean): Html {
  const texts = formWording(wording.language);
  const asked = ['category', 'lon', 'lat', 'accuracy', 'asset', 'chosen'].flatMap((name) =>
    query
      .getAll(name)
      .filter((value) => value !== '')
      .map((value) => html`<input type="hidden" name="${name}" value="${value}" />`),
  );
  const { language } = wording;
  return html`<h2>${texts.title}</h2>
    <form action="${localHref(site, `${site.baseUrl}/report-form?lang=${language}`)}" method="post">
      ${asked}
      <input type="hidden" name="lang" value="${language}" />
      <input type="hidden" name="key" value="${randomUUID()}" />
      <label class="wide"
        >${texts.description}
        <span class="note">${texts.intro}</span>
        <textarea name="description" rows="3" maxlength="2000" required></textarea>
      </label>
      <fieldset class="wide">
        <legend>${texts.contact}</legend>
        <p class="note">${texts.contactNote}</p>
        <label>${texts.name}<input name="name" autocomplete="name" maxlength="200" /></label>
        <label>${texts.email}<input name="email" type="email" autocomplete="email" maxlength="254" /></label>
        <label>${texts.phone}<input name="phone" type="tel" autocomplete="tel" maxlength="30" /></label>
        ${
          canMail
            ? html`<label class="pick"><input type="checkbox" name="notify" /> ${texts.notify}</label>`
            : undefined
        }
      </fieldset>
      <button type="submit">${texts.send}</button>
    </form>`;
}
