import type { Site } from '../http/reply.js';
import { html, type Html } from '../web/html.js';
import { resourceHref } from '../web/page.js';
import type { PageWording } from '../web/wording/wording.js';
import type { Description } from './description.js';

/** What is needed to show terms. */
export interface Show {
  readonly site: Site;
  readonly wording: PageWording;
  readonly name: (iri: string) => string;
  readonly about: Description;
}

/** Only web addresses become links: an IRI in data may have any scheme. */
export function link({ site, name }: Show, iri: string): Html {
  return /^https?:/i.test(iri)
    ? html`<a href="${resourceHref(site, iri)}">${name(iri)}</a>`
    : html`${name(iri)}`;
}

/** A moment as readers write it, with the exact one for machines. */
export function moment({ wording }: Show, text: string): Html {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return html`${text}`;
  const shown = date.toLocaleString(wording.language === 'nl' ? 'nl-BE' : 'en-GB', {
    dateStyle: 'long',
    ...(text.includes('T') ? { timeStyle: 'short', timeZone: 'Europe/Brussels' } : {}),
  });
  return html`<time datetime="${text}">${shown}</time>`;
}
