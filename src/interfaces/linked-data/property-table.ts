import type { Quad_Object } from '@rdfjs/types';
import { rdf, ww, xsd } from '../../rdf/namespaces.js';
import { html, type Html } from '../web/html.js';
import { link, type Show } from './show.js';

const RDF_TYPE = rdf('type');

/** The name of a part of something, which has no page of its own. */
const PART = /#|\/\.well-known\/genid\//;

/** What a thing is comes first, and what only the service itself needs comes last. */
function rank(property: string): number {
  return property === RDF_TYPE ? 0 : property === ww('cell') ? 2 : 1;
}

/** The properties of a node; those of its parts are shown within, a few levels deep. */
export function propertyTable(show: Show, subject: string, depth: number): Html {
  const own = show.about.quads.filter((quad) => quad.subject.value === subject);
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
  const hasOwn = isPart && show.about.quads.some((quad) => quad.subject.value === object.value);
  return hasOwn ? propertyTable(show, object.value, depth - 1) : link(show, object.value);
}

/** A report's decision stands in the same document. */
function isDecision({ about }: Show, iri: string): boolean {
  return about.quads.some(
    ({ predicate, object }) => predicate.value === ww('decision') && object.value === iri,
  );
}

/**
 * What points here, by the kind of link. What the page itself describes is left out; where a part of something points
 * here, the whole is named.
 */
export function incomingLinks(show: Show, iri: string): Html | undefined {
  const incoming = show.about.quads.filter(
    ({ subject, object }) =>
      object.termType === 'NamedNode' &&
      object.value === iri &&
      !subject.value.startsWith(`${iri}#`) &&
      show.about.all(subject.value, RDF_TYPE).length === 0,
  );
  if (incoming.length === 0) return undefined;
  const properties = [...new Set(incoming.map(({ predicate }) => predicate.value))].sort();
  return html`<h2>${show.wording.usedBy}</h2>
    ${properties.map((property) => {
      const subjects = new Set(
        incoming
          .filter(({ predicate }) => predicate.value === property)
          .map(({ subject }) => wholeOf(show, subject.value)),
      );
      return html`<h3>${show.name(property)}</h3>
        <ul class="columns">
          ${[...subjects].map((subject) => html`<li>${link(show, subject)}</li>`)}
        </ul>`;
    })}`;
}

/** Facts and runners-up are parts of decisions; terms of a vocabulary and rules of a set stand on their own. */
function wholeOf({ site }: Show, iri: string): string {
  return ['report', 'decision'].some((type) => iri.startsWith(`${site.baseUrl}/id/${type}/`))
    ? iri.replace(/#.*$/, '')
    : iri;
}
