import type { CatalogueWording } from './wording.js';

/** Nederlands. */
export const nl: CatalogueWording = {
  catalogue:
    'De meldingen over het openbaar domein, wie ervoor verantwoordelijk is en waarom, met de registers en regels waaruit dat blijkt.',
  datasets: {
    reports: {
      title: 'Meldingen',
      description:
        'Elke versie van elke melding: ontvangst, statussen, beslissingen en overdrachten, zonder gegevens over melders.',
    },
    decisions: {
      title: 'Beslissingen',
      description: 'Welke beheerder verantwoordelijk is voor een melding, met de regel en de feiten.',
    },
    rules: {
      title: 'Regels',
      description: 'De regels die zeggen wie wat beheert, met hun grond en voorbeelden.',
    },
    categories: {
      title: 'Categorieën',
      description: 'Waarover een melding kan gaan, als begrippenlijst (SKOS).',
    },
  },
  register: {
    title: (name) => `Register: ${name}`,
    description: (name) => `Elke versie van elk ding in het register ${name}, met beheerder en geometrie.`,
  },
  keywords: {
    reports: ['melding', 'openbaar domein'],
    decisions: ['beslissing', 'beheerder', 'openbaar domein'],
    register: ['register', 'beheerder', 'openbaar domein'],
    rules: ['regel', 'bevoegdheid'],
    categories: ['categorie', 'codelijst'],
    offered: ['dataruimte', 'overeenkomst'],
  },
  offered: {
    description: (address) => `Wat ${address} heeft, volgens een overeenkomst in de dataruimte.`,
    pull: 'Opgehaald volgens een overeenkomst (HttpData-PULL)',
    push: 'Gestuurd volgens een overeenkomst (HttpData-PUSH)',
  },
  distributions: {
    stream: 'Gebeurtenissenstroom (LDES), naar tijd',
    graph: 'De hele graaf',
    sparql: 'Door te bevragen met SPARQL',
  },
  views: { 'by-time': 'naar tijd', 'by-manager': 'naar beheerder', 'by-area': 'naar gebied' },
  services: {
    dataspace: 'Dataspace Protocol',
    sparql: 'SPARQL-dienst',
    reports: 'Meldingen indienen',
    stream: (dataset, view) => `${dataset} als gebeurtenissenstroom, ${view}`,
  },
};
