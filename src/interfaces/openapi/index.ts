/** The description of the interface for machines (OpenAPI 3.1), and a page to try it. */
import { assetPath } from '../web/assets.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import type { PageWording } from '../web/wording/wording.js';
import { withEntityTag } from '../http/etag.js';
import { jsonReply, type HttpRequest, type Reply, type Route, type Site } from '../http/reply.js';
import { operations } from './described.js';
import { describeApi, type OpenApiDocument, type Operation } from './document.js';

/** What is described. */
export interface OpenApiOptions extends Site {
  /** All other routes. */
  readonly routes: readonly Route[];
  /** Version of the service. */
  readonly version: string;
}

/** `/openapi.json`, and `/openapi` for people. */
export function openApiRoutes(options: OpenApiOptions): Route[] {
  const own: Route[] = [];
  let made: OpenApiDocument | undefined;
  const document = (): OpenApiDocument =>
    (made ??= describeApi(options, [...options.routes, ...own], operations, options.version));
  own.push(
    { path: '/openapi.json', methods: { GET: (request) => withEntityTag(request, jsonReply(document())) } },
    { path: '/openapi', methods: { GET: (request) => tryPage(options, request, document()) } },
  );
  return own;
}

function tryPage(site: Site, request: HttpRequest, { paths }: OpenApiDocument): Reply {
  const wording = wordingFor(request.headers, request.query);
  const texts = wording.openApi;
  return pageReply(site, wording, {
    title: texts.title,
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    head: html`<script
      src="${localHref(site, site.baseUrl + assetPath('openapi-page.js'))}"
      type="module"
    ></script>`,
    body: html`<p>
        ${texts.intro} <a href="${localHref(site, `${site.baseUrl}/openapi.json`)}">openapi.json</a>
      </p>
      <p>
        <label
          >${texts.key} <input id="api-key" type="password" autocomplete="off" spellcheck="false"
        /></label>
      </p>
      ${Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) =>
          operationForm(
            localHref(site, site.baseUrl),
            { path, method, mediaTypes: typedMediaTypes(methods[method]) },
            texts,
          ),
        ),
      )}`,
  });
}

/** What a body may be that somebody types, JSON first; files are for other programs. */
function typedMediaTypes(operation: Operation | undefined): readonly string[] {
  const all = Object.keys(operation?.requestBody?.content ?? {}).filter(
    (one) => !one.startsWith('multipart/'),
  );
  return [...all.filter((one) => one.endsWith('json')), ...all.filter((one) => !one.endsWith('json'))];
}

interface Form {
  readonly path: string;
  readonly method: string;
  readonly mediaTypes: readonly string[];
}

function operationForm(
  base: string,
  { path, method, mediaTypes }: Form,
  texts: PageWording['openApi'],
): Html {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return html`<details>
    <summary><code>${method.toUpperCase()} ${path}</code></summary>
    <form data-method="${method.toUpperCase()}" data-path="${base.replace(/\/$/, '')}${path}">
      ${names.map((name) => html`<label>${name} <input name="${name}" required /></label>`)}
      <label>? <input name="?" placeholder="a=1&amp;b=2" /></label>
      ${mediaTypes.length > 0 ? bodyFields(mediaTypes, texts.body) : undefined}
      <button>${texts.send}</button>
    </form>
    <pre hidden></pre>
  </details>`;
}

function bodyFields(mediaTypes: readonly string[], body: string): Html {
  const start = mediaTypes[0]?.endsWith('json') ? '{}' : '';
  return html`<label
      >Content-Type
      <select name="content-type">
        ${mediaTypes.map((one) => html`<option>${one}</option>`)}
      </select></label
    >
    <label class="wide">${body} <textarea name="{}" rows="4">${start}</textarea></label>`;
}
