import type { AccessRight } from '../../../catalogue/index.js';

/** The texts of the page of the catalogue in one language. */
export interface CataloguePageWording {
  readonly intro: string;
  readonly datasets: string;
  readonly services: string;
  readonly service: string;
  readonly address: string;
  readonly howToUse: string;
  readonly access: string;
  /** Leads to the terms of an offer. */
  readonly terms: string;
  readonly rights: Readonly<Record<AccessRight, string>>;
  readonly contact: string;
  readonly licence: string;
  readonly noLicence: string;
  readonly formats: string;
}
