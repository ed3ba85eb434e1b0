import type { Datasets } from '../dataspace/index.js';
import { readRegisterVersions } from '../registers/index.js';
import type { RuleSets } from '../rulesets/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { isRestricted, streamIri, type Streams } from '../streams/index.js';
import type { CatalogueDataset, CatalogueDistribution, CatalogueTerms } from './model.js';
import { offeredDatasets } from './offered.js';
import { catalogueIri, inBoth, keywords } from './naming.js';

/** What the catalogue is made from. */
export interface CatalogueSource {
  readonly baseUrl: string;
  readonly store: GraphStore;
  readonly streams: Streams;
  readonly ruleSets: Pick<RuleSets, 'list'>;
  readonly terms: CatalogueTerms;
  /** What stewards offer in the data space. */
  readonly offered: Pick<Datasets, 'all'>;
}

/** The IRI of the service that gives a stream by time. */
export function streamService(baseUrl: string, stream: string, view: string): string {
  return catalogueIri(baseUrl, `service/ldes/${stream}/${view}`);
}

/**
 * Every dataset that an instance publishes: reports, decisions, each register, the rules and the categories, and what is
 * offered in the data space.
 */
export async function listDatasets(source: CatalogueSource): Promise<CatalogueDataset[]> {
  return [
    historyDataset(source, 'reports'),
    historyDataset(source, 'decisions'),
    ...registerDatasets(source),
    await rulesDataset(source),
    categoriesDataset(source),
    ...offeredDatasets(source),
  ];
}

function historyDataset(source: CatalogueSource, stream: 'reports' | 'decisions'): CatalogueDataset {
  const { baseUrl, streams, terms } = source;
  const { time = '' } = streams.stream(stream) ?? {};
  return {
    iri: streamIri(baseUrl, stream),
    title: inBoth((wording) => wording.datasets[stream].title),
    description: inBoth((wording) => wording.datasets[stream].description),
    keywords: keywords(stream),
    accessRights: terms.reading,
    stream,
    ...streamRights(terms, stream),
    ...(time === '' ? {} : { modified: time }),
    distributions: [streamDistribution(baseUrl, stream), sparqlDistribution(baseUrl, stream)],
  };
}

function registerDatasets({ baseUrl, store, terms }: CatalogueSource): CatalogueDataset[] {
  return readRegisterVersions(store, baseUrl).map(({ iri, name, title, versions }) => {
    const stream = `register/${encodeURIComponent(name)}`;
    const called = title === '' ? name : title;
    const loaded = versions.at(-1)?.loaded;
    return {
      iri: streamIri(baseUrl, stream),
      title: inBoth((wording) => wording.register.title(called)),
      description: inBoth((wording) => wording.register.description(called)),
      keywords: keywords('register'),
      accessRights: terms.reading,
      stream,
      ...streamRights(terms, stream),
      register: iri,
      ...(loaded === undefined || loaded === '' ? {} : { modified: loaded }),
      distributions: [
        streamDistribution(baseUrl, stream),
        graphDistribution(baseUrl, stream, iri),
        sparqlDistribution(baseUrl, stream),
      ],
    };
  });
}

/** The dataset is in the graph as well, so a restricted stream narrows its own service alone. */
function streamRights(
  { reading, restrictedStreams }: CatalogueTerms,
  stream: string,
): Pick<CatalogueDataset, 'streamRights'> {
  return reading === 'public' && isRestricted(restrictedStreams, stream)
    ? { streamRights: 'restricted' }
    : {};
}

/** One dataset with a distribution for each rule set in force. */
async function rulesDataset({ baseUrl, ruleSets, terms }: CatalogueSource): Promise<CatalogueDataset> {
  const inForce = (await ruleSets.list()).filter((version) => version.inForce);
  const loaded = inForce.map((version) => version.loaded).sort();
  const [modified] = loaded.slice(-1);
  return {
    iri: catalogueIri(baseUrl, 'dataset/rules'),
    title: inBoth((wording) => wording.datasets.rules.title),
    description: inBoth((wording) => wording.datasets.rules.description),
    keywords: keywords('rules'),
    accessRights: terms.reading,
    ...(modified === undefined ? {} : { modified }),
    distributions: inForce.map(({ set, title }) => ({
      ...graphDistribution(baseUrl, `rules/${set.slice(set.lastIndexOf('/') + 1)}`, set),
      title,
    })),
  };
}

function categoriesDataset({ baseUrl, terms }: CatalogueSource): CatalogueDataset {
  return {
    iri: catalogueIri(baseUrl, 'dataset/categories'),
    title: inBoth((wording) => wording.datasets.categories.title),
    description: inBoth((wording) => wording.datasets.categories.description),
    keywords: keywords('categories'),
    accessRights: terms.reading,
    distributions: [graphDistribution(baseUrl, 'categories', `${baseUrl}/graph/categories`)],
  };
}

/** TREE discovery takes `dcat:downloadURL` as the root of a view. */
function streamDistribution(baseUrl: string, stream: string): CatalogueDistribution {
  const view = `${streamIri(baseUrl, stream)}/by-time`;
  return {
    iri: catalogueIri(baseUrl, `distribution/${stream}/ldes`),
    title: inBoth((wording) => wording.distributions.stream),
    accessUrl: view,
    downloadUrl: view,
    mediaType: 'text/turtle',
    service: streamService(baseUrl, stream, 'by-time'),
    isEventSource: true,
  };
}

/** The whole graph by the Graph Store Protocol. */
function graphDistribution(baseUrl: string, key: string, graph: string): CatalogueDistribution {
  const address = `${baseUrl}/data?${new URLSearchParams({ graph }).toString()}`;
  return {
    iri: catalogueIri(baseUrl, `distribution/${key}/graph`),
    title: inBoth((wording) => wording.distributions.graph),
    accessUrl: address,
    downloadUrl: address,
    mediaType: 'text/turtle',
  };
}

function sparqlDistribution(baseUrl: string, key: string): CatalogueDistribution {
  return {
    iri: catalogueIri(baseUrl, `distribution/${key}/sparql`),
    title: inBoth((wording) => wording.distributions.sparql),
    accessUrl: `${baseUrl}/sparql`,
    mediaType: 'application/sparql-results+json',
    service: catalogueIri(baseUrl, 'service/sparql'),
  };
}
