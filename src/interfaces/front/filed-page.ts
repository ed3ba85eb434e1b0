import type { Accepted, Duplicate } from '../../reports/index.js';
import { secretReply } from '../follow/secret-reply.js';
import type { Reply, Site } from '../http/reply.js';
import { html, type Html } from '../web/html.js';
import { localHref, pageReply } from '../web/page.js';
import type { PageWording } from '../web/wording/wording.js';
import { formWording } from './wording/in.js';

/** That a report was taken in, with the secret link of its reporter, which is shown here alone. */
export function filedPage(site: Site, wording: PageWording, accepted: Accepted): Reply {
  const { language } = wording;
  const texts = formWording(language).filed;
  const document = (report: string): string =>
    `${localHref(site, report.replace('/id/', '/doc/'))}?lang=${language}`;
  const { duplicates = [] } = JSON.parse(accepted.json) as { readonly duplicates?: readonly Duplicate[] };
  const body = html`${followPart(site, wording, accepted.follow)}
    <p><a href="${document(accepted.location)}">${texts.publicPage}</a></p>
    ${
      duplicates.length === 0
        ? undefined
        : html`<h2>${texts.duplicates}</h2>
            <ul>
              ${duplicates.map(
                ({ report, explanation }) =>
                  html`<li><a href="${document(report)}">${explanation[language]}</a></li>`,
              )}
            </ul>`
    }`;
  const page = secretReply(pageReply(site, wording, { title: texts.title, body }));
  return { ...page, status: 201, headers: { ...page.headers, location: accepted.location } };
}

function followPart(site: Site, { language }: PageWording, token: string | undefined): Html {
  if (token === undefined) return html``;
  const { keep, follow } = formWording(language).filed;
  const address = `${site.baseUrl}/follow/${token}`;
  return html`<p>${keep}</p>
    <p class="answer">
      <a href="${localHref(site, address)}?lang=${language}">${follow}</a><br /><code>${address}</code>
    </p>`;
}
