import type { Quad, Quad_Object } from '@rdfjs/types';
import { Parser } from 'n3';
import { rdf, ww, xsd } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import type { PageWording } from '../web/wording/wording.js';
import type { Labels } from './labels.js';

const RDF_TYPE = rdf('type');

/** The name of a part of something, which has no page of its own. */
const PART = /#|\/\.well-known\/genid\//;

/** What is needed to show terms. */
interface Show {
  readonly site: Site;
  readonly wording: PageWording;
  readonly name: (iri: string) => string;
  readonly about: readonly Quad[];
}

/** A description as a page that people can read. */
export async function descriptionPage(
  site: Site,
  request: HttpRequest,
  description: { readonly iri: string; readonly lines: readonly Line[]; readonly labels: Labels },
): Promise<Reply> {
  const { iri, lines, labels } = description;
  const wording = wordingFor(request.headers, request.query);
  const about = new Parser({ format: 'N-Quads' }).parse(lines.join('\n'));
  const known = await labels([iri, ...about.flatMap(irisOf)], wording.language);
  const name = (one: string): string => wording.termNames[one] ?? known(one);
  const show: Show = { site, wording, name, about };
  return pageReply(site, wording, {
    title: titleOf(show, iri),
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    head: html`<link rel="alternate" type="text/turtle" href="" />
      <link rel="alternate" type="application/ld+json" href="" />`,
    body: html`<p class="iri">${iri}</p>
      <h2>${wording.properties}</h2>
      ${propertyTable(show, iri, 2)} ${incomingLinks(show, iri)}
      <h2>${wording.formats}</h2>
      <pre><code>curl -L -H 'Accept: text/turtle' ${iri}</code></pre>`,
  });
}

/** The name of the thing; one without is called by its kind and its key. */
function titleOf({ name, about }: Show, iri: string): string {
  const called = name(iri);
  if (!iri.endsWith(called)) return called;
  const kinds = about.filter(
    ({ subject, predicate }) => subject.value === iri && predicate.value === RDF_TYPE,
  );
  const kind = kinds.map(({ object }) => name(object.value)).find((label) => !label.includes(':'));
  return [kind, called.slice(called.lastIndexOf('/') + 1)].filter((part) => part !== undefined).join(' ');
}

function irisOf(quad: Quad): string[] {
  return [quad.subject, quad.predicate, quad.object].flatMap(({ termType, value }) =>
    termType === 'NamedNode' ? [value] : [],
  );
}

/** What a thing is comes first, and what only the service itself needs comes last. */
function rank(property: string): number {
  return property === RDF_TYPE ? 0 : property === ww('cell') ? 2 : 1;
}

/** The properties of a node; those of its parts are shown within, a few levels deep. */
function propertyTable(show: Show, subject: string, depth: number): Html {
  const own = show.about.filter((quad) => quad.subject.value === subject);
  const predicates = [...new Set(own.map(({ predicate }) => predicate.value))];
  const order = predicates.sort((a, b) => rank(a) - rank(b));
  return html`<table>
    <tbody>
      ${order.map(
        (property) =>
          html`<tr>
            <th scope="row">${link(show, property)}</th>
            <td>
              <ul>
                ${own
                  .filter(({ predicate }) => predicate.value === property)
                  .map(({ object }) => html`<li>${shown(show, object, subject, depth)}</li>`)}
              </ul>
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function shown(show: Show, object: Quad_Object, subject: string, depth: number): Html {
  if (object.termType === 'Literal')
    return object.language === ''
      ? html`${object.datatype.value === xsd('double') ? Number(object.value) : object.value}`
      : html`<span lang="${object.language}">${object.value}</span>`;
  const isPart =
    depth > 0 && object.value !== subject && (PART.test(object.value) || isDecision(show, object.value));
  const hasOwn = isPart && show.about.some((quad) => quad.subject.value === object.value);
  return hasOwn ? propertyTable(show, object.value, depth - 1) : link(show, object.value);
}

/** A report's decision stands in the same document. */
function isDecision({ about }: Show, iri: string): boolean {
  return about.some(({ predicate, object }) => predicate.value === ww('decision') && object.value === iri);
}

function incomingLinks(show: Show, iri: string): Html | undefined {
  const incoming = show.about.filter(
    ({ subject, object }) =>
      object.termType === 'NamedNode' && object.value === iri && !subject.value.startsWith(`${iri}#`),
  );
  if (incoming.length === 0) return undefined;
  return html`<h2>${show.wording.usedBy}</h2>
    <ul>
      ${incoming.map(
        ({ subject, predicate }) =>
          html`<li>${link(show, subject.value)} <span class="note">${show.name(predicate.value)}</span></li>`,
      )}
    </ul>`;
}

/** Only web addresses become links: an IRI in data may have any scheme. */
function link({ site, name }: Show, iri: string): Html {
  return /^https?:/i.test(iri)
    ? html`<a href="${localHref(site, iri)}">${name(iri)}</a>`
    : html`${name(iri)}`;
}
