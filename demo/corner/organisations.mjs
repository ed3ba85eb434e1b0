/** Who manages things in the demo corner. OVO codes only where they are known; every contact address is made up. */
import { block, document, iri, labels, text } from './turtle.mjs';

export const GENT_AREA = 'https://data.vlaanderen.be/id/gemeente/44021';
export const DESTELBERGEN_AREA = 'https://data.vlaanderen.be/id/gemeente/44013';

const publicBody = (key, nl, en, more = {}) => ({ key, nl, en, public: true, ...more });
const company = (key, nl, en = nl) => ({ key, nl, en });

/** What kind of body some are: figures by kind of manager tell them apart by it. */
const KINDS = {
  agency: { nl: 'agentschap', en: 'Flemish agency' },
  intermunicipal: { nl: 'intercommunale', en: 'intermunicipal company' },
};

const kindIri = (kind) => `id/organisation-kind/${kind}`;

const ORGANISATIONS = {
  gent: publicBody('gent', 'Stad Gent', 'City of Ghent', { ovo: 'OVO002067', area: GENT_AREA }),
  groendienst: {
    key: 'gent-groendienst',
    nl: 'Groendienst Stad Gent',
    en: 'Parks service, City of Ghent',
    unitOf: 'gent',
  },
  wegendienst: {
    key: 'gent-wegendienst',
    nl: 'Wegendienst Stad Gent',
    en: 'Roads service, City of Ghent',
    unitOf: 'gent',
  },
  destelbergen: publicBody('destelbergen', 'Gemeente Destelbergen', 'Municipality of Destelbergen', {
    area: DESTELBERGEN_AREA,
  }),
  awv: publicBody('awv', 'Agentschap Wegen en Verkeer', 'Flemish Agency for Roads and Traffic', {
    ovo: 'OVO000098',
    kind: 'agency',
  }),
  deLijn: publicBody('de-lijn', 'De Lijn', 'De Lijn', { ovo: 'OVO000100', kind: 'agency' }),
  vmm: publicBody('vmm', 'Vlaamse Milieumaatschappij', 'Flanders Environment Agency', {
    ovo: 'OVO000092',
    kind: 'agency',
  }),
  waterweg: publicBody(
    'de-vlaamse-waterweg',
    'De Vlaamse Waterweg',
    'De Vlaamse Waterweg (Flemish waterways)',
    { kind: 'agency' },
  ),
  ivago: publicBody('ivago', 'IVAGO', 'IVAGO (waste company of Ghent and Destelbergen)', {
    kind: 'intermunicipal',
  }),
  infrabel: company('infrabel', 'Infrabel', 'Infrabel (railway infrastructure)'),
  fluvius: company('fluvius', 'Fluvius', 'Fluvius (energy and street lighting)'),
  farys: company('farys', 'Farys', 'Farys (drinking water and sewers)'),
  proximus: company('proximus', 'Proximus'),
  telenet: company('telenet', 'Telenet'),
  jcdecaux: company('jcdecaux', 'JCDecaux'),
  kouterhof: company('beheer-kouterhof', 'Beheer Kouterhof bv (fictief)', 'Beheer Kouterhof bv (fictitious)'),
};

const organisationIri = ({ key, ovo }) =>
  ovo ? `https://data.vlaanderen.be/id/organisatie/${ovo}` : `id/organisation/${key}`;

/** The IRI of each organisation, by its short name in this generator. */
export const who = Object.fromEntries(
  Object.entries(ORGANISATIONS).map(([name, organisation]) => [name, organisationIri(organisation)]),
);

/** The Dutch name that belongs to an organisation's IRI. */
export const nameOf = (organisation) =>
  Object.values(ORGANISATIONS).find((candidate) => organisationIri(candidate) === organisation).nl;

function organisationBlock(organisation) {
  const types = ['org:Organization'];
  if (organisation.public) types.push('m8g:PublicOrganisation');
  if (organisation.unitOf) types.push('org:OrganizationalUnit');
  const { key, ovo, area, unitOf, kind } = organisation;
  return block(organisationIri(organisation), [...types, 'dct:Agent'].join(', '), [
    labels(organisation),
    ovo && ['adms:identifier', `[ a adms:Identifier ; skos:notation ${text(ovo)} ]`],
    unitOf && ['org:unitOf', iri(who[unitOf])],
    kind && ['org:classification', iri(kindIri(kind))],
    area && ['dct:spatial', iri(area)],
    [
      'schema:contactPoint',
      `[ a schema:ContactPoint ; schema:email ${text(`${key}@example.org`)} ; foaf:page <https://example.org/${key}> ]`,
    ],
  ]);
}

export function organisationsTtl() {
  return document(
    [
      'The managers in the demo corner. The bodies exist, unless their name says otherwise; the contact points do not.',
    ],
    [
      ...Object.entries(KINDS).map(([kind, names]) => block(kindIri(kind), 'skos:Concept', [labels(names)])),
      ...Object.values(ORGANISATIONS).map(organisationBlock),
    ],
  );
}
