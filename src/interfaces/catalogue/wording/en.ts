import type { CataloguePageWording } from './wording.js';

/** English. */
export const en: CataloguePageWording = {
  intro: 'What is to be found here, in which form, and who may use it.',
  datasets: 'Datasets',
  services: 'Services',
  service: 'Service',
  address: 'Address',
  howToUse: 'Description',
  access: 'Access',
  terms: 'The terms on which it is offered',
  rights: { public: 'public', restricted: 'restricted', 'non-public': 'non-public' },
  contact: 'Contact',
  licence: 'Licence',
  noLicence: 'The publisher has chosen no licence.',
  formats: 'The same catalogue for machines',
};
