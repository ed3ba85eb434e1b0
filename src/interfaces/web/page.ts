import type { Reply, Site } from '../http/reply.js';
import { assetPath } from './assets.js';
import { html, type Html } from './html.js';
import { keepLanguage } from './keep-language.js';
import type { PageWording } from './wording/wording.js';

/** What a page shows. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** Elements to add to the head. */
  readonly head?: Html;
  readonly status?: number;
  /** Address of this page in the other language; left out where there is none. */
  readonly otherLanguageHref?: string;
  /** Whether the page may take the whole width of the window. */
  readonly wide?: boolean;
}

/** An address of ours without its origin, so that pages also work through another host name; others as they are. */
export function localHref(site: Site, iri: string): string {
  const base = new URL(site.baseUrl);
  return iri === site.baseUrl || iri.startsWith(`${site.baseUrl}/`)
    ? `${base.pathname.replace(/\/$/, '')}${iri.slice(site.baseUrl.length) || '/'}`
    : iri;
}

/**
 * Where to read about a resource: at its own address if that is ours, otherwise at the document that we have of it,
 * which says nothing more than the graph does.
 */
export function resourceHref(site: Site, iri: string): string {
  return iri.startsWith(`${site.baseUrl}/`) && !iri.includes('#')
    ? localHref(site, iri)
    : localHref(site, `${site.baseUrl}/doc/?${new URLSearchParams({ iri }).toString()}`);
}

/** A whole page: accessible, without script or inline style. Where its address names the language, its links keep it. */
export function pageReply(site: Site, wording: PageWording, content: PageContent): Reply {
  const { title, body, head, otherLanguageHref } = content;
  const otherLanguage = wording.language === 'nl' ? 'en' : 'nl';
  const page = html`<!doctype html>
    <html lang="${wording.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Wegwijzer</title>
        <link rel="stylesheet" href="${localHref(site, site.baseUrl + assetPath('wegwijzer.css'))}" />
        <link
          rel="icon"
          href="${localHref(site, site.baseUrl + assetPath('icon.svg'))}"
          type="image/svg+xml"
        />
        ${head}
      </head>
      <body class="${content.wide === true ? 'wide' : ''}">
        <a class="skip" href="#content">${wording.skip}</a>
        <header>
          <a class="name" href="${localHref(site, site.baseUrl)}">Wegwijzer</a>
          <span>${wording.tagline}</span>
          ${
            otherLanguageHref === undefined
              ? undefined
              : html`<a href="${otherLanguageHref}" hreflang="${otherLanguage}" lang="${otherLanguage}"
                  >${wording.otherLanguage}</a
                >`
          }
        </header>
        <main id="content">
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  return {
    status: content.status ?? 200,
    headers: {
      'content-type': 'text/html',
      'content-language': wording.language,
      vary: 'Accept, Accept-Language',
    },
    body: wording.isChosen === true ? keepLanguage(site, wording.language, page.html) : page.html,
  };
}
