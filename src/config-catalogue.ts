import { z } from 'zod';
import type { CatalogueTerms } from './catalogue/index.js';
import { about } from './config-values.js';

const RIGHTS = ['public', 'restricted', 'non-public'] as const;
const RIGHTS_TEXT = `one of ${RIGHTS.join(', ')}`;
const ADDRESS = /^https?:\/\/[^\s<>"{}|\\^`]+$/;

const text = (expects: string): z.ZodString => z.string({ error: expects }).min(1, expects);
const address = text('an http or https address').regex(ADDRESS, 'an http or https address').optional();

/** The settings of the catalogue: who publishes, whom to ask, who may have it. */
export const catalogueSettings = {
  catalogueTitle: text('a text')
    .default('Wegwijzer')
    .meta(about('Title of the catalogue of datasets.', 'Wegwijzer')),
  publisher: address.meta(about('IRI of the organisation that publishes.', 'one of the instance')),
  publisherName: text('a name')
    .default('Wegwijzer')
    .meta(about('Name of the organisation that publishes.', 'Wegwijzer')),
  contactName: text('a name').optional().meta(about('Whom to ask about the data.', 'publisherName')),
  contactEmail: text('an e-mail address')
    .regex(/^[^\s<>"@:]+@[^\s<>"@]+\.[^\s<>"@]+$/, 'an e-mail address')
    .optional()
    .meta(about('E-mail address of whom to ask.', 'none')),
  contactPage: address.meta(about('Page of whom to ask.', '{baseUrl}/')),
  accessRights: z
    .enum(RIGHTS, { error: RIGHTS_TEXT })
    .optional()
    .meta(about(`Who may have the data: ${RIGHTS_TEXT}.`, 'public if anonymousRead, else restricted')),
};

/** What the settings say of publisher, contact, licence and access. */
export function catalogueTerms(config: {
  readonly baseUrl: string;
  readonly catalogueTitle: string;
  readonly publisher?: string | undefined;
  readonly publisherName: string;
  readonly contactName?: string | undefined;
  readonly contactEmail?: string | undefined;
  readonly contactPage?: string | undefined;
  readonly licence?: string | undefined;
  readonly accessRights?: CatalogueTerms['reading'] | undefined;
  readonly anonymousRead: boolean;
  readonly anonymousFile: boolean;
  readonly restrictedStreams: readonly string[];
}): CatalogueTerms {
  const { baseUrl, publisherName, contactEmail, licence } = config;
  return {
    title: config.catalogueTitle,
    publisher: config.publisher ?? `${baseUrl}/id/agent/publisher`,
    publisherName,
    contactName: config.contactName ?? publisherName,
    contactEmail,
    contactPage: config.contactPage ?? `${baseUrl}/`,
    licence,
    reading: config.accessRights ?? (config.anonymousRead ? 'public' : 'restricted'),
    restrictedStreams: config.restrictedStreams,
    filing: config.anonymousFile ? 'public' : 'restricted',
  };
}
