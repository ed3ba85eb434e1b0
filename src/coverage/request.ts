import { ProblemError } from '../problem.js';
import { literalTerm, readQuery } from '../rdf/query-text.js';
import type { CoverageParts } from './coverage.js';
import type { Cell, Coverage } from './model.js';

const areasQuery = readQuery('coverage/areas.rq');
const COVERAGES: readonly Coverage[] = ['covered', 'gap', 'overlap'];

/** What a person asks for, in words. */
export interface Asked {
  /** IRIs, codes (as NIS) or names; all areas where there are none. */
  readonly areas: readonly string[];
  /** Keys or IRIs; each stands for the categories below it too. All where there are none. */
  readonly categories: readonly string[];
}

/**
 * Finds the areas and categories that are meant.
 * @throws ProblemError `invalid-parameter` naming what is not known
 */
export async function readAsked(
  { store, responsibility }: CoverageParts,
  { areas, categories }: Asked,
): Promise<{ areas: string[] | undefined; categories: string[] | undefined }> {
  const foundAreas: string[] = [];
  for (const text of areas) {
    const rows = await store.select(areasQuery({ text: [[literalTerm(text)]] }));
    if (rows.length === 0)
      throw unknown('area', `No register knows an area "${text}". Give its IRI, its NIS code or its name.`);
    foundAreas.push(...rows.flatMap(({ area }) => area?.value ?? []));
  }
  const wanted = new Set<string>();
  for (const text of categories) {
    const iri = await responsibility.categoryIri(text);
    if (iri === undefined)
      throw unknown('category', `There is no category "${text}". GET /categories lists them.`);
    wanted.add(iri);
  }
  return {
    areas: areas.length > 0 ? foundAreas : undefined,
    categories: categories.length > 0 ? await withBelow(wanted, { responsibility }) : undefined,
  };
}

async function withBelow(
  wanted: ReadonlySet<string>,
  { responsibility }: Pick<CoverageParts, 'responsibility'>,
): Promise<string[]> {
  const { categories } = await responsibility.surveying();
  const above = await responsibility.categoryFamilies();
  return categories.flatMap(({ iri }) => (above(iri).some((one) => wanted.has(one)) ? [iri] : []));
}

/**
 * Which cells to show, as `gap,overlap`.
 * @throws ProblemError `invalid-parameter`
 */
export function readOnly(text: string | undefined): (cell: Cell) => boolean {
  if (text === undefined || text === '') return () => true;
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !COVERAGES.some((known) => known === name));
  if (wrong !== undefined)
    throw unknown(
      'only',
      `"${wrong}" is no kind of cell; there are ${COVERAGES.join(', ')}. For example: gap,overlap`,
    );
  return ({ coverage }) => names.includes(coverage);
}

function unknown(parameter: string, detail: string): ProblemError {
  return new ProblemError('invalid-parameter', detail, { parameter });
}
