import type { DeclaredParameter, QueryFile } from '../../rdf/query-file.js';
import type { BoundTerm } from '../../store/graph-store.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { categoryOptions, type CategoryChoice } from '../web/category-options.js';
import { html, type Html } from '../web/html.js';
import { scrollable } from '../web/scrollable.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply, resourceHref } from '../web/page.js';
import type { PageWording } from '../web/wording/wording.js';
import { FORMATS, type Table } from './answer.js';
import { parameterKinds } from './parameter-kinds.js';

/** What the pages of saved queries are made from. */
export interface SavedPageOptions extends Site {
  readonly categories: () => readonly CategoryChoice[];
  /** Names for IRIs in a language; an IRI without one is shortened. */
  readonly names: (iris: readonly string[], language: 'nl' | 'en') => Promise<(iri: string) => string>;
}

const GRAPH_FORMATS = ['turtle', 'ntriples', 'jsonld', 'rdfxml'];
const TABLE_FORMATS = ['json', 'xml', 'csv', 'tsv'];
/** Rows that a page shows; the whole answer is one link away. */
const MOST_ROWS = 500;

/** Every saved query with a form to fill in. */
export function indexPage(
  options: SavedPageOptions,
  request: HttpRequest,
  files: readonly QueryFile[],
): Reply {
  const wording = wordingFor(request.headers, request.query);
  return pageReply(options, wording, {
    title: wording.savedQueries.title,
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    body: html`<p>
        ${wording.savedQueries.intro}
        <a href="${localHref(options, `${options.baseUrl}/sparql`)}">${wording.queryPage.title}</a>
      </p>
      ${files.map(
        (file) =>
          html`<section class="card">
            <h2 id="${file.name}">
              <a href="${addressOf(options, file)}">${file.title[wording.language]}</a>
            </h2>
            <p>${file.description[wording.language]}</p>
            ${form(options, wording, file, new URLSearchParams())}
          </section>`,
      )}`,
  });
}

/** One saved query: its form and, once it can be answered, the answer. */
export async function savedQueryPage(
  options: SavedPageOptions,
  request: HttpRequest,
  file: QueryFile,
  answer: { readonly table: Table } | { readonly text: string } | undefined,
): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  const { language } = wording;
  const other = new URLSearchParams(request.query);
  other.set('lang', language === 'nl' ? 'en' : 'nl');
  return pageReply(options, wording, {
    title: file.title[language],
    wide: true,
    otherLanguageHref: `?${other.toString()}`,
    body: html`<p>${file.description[language]}</p>
      ${form(options, wording, file, request.query)}
      ${answer ? await result(options, wording, request, answer) : undefined}
      <details>
        <summary>${wording.savedQueries.text}</summary>
        <pre><code>${file.text}</code></pre>
      </details>
      <p><a href="${localHref(options, `${options.baseUrl}/queries`)}">${wording.savedQueries.title}</a></p>`,
  });
}

function addressOf(site: Site, { name }: QueryFile): string {
  return localHref(site, `${site.baseUrl}/queries/${name}`);
}

function form(
  options: SavedPageOptions,
  wording: PageWording,
  file: QueryFile,
  given: URLSearchParams,
): Html {
  return html`<form action="${addressOf(options, file)}" method="get">
    <input type="hidden" name="lang" value="${wording.language}" />
    ${file.parameters.map((parameter) => field(options, wording, parameter, given.get(parameter.name) ?? ''))}
    <button type="submit">${wording.queryPage.editor.run}</button>
  </form>`;
}

function field(
  { categories }: SavedPageOptions,
  { language, savedQueries }: PageWording,
  parameter: DeclaredParameter,
  value: string,
): Html {
  const { name, kind, required, example, label } = parameter;
  const text = html`${label[language]}${required ? '' : html` <span class="note">${savedQueries.optional}</span>`}`;
  const type = parameterKinds[kind]?.field ?? 'text';
  if (type === 'category')
    return html`<label
      >${text}<select name="${name}" ${required ? 'required' : ''}>
        ${required ? undefined : html`<option value=""></option>`}
        ${categoryOptions(categories(), language, { chosen: value, tops: true })}
      </select></label
    >`;
  return html`<label class="${kind === 'iri' ? 'wide' : ''}"
    >${text}<input
      name="${name}"
      type="${type}"
      ${type === 'number' ? html`step="${kind === 'integer' ? '1' : 'any'}"` : undefined}
      value="${value}"
      placeholder="${example}"
      ${required ? 'required' : ''}
  /></label>`;
}

async function result(
  options: SavedPageOptions,
  wording: PageWording,
  request: HttpRequest,
  answer: { readonly table: Table } | { readonly text: string },
): Promise<Html> {
  const isTable = 'table' in answer;
  return html`<h2>${wording.answer}</h2>
    ${isTable ? await tableOf(options, wording, answer.table) : html`<pre><code>${answer.text}</code></pre>`}
    <p class="note">
      ${wording.formats}:
      ${(isTable ? TABLE_FORMATS : GRAPH_FORMATS).map(
        (format) =>
          html`<a href="?${withFormat(request.query, format)}" type="${FORMATS[format]}">${format}</a> `,
      )}
    </p>`;
}

function withFormat(query: URLSearchParams, format: string): string {
  const copy = new URLSearchParams([...query].filter(([, value]) => value !== ''));
  copy.set('format', format);
  return copy.toString();
}

async function tableOf(
  options: SavedPageOptions,
  wording: PageWording,
  { variables, rows }: Table,
): Promise<Html> {
  const shown = rows.slice(0, MOST_ROWS);
  const iris = shown.flatMap((row) =>
    Object.values(row).flatMap((term) => (term?.type === 'uri' ? [term.value] : [])),
  );
  const name = await options.names(iris, wording.language);
  return html`<p class="note">${wording.savedQueries.rows}: ${rows.length}</p>
    ${scrollable(
      wording.answer,
      html`<table>
        <thead>
          <tr>
            ${variables.map((variable) => html`<th scope="col">${variable}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) =>
              html`<tr>
                ${variables.map((variable) => html`<td>${cell(options, name, row[variable])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}`;
}

function cell(site: Site, name: (iri: string) => string, term: BoundTerm | undefined): Html | string {
  if (!term) return '';
  if (term.type !== 'uri') return term.value;
  return /^https?:/i.test(term.value)
    ? html`<a href="${resourceHref(site, term.value)}">${name(term.value)}</a>`
    : term.value;
}
