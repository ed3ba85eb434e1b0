import type { AccessRight, Bilingual, CatalogueDistribution, Protocol } from './model.js';

/** Something of a published list, with the classes it is described by. */
export interface Concept {
  readonly iri: string;
  readonly label: Bilingual;
}

/** The authority tables of the Publications Office of the European Union. */
const AUTHORITY = 'http://publications.europa.eu/resource/authority/';
const PROTOCOLS = 'https://data.vlaanderen.be/id/concept/dataserviceprotocol/';

export const ACCESS_RIGHTS: Readonly<Record<AccessRight, Concept>> = {
  public: { iri: `${AUTHORITY}access-right/PUBLIC`, label: { nl: 'publiek', en: 'public' } },
  restricted: { iri: `${AUTHORITY}access-right/RESTRICTED`, label: { nl: 'beperkt', en: 'restricted' } },
  'non-public': {
    iri: `${AUTHORITY}access-right/NON_PUBLIC`,
    label: { nl: 'niet publiek', en: 'non-public' },
  },
};

export const LANGUAGES: readonly Concept[] = [
  { iri: `${AUTHORITY}language/NLD`, label: { nl: 'Nederlands', en: 'Dutch' } },
  { iri: `${AUTHORITY}language/ENG`, label: { nl: 'Engels', en: 'English' } },
];

export const THEME: Concept = {
  iri: `${AUTHORITY}data-theme/GOVE`,
  label: { nl: 'Overheid en publieke sector', en: 'Government and public sector' },
};

export const EVENT_STREAM: Concept = {
  iri: 'https://w3id.org/ldes#EventStream',
  label: { nl: 'gebeurtenissenstroom', en: 'event stream' },
};

/** DCAT-AP 3.0, section 6.4: the file type authority table; what is not in it goes without. */
export const FORMATS: Readonly<Partial<Record<NonNullable<CatalogueDistribution['mediaType']>, Concept>>> = {
  'text/turtle': { iri: `${AUTHORITY}file-type/RDF_TURTLE`, label: { nl: 'RDF Turtle', en: 'RDF Turtle' } },
};

/** Media types by the IRI that IANA's register gives them (DCAT 3, section 6.8.13). */
export function mediaTypeIri(mediaType: string): string {
  return `http://www.iana.org/assignments/media-types/${mediaType}`;
}

/** The Flemish list of protocols; it has none for SPARQL, which is named by its recommendation. */
export const PROTOCOL_STANDARDS: Readonly<Record<Protocol, Concept>> = {
  LDES: {
    iri: `${PROTOCOLS}LDES`,
    label: { nl: 'Linked Data Event Streams', en: 'Linked Data Event Streams' },
  },
  REST: { iri: `${PROTOCOLS}REST`, label: { nl: 'REST', en: 'REST' } },
  SPARQL: {
    iri: 'http://www.w3.org/TR/sparql11-protocol/',
    label: { nl: 'SPARQL 1.1-protocol', en: 'SPARQL 1.1 Protocol' },
  },
  DSP: {
    iri: 'https://eclipse-dataspace-protocol-base.github.io/DataspaceProtocol/2025-1/',
    label: { nl: 'Dataspace Protocol 2025-1', en: 'Dataspace Protocol 2025-1' },
  },
};
