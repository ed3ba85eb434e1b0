import type { ViewName } from '../../streams/index.js';

type DatasetName = 'reports' | 'decisions' | 'rules' | 'categories';

/** The texts of the catalogue in one language. */
export interface CatalogueWording {
  /** What the catalogue is. */
  readonly catalogue: string;
  readonly datasets: Readonly<Record<DatasetName, { readonly title: string; readonly description: string }>>;
  readonly register: { title(name: string): string; description(name: string): string };
  readonly keywords: Readonly<Record<DatasetName | 'register' | 'offered', readonly string[]>>;
  /** Of what is offered in the data space. */
  readonly offered: { description(address: string): string; readonly pull: string; readonly push: string };
  readonly distributions: Readonly<Record<'stream' | 'graph' | 'sparql', string>>;
  readonly views: Readonly<Record<ViewName, string>>;
  readonly services: {
    readonly sparql: string;
    readonly dataspace: string;
    readonly reports: string;
    stream(dataset: string, view: string): string;
  };
}
