import type { CatalogueContent, CatalogueDataset, CatalogueService } from '../../catalogue/index.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import { scrollable } from '../web/scrollable.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { CataloguePageWording } from './wording/wording.js';

interface PageParts {
  readonly site: Site;
  readonly texts: CataloguePageWording;
  readonly language: 'nl' | 'en';
}

/** The catalogue for people. */
export function cataloguePage(site: Site, request: HttpRequest, content: CatalogueContent): Reply {
  const wording = wordingFor(request.headers, request.query);
  const { language } = wording;
  const parts = { site, language, texts: language === 'nl' ? nl : en };
  const { texts } = parts;
  const { terms, datasets, services } = content;
  return pageReply(site, wording, {
    title: terms.title,
    otherLanguageHref: `?lang=${language === 'nl' ? 'en' : 'nl'}`,
    body: html`<p>${texts.intro}</p>
      <p>
        ${terms.publisherName} · ${texts.contact}: <a href="${terms.contactPage}">${terms.contactName}</a>
        ${
          terms.contactEmail === undefined
            ? undefined
            : html` · <a href="mailto:${terms.contactEmail}">${terms.contactEmail}</a>`
        }
        ·
        ${
          terms.licence === undefined
            ? texts.noLicence
            : html`<a href="${terms.licence}" rel="license">${texts.licence}</a>`
        }
      </p>
      <h2>${texts.datasets}</h2>
      ${datasets.map((dataset) => datasetPart(parts, dataset))}
      <h2>${texts.services}</h2>
      ${servicesTable(parts, services)}
      <h2>${texts.formats}</h2>
      <pre><code>curl -H 'Accept: application/rdf+xml' '${content.iri}'</code></pre>`,
  });
}

function datasetPart({ site, texts, language }: PageParts, dataset: CatalogueDataset): Html {
  const { policy } = dataset;
  return html`<h3>${dataset.title[language]}</h3>
    <p>${dataset.description[language]}</p>
    <ul>
      ${policy && html`<li><a href="${localHref(site, dataset.iri)}">${texts.terms}</a></li>`}
      ${dataset.distributions.map(
        ({ title, accessUrl }) =>
          html`<li><a href="${localHref(site, accessUrl)}">${title[language]}</a></li>`,
      )}
      <li>${texts.access}: ${texts.rights[dataset.accessRights]}</li>
    </ul>`;
}

function servicesTable({ site, texts, language }: PageParts, services: readonly CatalogueService[]): Html {
  return scrollable(
    texts.services,
    html`<table class="figures">
      <thead>
        <tr>
          <th scope="col">${texts.service}</th>
          <th scope="col">${texts.address}</th>
          <th scope="col">${texts.access}</th>
        </tr>
      </thead>
      <tbody>
        ${services.map(
          (service) =>
            html`<tr>
              <td>
                <a href="${localHref(site, service.endpointDescription)}" title="${texts.howToUse}"
                  >${service.title[language]}</a
                >
              </td>
              <td><code>${service.endpointUrl}</code></td>
              <td>${texts.rights[service.accessRights]}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
