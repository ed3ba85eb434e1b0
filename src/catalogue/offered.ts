import { Parser } from 'n3';
import {
  distributionId,
  DSP_PATH,
  policyLines,
  PUSH,
  serviceId,
  sourcePath,
  type DataSource,
  type OfferedDataset,
} from '../dataspace/index.js';
import { isSafeIri } from '../rdf/nquads.js';
import { quad } from '../rdf/terms.js';
import { streamIri } from '../streams/index.js';
import type { CatalogueSource } from './datasets.js';
import type { CatalogueDataset, CatalogueDistribution } from './model.js';
import { catalogueIri, inBoth, keywords } from './naming.js';

/**
 * What is offered in the data space, with the terms in ODRL: the very datasets, offers and distributions of the catalogue
 * that the Dataspace Protocol gives, but for everyone to find. Whom the terms leave out can read that, too.
 */
export function offeredDatasets({ baseUrl, offered }: CatalogueSource): CatalogueDataset[] {
  return offered.all().flatMap((dataset) => {
    const { id, title, source } = dataset;
    // A catalogue names things by IRI; the numbers that a compatibility kit asks for are none.
    if (!title || !source || !isSafeIri(id)) return [];
    const address = baseUrl + sourcePath(source);
    return {
      iri: id,
      title,
      description: inBoth((wording) => wording.offered.description(address)),
      keywords: keywords('offered'),
      accessRights: 'restricted',
      source: streamOf(baseUrl, source),
      policy: policyOf(dataset),
      distributions: dataset.formats.map((format) => distribution(baseUrl, dataset, format)),
    };
  });
}

/** The event stream that is offered, or a part of which is. */
function streamOf(baseUrl: string, source: DataSource): string | undefined {
  if (source.kind !== 'stream') return undefined;
  const [first = '', name = ''] = source.path.split('/');
  return streamIri(baseUrl, first === 'register' ? `${first}/${name}` : first);
}

function policyOf({ id, offer }: OfferedDataset): CatalogueDataset['policy'] {
  const iri = offer['@id'];
  const lines = policyLines(id, iri, { ...offer, target: id });
  const quads = new Parser({ format: 'application/n-quads' }).parse(lines.join('\n'));
  return {
    iri,
    quads: quads.map(({ subject, predicate, object }) => quad(subject, predicate, object)),
  };
}

/** How it is agreed upon is asked of the connector; the dataset has an address there (section 6, "Dataset Request"). */
function distribution(baseUrl: string, dataset: OfferedDataset, format: string): CatalogueDistribution {
  const address = baseUrl + DSP_PATH;
  const transfer = format === PUSH ? 'push' : 'pull';
  return {
    iri: distributionId(dataset, format),
    title: inBoth((wording) => wording.offered[transfer]),
    accessUrl: `${address}/catalog/datasets/${encodeURIComponent(dataset.id)}`,
    transfer: {
      iri: catalogueIri(baseUrl, `transfer/${format}`),
      label: { nl: format, en: format },
    },
    service: serviceId(address),
  };
}
