import { ww } from '../../rdf/namespaces.js';
import { readQuery } from '../../rdf/query-text.js';
import type { Responsibility } from '../../responsibility/index.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';
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

/** Terms that are told of at most. */
const MOST_TOLD = 100;
/** Working days that a term may have at most: ten years. They are counted one by one. */
const MOST_DAYS = 3650;

/** Where the graph has no term at all; the package comes with one. */
const NONE: ServiceTerm = { category: undefined, manager: undefined, answerWithin: 3, solveWithin: 20 };

/** @param tell told once of each term that cannot be used, and is left out */
export function createDeadlines(
  store: GraphStore,
  responsibility: Pick<Responsibility, 'categoriesFrom'>,
  calendar: WorkingDays = createWorkingDays(),
  tell: (warning: string) => void = (warning) => {
    process.emitWarning(warning);
  },
): Deadlines {
  const told = new Set<string>();
  const leaveOut = (term: string): void => {
    if (told.has(term) || told.size >= MOST_TOLD) return;
    told.add(term);
    tell(
      `The term <${term}> is left out: ww:answerWithin and ww:solveWithin are whole numbers from 0 to ${String(MOST_DAYS)} (working days).`,
    );
  };
  let reading: Promise<ServiceTerm[]> | undefined;
  const unsubscribe = store.subscribe((committed) => {
    if (speaksOfTerms(committed)) reading = undefined;
  });
  return {
    termsFor: async (category, manager, from) => {
      reading ??= readTerms(store, leaveOut);
      reading.catch(() => (reading = undefined));
      const [all, categories] = await Promise.all([reading, responsibility.categoriesFrom(category)]);
      const { answerWithin, solveWithin } = mostPrecise(all, categories, manager) ?? NONE;
      return { answerBy: calendar.after(from, answerWithin), solveBy: calendar.after(from, solveWithin) };
    },
    close: unsubscribe,
  };
}

/** @param leaveOut told the IRI of each term that cannot be used */
async function readTerms(store: GraphStore, leaveOut: (term: string) => void): Promise<ServiceTerm[]> {
  const rows = await store.select(termsQuery());
  return rows.flatMap(({ term, category, manager, answerWithin, solveWithin }) => {
    const [answer, solve] = [daysIn(answerWithin), daysIn(solveWithin)];
    if (answer !== undefined && solve !== undefined)
      return [
        {
          category: category?.value,
          manager: manager?.value,
          answerWithin: answer,
          solveWithin: solve,
        },
      ];
    leaveOut(term?.value ?? '');
    return [];
  });
}

function daysIn(term: Solution[string] | undefined): number | undefined {
  const days = /^\+?\d{1,9}(?:\.0*)?$/.test(term?.value ?? '') ? Number(term?.value) : undefined;
  return days !== undefined && days <= MOST_DAYS ? days : undefined;
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
