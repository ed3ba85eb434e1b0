import type { Quad } from '@rdfjs/types';
import { schema, ww } from '../../rdf/namespaces.js';
import type { Finding } from '../normalise.js';
import { askedIn } from './choice.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { NoticesWording } from './wording/wording.js';

/** What notices this service can send. */
export interface NoticeMeans {
  /** Whether there is a mail server. */
  readonly email: boolean;
  /** Whether a webhook may be at an address. */
  readonly webhook: (url: string) => boolean;
}

/** A service that sends nothing to reporters. */
export const NO_NOTICES: NoticeMeans = { email: false, webhook: () => false };

/** What stands in the way of the notices that a reporter asks for. @param report IRI */
export function noticeFindings(personal: readonly Quad[], report: string, means: NoticeMeans): Finding[] {
  const { by, address, url, secret } = askedIn(personal);
  const focus = `${report}#reporter`;
  const fault = (name: keyof NoticesWording, path: string): Finding[] => [
    { severity: 'Violation', focus, path, message: { nl: nl[name], en: en[name] } },
  ];
  if (by === ww('ByEmail')) {
    if (address === undefined) return fault('noAddress', schema('email'));
    return means.email ? [] : fault('noMail', ww('notify'));
  }
  if (by !== ww('ByWebhook')) return [];
  if (url === undefined) return fault('noWebhook', ww('webhook'));
  if (secret === undefined) return fault('noSecret', ww('webhookSecret'));
  return means.webhook(url) ? [] : fault('webhookRefused', ww('webhook'));
}
