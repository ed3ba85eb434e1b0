import { streamIri, viewsOf } from '../streams/index.js';
import { DSP_PATH, serviceId, VERSION_PATH } from '../dataspace/index.js';
import { streamService } from './datasets.js';
import { catalogueIri, inBoth } from './naming.js';
import type { CatalogueDataset, CatalogueService, CatalogueTerms } from './model.js';

/**
 * The services through which the datasets are had: each view of each event stream (DCAT-AP-VL: one for each view), the
 * SPARQL endpoint, the intake of reports, and the connector of the data space where it has something to offer.
 */
export function listServices(
  baseUrl: string,
  terms: CatalogueTerms,
  datasets: readonly CatalogueDataset[],
): CatalogueService[] {
  const offered = datasets.filter(({ policy }) => policy !== undefined);
  return [
    ...datasets.flatMap((dataset) => streamServices(baseUrl, dataset)),
    {
      iri: catalogueIri(baseUrl, 'service/sparql'),
      title: inBoth((wording) => wording.services.sparql),
      endpointUrl: `${baseUrl}/sparql`,
      // A GET without query gives the service description (SPARQL 1.1 Service Description, section 2).
      endpointDescription: `${baseUrl}/sparql`,
      protocol: 'SPARQL',
      accessRights: terms.reading,
      serves: datasets.filter(({ policy }) => policy === undefined).map(({ iri }) => iri),
    },
    {
      iri: catalogueIri(baseUrl, 'service/reports'),
      title: inBoth((wording) => wording.services.reports),
      endpointUrl: `${baseUrl}/reports`,
      endpointDescription: `${baseUrl}/openapi.json`,
      protocol: 'REST',
      accessRights: terms.filing,
      serves: [streamIri(baseUrl, 'reports'), streamIri(baseUrl, 'decisions')],
    },
    ...(offered.length > 0 ? [dataspaceService(baseUrl, offered)] : []),
  ];
}

/** What speaks the Dataspace Protocol; the version endpoint says where (section 4.3). */
function dataspaceService(baseUrl: string, offered: readonly CatalogueDataset[]): CatalogueService {
  const address = baseUrl + DSP_PATH;
  return {
    iri: serviceId(address),
    title: inBoth((wording) => wording.services.dataspace),
    endpointUrl: address,
    endpointDescription: baseUrl + VERSION_PATH,
    protocol: 'DSP',
    accessRights: 'restricted',
    serves: offered.map(({ iri }) => iri),
  };
}

function streamServices(
  baseUrl: string,
  { iri, stream, title, accessRights, streamRights = accessRights }: CatalogueDataset,
): CatalogueService[] {
  if (stream === undefined) return [];
  return viewsOf(stream).map((view) => ({
    iri: streamService(baseUrl, stream, view),
    title: {
      nl: inBoth((wording) => wording.services.stream(title.nl, wording.views[view])).nl,
      en: inBoth((wording) => wording.services.stream(title.en, wording.views[view])).en,
    },
    endpointUrl: `${iri}/${view}`,
    // The entry says what members look like and by which paths they are ordered.
    endpointDescription: iri,
    protocol: 'LDES',
    accessRights: streamRights,
    serves: [iri],
  }));
}
