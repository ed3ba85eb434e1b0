import type { CataloguePageWording } from './wording.js';

/** Nederlands. */
export const nl: CataloguePageWording = {
  intro: 'Wat hier te vinden is, in welke vorm, en wie het mag gebruiken.',
  datasets: 'Datasets',
  services: 'Diensten',
  service: 'Dienst',
  address: 'Adres',
  howToUse: 'Beschrijving',
  access: 'Toegang',
  terms: 'De voorwaarden waaronder het wordt aangeboden',
  rights: { public: 'publiek', restricted: 'beperkt', 'non-public': 'niet publiek' },
  contact: 'Contact',
  licence: 'Licentie',
  noLicence: 'De uitgever heeft geen licentie gekozen.',
  formats: 'Dezelfde catalogus voor machines',
};
