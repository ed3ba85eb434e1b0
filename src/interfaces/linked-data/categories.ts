import type { Quad } from '@rdfjs/types';
import { Parser } from 'n3';
import { rdf, skos } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { GraphStore } from '../../store/graph-store.js';

const SCHEME = 'https://w3id.org/wegwijzer/category';

/** Where categories are read from. */
export interface CategorySource {
  readonly store: GraphStore;
  readonly baseUrl: string;
}

/** A category as people and forms use it. */
export interface Category {
  readonly id: string;
  /** Its key, as reports may give it. */
  readonly notation: string;
  readonly label: { readonly nl: string; readonly en: string };
  readonly scopeNote: { readonly nl: string; readonly en: string };
  /** IRI of the category above; none for a top concept. */
  readonly broader?: string;
}

/** The scheme as JSON-LD with its context inline, and its lines. */
export function readCategories(source: CategorySource): { document: object; lines: readonly Line[] } {
  const { store, baseUrl } = source;
  const lines = store.readGraph(`${baseUrl}/graph/categories`) ?? [];
  const document = {
    '@context': {
      '@version': 1.1,
      skos: skos.base,
      id: '@id',
      type: '@type',
      ConceptScheme: 'skos:ConceptScheme',
      concepts: { '@reverse': 'skos:inScheme' },
      notation: 'skos:notation',
      label: { '@id': 'skos:prefLabel', '@container': '@language' },
      scopeNote: { '@id': 'skos:scopeNote', '@container': '@language' },
      broader: { '@id': 'skos:broader', '@type': '@id' },
    },
    id: SCHEME,
    type: 'ConceptScheme',
    concepts: categoryList(source),
  };
  return { document, lines };
}

/** Every category in the order of the scheme: each top concept, then what lies below it. */
export function categoryList({ store, baseUrl }: CategorySource): Category[] {
  const lines = store.readGraph(`${baseUrl}/graph/categories`) ?? [];
  const quads = new Parser({ format: 'N-Quads' }).parse(lines.join('\n'));
  const about = new Map<string, Quad[]>();
  for (const quad of quads) about.set(quad.subject.value, [...(about.get(quad.subject.value) ?? []), quad]);
  const categories = [...about.entries()].flatMap(([id, own]) => toCategory(id, own) ?? []);
  const byKey = (a: Category, b: Category): number => a.notation.localeCompare(b.notation);
  const below = (parent: Category | undefined): Category[] =>
    categories
      .filter(({ broader }) => broader === parent?.id)
      .sort(byKey)
      .flatMap((category) => [category, ...below(category)]);
  return below(undefined);
}

function toCategory(id: string, quads: readonly Quad[]): Category | undefined {
  const value = (property: string, language = ''): string | undefined =>
    quads.find(
      ({ predicate, object }) =>
        predicate.value === property && (object.termType === 'Literal' ? object.language === language : true),
    )?.object.value;
  if (value(rdf('type')) !== skos('Concept')) return undefined;
  const broader = value(skos('broader'));
  const texts = (property: string): Category['label'] => ({
    nl: value(property, 'nl') ?? '',
    en: value(property, 'en') ?? '',
  });
  return {
    id,
    notation: value(skos('notation')) ?? '',
    label: texts(skos('prefLabel')),
    scopeNote: texts(skos('scopeNote')),
    ...(broader === undefined ? {} : { broader }),
  };
}
