/** The part of jsonld.js 9 that is used; its types are not published for this version. */
declare module 'jsonld' {
  import type { Quad } from '@rdfjs/types';

  export interface RemoteDocument {
    readonly documentUrl: string;
    readonly document: object;
    readonly contextUrl?: string | null;
    /** `static` documents never change, so that their processed contexts are kept. */
    readonly tag?: 'static' | 'dynamic';
  }
  export interface Options {
    readonly base?: string;
    readonly documentLoader?: (url: string) => Promise<RemoteDocument>;
    readonly safe?: boolean;
    readonly useNativeTypes?: boolean;
  }
  const jsonld: {
    expand(document: object, options: Options): Promise<object[]>;
    /** Not for what others wrote: see `quadsOfExpanded`. */
    toRDF(document: object, options: Options & { readonly format: 'application/n-quads' }): Promise<string>;
    toRDF(document: object, options: Options): Promise<Quad[]>;
    fromRDF(
      dataset: readonly Quad[] | string,
      options?: Options & { readonly format?: string },
    ): Promise<object[]>;
    frame(
      document: object,
      frame: object,
      options?: Options & { readonly omitGraph?: boolean },
    ): Promise<Record<string, unknown>>;
    /** RDF Dataset Canonicalization 1.0, as N-Quads. */
    canonize(
      dataset: string,
      options: { readonly inputFormat: 'application/n-quads'; readonly algorithm: 'RDFC-1.0' },
    ): Promise<string>;
    compact(document: object, context: object | string, options?: Options): Promise<Record<string, unknown>>;
  };
  // eslint-disable-next-line import-x/no-default-export -- this is how the library exports itself
  export default jsonld;
}
