/** The catalogue of what an instance publishes: datasets, their distributions, and the services that give them. */
import { listDatasets, type CatalogueSource } from './datasets.js';
import type { CatalogueContent, CatalogueDataset } from './model.js';
import { catalogueIri } from './naming.js';
import { listServices } from './services.js';

export { describeCatalogue } from './describe.js';
export { ACCESS_RIGHTS } from './concepts.js';
export type {
  AccessRight,
  Bilingual,
  CatalogueContent,
  CatalogueDataset,
  CatalogueDistribution,
  CatalogueService,
  CatalogueTerms,
} from './model.js';

/** The catalogue, made anew at each call from what there is then. */
export interface Catalogue {
  /** Every dataset, with its distributions and access rights. */
  datasets(): Promise<CatalogueDataset[]>;
  content(): Promise<CatalogueContent>;
}

/** The catalogue of an instance. @param now what has no time of its own is taken to be of the time of this call */
export function createCatalogue(source: CatalogueSource & { readonly now: () => Date }): Catalogue {
  const { baseUrl, terms } = source;
  const made = source.now().toISOString();
  return {
    datasets: () => listDatasets(source),
    content: async () => {
      const datasets = await listDatasets(source);
      const services = listServices(baseUrl, terms, datasets);
      return { iri: catalogueIri(baseUrl), terms, datasets, services, made };
    },
  };
}
