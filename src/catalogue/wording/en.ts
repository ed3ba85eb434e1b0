import type { CatalogueWording } from './wording.js';

/** English. */
export const en: CatalogueWording = {
  catalogue:
    'The reports about the public domain, who is responsible for them and why, with the registers and rules that it follows from.',
  datasets: {
    reports: {
      title: 'Reports',
      description:
        'Every version of every report: receipt, statuses, decisions and hand-overs, without data about reporters.',
    },
    decisions: {
      title: 'Decisions',
      description: 'Which manager is responsible for a report, with the rule and the facts.',
    },
    rules: {
      title: 'Rules',
      description: 'The rules that say who manages what, with their grounds and examples.',
    },
    categories: {
      title: 'Categories',
      description: 'What a report can be about, as a concept scheme (SKOS).',
    },
  },
  register: {
    title: (name) => `Register: ${name}`,
    description: (name) => `Every version of every thing in the register ${name}, with manager and geometry.`,
  },
  keywords: {
    reports: ['report', 'public domain'],
    decisions: ['decision', 'manager', 'public domain'],
    register: ['register', 'manager', 'public domain'],
    rules: ['rule', 'competence'],
    categories: ['category', 'code list'],
    offered: ['data space', 'agreement'],
  },
  offered: {
    description: (address) => `What ${address} has, under an agreement in the data space.`,
    pull: 'Fetched under an agreement (HttpData-PULL)',
    push: 'Sent under an agreement (HttpData-PUSH)',
  },
  distributions: {
    stream: 'Event stream (LDES), by time',
    graph: 'The whole graph',
    sparql: 'By querying with SPARQL',
  },
  views: { 'by-time': 'by time', 'by-manager': 'by manager', 'by-area': 'by area' },
  services: {
    dataspace: 'Dataspace Protocol',
    sparql: 'SPARQL endpoint',
    reports: 'Filing reports',
    stream: (dataset, view) => `${dataset} as an event stream, ${view}`,
  },
};
