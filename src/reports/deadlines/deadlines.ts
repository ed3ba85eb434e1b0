import { ww } from '../../rdf/namespaces.js';
import { readQuery } from '../../rdf/query-text.js';
import type { Responsibility } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { speaksOf } from '../../store/vocabulary.js';
import { createWorkingDays, type WorkingDays } from './working-days.js';

const termsQuery = readQuery('reports/service-terms.rq');
const speaksOfTerms = speaksOf(['answerWithin', 'solveWithin', 'ServiceTerm'].map(ww));

/** By when a report is to be answered and solved. */
export interface Terms {
  readonly answerBy: Date;
  readonly solveBy: Date;
}

/** Works out terms: the most precise `ww:ServiceTerm` of category and manager, in working days. */
export interface Deadlines {
  /**
   * @param category IRI
   * @param manager IRIs of the manager and of the organisations above it
   * @param from when the term begins
   */
  termsFor(category: string, manager: readonly string[], from: Date): Promise<Terms>;
  close(): void;
}

interface ServiceTerm {
  readonly category: string | undefined;
  readonly manager: string | undefined;
  readonly answerWithin: number;
  readonly solveWithin: number;
}

/** Where the graph has no term at all; the package comes with one. */
const NONE: ServiceTerm = { category: undefined, manager: undefined, answerWithin: 3, solveWithin: 20 };

export function createDeadlines(
  store: GraphStore,
  responsibility: Pick<Responsibility, 'categoriesFrom'>,
  calendar: WorkingDays = createWorkingDays(),
): Deadlines {
  let reading: Promise<ServiceTerm[]> | undefined;
  const unsubscribe = store.subscribe((committed) => {
    if (speaksOfTerms(committed)) reading = undefined;
  });
  return {
    termsFor: async (category, manager, from) => {
      reading ??= readTerms(store);
      reading.catch(() => (reading = undefined));
      const [all, categories] = await Promise.all([reading, responsibility.categoriesFrom(category)]);
      const { answerWithin, solveWithin } = mostPrecise(all, categories, manager) ?? NONE;
      return { answerBy: calendar.after(from, answerWithin), solveBy: calendar.after(from, solveWithin) };
    },
    close: unsubscribe,
  };
}

async function readTerms(store: GraphStore): Promise<ServiceTerm[]> {
  const rows = await store.select(termsQuery());
  return rows.map(({ category, manager, answerWithin, solveWithin }) => ({
    category: category?.value,
    manager: manager?.value,
    answerWithin: Number(answerWithin?.value),
    solveWithin: Number(solveWithin?.value),
  }));
}

/** A manager's own term before that of all; then the nearest category. Between equals, the shorter. */
function mostPrecise(
  terms: readonly ServiceTerm[],
  categories: readonly string[],
  managers: readonly string[],
): ServiceTerm | undefined {
  const rank = (list: readonly string[], value: string | undefined): number =>
    value === undefined ? list.length : list.indexOf(value);
  return terms
    .map((term) => ({
      term,
      manager: rank(managers, term.manager),
      category: rank(categories, term.category),
    }))
    .filter(({ manager, category }) => manager >= 0 && category >= 0)
    .sort(
      (a, b) => a.manager - b.manager || a.category - b.category || a.term.solveWithin - b.term.solveWithin,
    )[0]?.term;
}
