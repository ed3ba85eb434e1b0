import type { Quad } from '@rdfjs/types';
import type { Concept } from './concepts.js';
import type { RdfMediaType } from '../rdf/media-types.js';

/** A text in both languages. */
export interface Bilingual {
  readonly nl: string;
  readonly en: string;
}

/** Who may have it (EU access right authority table). */
export type AccessRight = 'public' | 'restricted' | 'non-public';

/** Who publishes, whom to ask, and on what terms; from the settings. */
export interface CatalogueTerms {
  readonly title: string;
  /** IRI and name of the publisher. */
  readonly publisher: string;
  readonly publisherName: string;
  readonly contactName: string;
  readonly contactEmail?: string | undefined;
  /** Address of a page with how to reach the contact. */
  readonly contactPage: string;
  /** IRI of the licence; none is given where the operator chose none. */
  readonly licence?: string | undefined;
  /** Of what is read. */
  readonly reading: AccessRight;
  /** The streams that are read under an agreement only, as the setting has them. */
  readonly restrictedStreams: readonly string[];
  /** Of the intake of reports. */
  readonly filing: AccessRight;
}

/** A form in which a dataset can be had (`dcat:Distribution`). */
export interface CatalogueDistribution {
  readonly iri: string;
  readonly title: Bilingual;
  readonly accessUrl: string;
  /** Where the address gives the data itself. */
  readonly downloadUrl?: string | undefined;
  /** None where it is agreed upon first, and the format then is what the client asks for. */
  readonly mediaType?: RdfMediaType | 'application/sparql-results+json' | undefined;
  /** The way of transfer, where it is had under an agreement. */
  readonly transfer?: Concept | undefined;
  /** IRI of the service that gives it. */
  readonly service?: string | undefined;
  /** Whether it is a view of an event stream, in the order of time (`ldes:EventSource`). */
  readonly isEventSource?: boolean | undefined;
}

/** A dataset of the catalogue (`dcat:Dataset`). */
export interface CatalogueDataset {
  /** The stream's IRI where the dataset is an event stream, as LDES has it (`ldes:EventStream` is a `dcat:Dataset`). */
  readonly iri: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly keywords: readonly Bilingual[];
  readonly accessRights: AccessRight;
  /** Name of the event stream, such as `reports` or `register/trees`; where it is one. */
  readonly stream?: string | undefined;
  /** Who may have the stream, where that is narrower than for the dataset. */
  readonly streamRights?: AccessRight | undefined;
  /** IRI of the register that it is the history of. */
  readonly register?: string | undefined;
  /** `xsd:dateTime` of the last change, where it is known. */
  readonly modified?: string | undefined;
  readonly distributions: readonly CatalogueDistribution[];
  /** IRI of the dataset that it is, or is a part of. */
  readonly source?: string | undefined;
  /** The terms on which it is offered in the data space: the IRI of the offer, and the offer in ODRL. */
  readonly policy?: { readonly iri: string; readonly quads: readonly Quad[] } | undefined;
}

/** What a service speaks. */
export type Protocol = 'LDES' | 'REST' | 'SPARQL' | 'DSP';

/** A service of the catalogue (`dcat:DataService`). */
export interface CatalogueService {
  readonly iri: string;
  readonly title: Bilingual;
  readonly endpointUrl: string;
  /** Where a machine reads how to use it. */
  readonly endpointDescription: string;
  readonly protocol: Protocol;
  readonly accessRights: AccessRight;
  /** IRIs of the datasets that it serves. */
  readonly serves: readonly string[];
}

/** The whole catalogue. */
export interface CatalogueContent {
  readonly iri: string;
  readonly terms: CatalogueTerms;
  readonly datasets: readonly CatalogueDataset[];
  readonly services: readonly CatalogueService[];
  /** When it was made, `xsd:dateTime`: for what has no time of its own. */
  readonly made: string;
}
