import type { Quad } from '@rdfjs/types';
import { Parser } from 'n3';
import { dct, rdf, skos, ww } from '../../rdf/namespaces.js';
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
  /** IRIs of the classes of things that it is mostly about. */
  readonly concerns?: readonly string[];
}

const IRI = { '@type': '@id' } as const;
const BY_LANGUAGE = { '@container': '@language' } as const;
const CONTEXT = {
  '@version': 1.1,
  skos: skos.base,
  dct: dct.base,
  ww: ww.base,
  id: '@id',
  type: '@type',
  ConceptScheme: 'skos:ConceptScheme',
  Concept: 'skos:Concept',
  title: { '@id': 'dct:title', ...BY_LANGUAGE },
  description: { '@id': 'dct:description', ...BY_LANGUAGE },
  topConcepts: { '@id': 'skos:hasTopConcept', ...IRI },
  concepts: { '@reverse': 'skos:inScheme' },
  notation: 'skos:notation',
  label: { '@id': 'skos:prefLabel', ...BY_LANGUAGE },
  scopeNote: { '@id': 'skos:scopeNote', ...BY_LANGUAGE },
  broader: { '@id': 'skos:broader', ...IRI },
  topConceptOf: { '@id': 'skos:topConceptOf', ...IRI },
  concerns: { '@id': 'ww:concerns', ...IRI },
};

/** The scheme as JSON-LD with its context inline, and its lines, which say the same. */
export function readCategories(source: CategorySource): { document: object; lines: readonly Line[] } {
  const { store, baseUrl } = source;
  const lines = store.readGraph(`${baseUrl}/graph/categories`) ?? [];
  const own = bySubject(lines).get(SCHEME) ?? [];
  const list = categoryList(source);
  const document = {
    '@context': CONTEXT,
    id: SCHEME,
    type: 'ConceptScheme',
    title: textsOf(own, dct('title')),
    description: textsOf(own, dct('description')),
    topConcepts: valuesOf(own, skos('hasTopConcept')),
    concepts: list.map((category) => ({
      type: 'Concept',
      ...category,
      ...(category.broader === undefined ? { topConceptOf: SCHEME } : {}),
    })),
  };
  return { document, lines };
}

function bySubject(lines: readonly Line[]): Map<string, Quad[]> {
  const about = new Map<string, Quad[]>();
  for (const quad of new Parser({ format: 'N-Quads' }).parse(lines.join('\n'))) {
    const known = about.get(quad.subject.value);
    if (known) known.push(quad);
    else about.set(quad.subject.value, [quad]);
  }
  return about;
}

/** Every category in the order of the scheme: each top concept, then what lies below it. */
export function categoryList({ store, baseUrl }: CategorySource): Category[] {
  const about = bySubject(store.readGraph(`${baseUrl}/graph/categories`) ?? []);
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
  if (!valuesOf(quads, rdf('type')).includes(skos('Concept'))) return undefined;
  const [broader] = valuesOf(quads, skos('broader'));
  const concerns = valuesOf(quads, ww('concerns'));
  return {
    id,
    notation: valuesOf(quads, skos('notation'))[0] ?? '',
    label: textsOf(quads, skos('prefLabel')),
    scopeNote: textsOf(quads, skos('scopeNote')),
    ...(broader === undefined ? {} : { broader }),
    ...(concerns.length === 0 ? {} : { concerns }),
  };
}

function valuesOf(quads: readonly Quad[], property: string): string[] {
  return quads.flatMap(({ predicate, object }) => (predicate.value === property ? object.value : []));
}

function textsOf(quads: readonly Quad[], property: string): Category['label'] {
  const text = (language: string): string =>
    quads.find(
      ({ predicate, object }) =>
        predicate.value === property && object.termType === 'Literal' && object.language === language,
    )?.object.value ?? '';
  return { nl: text('nl'), en: text('en') };
}
