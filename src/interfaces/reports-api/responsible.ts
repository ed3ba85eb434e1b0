import { decisionToJson, type Decision } from '../../responsibility/index.js';
import { requireMediaType } from '../http/media.js';
import { jsonReply, type HttpRequest, type Reply, type Site } from '../http/reply.js';
import { html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import type { ReportsApiOptions } from './index.js';
import { readQuestion } from './question.js';

/** The same decision that a report would get, without filing one. */
export async function askResponsible(options: ReportsApiOptions, request: HttpRequest): Promise<Reply> {
  const { responsibility, baseUrl } = options;
  const mediaType = requireMediaType(request.headers, [
    'application/ld+json',
    'application/json',
    'text/html',
  ]);
  const decision = await responsibility.decide(await readQuestion(request.query, responsibility));
  if (mediaType === 'text/html') return decisionPage(options, request, decision);
  const document = { '@context': `${baseUrl}/context/report.jsonld`, ...decisionToJson(decision) };
  const reply = jsonReply(document, { mediaType });
  return { ...reply, headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-cache' } };
}

function decisionPage(site: Site, request: HttpRequest, decision: Decision): Reply {
  const wording = wordingFor(request.headers, request.query);
  const { language } = wording;
  const other = new URLSearchParams(request.query);
  other.set('lang', language === 'nl' ? 'en' : 'nl');
  return pageReply(site, wording, {
    title: wording.answer,
    otherLanguageHref: `?${other.toString()}`,
    body: html`<p class="answer">${decision.sentence[language]}</p>
      ${decision.clarify ? html`<p>${decision.clarify[language]}</p>` : undefined}
      ${
        decision.facts.length === 0
          ? undefined
          : html`<h2>${wording.facts}</h2>
              <ul>
                ${decision.facts.map(
                  ({ feature, distance }) =>
                    html`<li>
                      <a href="${localHref(site, feature.iri)}">${feature.label[language]}</a>
                      ${distance === undefined ? undefined : html`<span class="note">${Math.round(distance)} m</span>`}
                    </li>`,
                )}
              </ul>`
      }
      <p><a href="${localHref(site, `${site.baseUrl}/`)}">${wording.tryIt}</a></p>`,
  });
}
