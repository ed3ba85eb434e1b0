import { prefixes } from '../../rdf/namespaces.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { assetPath } from '../web/assets.js';
import { html, jsonBlock, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import type { Example } from './examples.js';

/**
 * What the editor needs beyond the policy of other pages: CodeMirror and DataTables set styles on elements.
 * Scripts and requests stay with this site alone.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** The page to query the graph from: an editor where scripts run, a plain form where they do not. */
export function queryPage(site: Site, request: HttpRequest, examplesFor: ExamplesFor): Reply {
  const wording = wordingFor(request.headers, request.query);
  const texts = wording.queryPage;
  const examples = examplesFor(wording.language);
  const href = (path: string): string => localHref(site, site.baseUrl + path);
  const endpoint = href('/sparql');
  const reply = pageReply(site, wording, {
    title: texts.title,
    wide: true,
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    head: html`<link rel="stylesheet" href="${href(assetPath('yasgui.css'))}" />
      <link rel="stylesheet" href="${href(assetPath('query-page.css'))}" />
      <script src="${href(assetPath('yasgui.js'))}" defer></script>
      <script src="${href(assetPath('query-page.js'))}" type="module"></script>
      ${jsonBlock('query-page-data', { endpoint, prefixes, examples, texts: texts.editor })}`,
    body: html`<p>
        ${texts.intro} <a href="${href('/queries')}">${texts.saved}</a> ·
        <a href="${href('/void')}">${texts.dataset}</a>
      </p>
      <div class="query-page">
        <nav aria-labelledby="examples">
          <h2 id="examples">${texts.examples}</h2>
          ${exampleList(examples, endpoint)}
        </nav>
        <div id="editor" class="editor">
          ${plainForm(endpoint, examples[0]?.query ?? '', texts.editor.run)}
        </div>
      </div>`,
  });
  return {
    ...reply,
    headers: { ...reply.headers, 'content-security-policy': CONTENT_SECURITY_POLICY },
  };
}

/** Gives the examples in a language. */
export type ExamplesFor = (language: 'nl' | 'en') => Example[];

function exampleList(examples: readonly Example[], endpoint: string): Html {
  return html`<ol>
    ${examples.map(
      ({ name, title, description, query }) =>
        html`<li>
          <a href="${endpoint}?${new URLSearchParams({ query }).toString()}" data-example="${name}"
            >${title}</a
          >
          <span class="note">${description}</span>
        </li>`,
    )}
  </ol>`;
}

function plainForm(endpoint: string, query: string, run: string): Html {
  return html`<form action="${endpoint}" method="get">
    <label class="wide">SPARQL<textarea name="query" rows="18" spellcheck="false">${query}</textarea></label>
    <button type="submit">${run}</button>
  </form>`;
}
