import type { Quad } from '@rdfjs/types';
import { Parser } from 'n3';
import { foaf, schema, vcard, ww } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { GraphStore } from '../../store/graph-store.js';
import { readPersonal } from '../privacy/personal-graph.js';

/** How a reporter wants to hear what happens to the report. */
export type NoticeChoice =
  | { readonly by: 'email'; readonly address: string; readonly language: 'nl' | 'en' }
  /** @property secret `whsec_` and base64, as in Standard Webhooks */
  | { readonly by: 'webhook'; readonly url: string; readonly secret: string };

/** The properties that make up a choice; the e-mail address is also there for those who handle the report. */
export const NOTICE_PROPERTIES: readonly string[] = [
  ww('notify'),
  ww('webhook'),
  ww('webhookSecret'),
  vcard('language'),
];

/** What a reporter asked for, before it is known whether it can be done. */
export interface AskedNotices {
  /** IRI: `ww:ByEmail` or `ww:ByWebhook`. */
  readonly by: string | undefined;
  readonly address: string | undefined;
  readonly url: string | undefined;
  readonly secret: string | undefined;
  readonly language: 'nl' | 'en';
}

/** What the personal data of a report says of notices. */
export function askedIn(personal: readonly Quad[]): AskedNotices {
  const value = (property: string): string | undefined =>
    personal.find(({ predicate }) => predicate.value === property)?.object.value;
  return {
    by: value(ww('notify')),
    address: value(schema('email')) ?? value(foaf('mbox'))?.replace(/^mailto:/, ''),
    url: value(ww('webhook')),
    secret: value(ww('webhookSecret')),
    language: value(vcard('language')) === 'en' ? 'en' : 'nl',
  };
}

/** The choice of a reporter; `undefined` where there is none, or not all of it is there. */
export function choiceIn(personal: readonly Quad[]): NoticeChoice | undefined {
  const { by, address, url, secret, language } = askedIn(personal);
  if (by === ww('ByEmail') && address !== undefined) return { by: 'email', address, language };
  if (by === ww('ByWebhook') && url !== undefined && secret !== undefined)
    return { by: 'webhook', url, secret };
  return undefined;
}

/** The same of a report that is kept; `undefined` also where its personal data was erased. @param id the report's own key */
export function readNoticeChoice(
  store: Pick<GraphStore, 'readRecord' | 'secrets'>,
  id: string,
): NoticeChoice | undefined {
  const lines = readPersonal(store, id);
  return lines && choiceIn(quadsOf(lines));
}

/** Lines of a personal graph as quads. */
export function quadsOf(lines: readonly Line[]): Quad[] {
  return new Parser({ format: 'application/n-quads' }).parse(lines.join('\n'));
}
