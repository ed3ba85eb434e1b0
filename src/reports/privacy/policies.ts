import { ww } from '../../rdf/namespaces.js';
import { readQuery } from '../../rdf/query-text.js';
import type { Bilingual, Responsibility } from '../../responsibility/index.js';
import type { BoundTerm, GraphStore } from '../../store/graph-store.js';
import { speaksOf } from '../../store/vocabulary.js';

const policiesQuery = readQuery('reports/personal-data-policies.rq');
const speaksOfPolicies = speaksOf(
  ['purpose', 'keepAfterEnd', 'keepAtMost', 'anonymous', 'PersonalDataPolicy'].map(ww),
);

/** What holds for the data of who reports something of a category. */
export interface PersonalDataPolicy {
  /** What the data is for. */
  readonly purpose: Bilingual;
  /** Days for which it is kept after the report has ended. */
  readonly keepAfterEnd: number;
  /** Days for which it is kept at most, also while the report is open. */
  readonly keepAtMost: number;
  /** Whether a report may come without anyone to reach. */
  readonly anonymous: boolean;
}

/** Where the graph says nothing; the package comes with a policy. */
const NONE: PersonalDataPolicy = {
  purpose: { nl: 'De melding behandelen.', en: 'Handling the report.' },
  keepAfterEnd: 180,
  keepAtMost: 730,
  anonymous: true,
};

/** Tells what holds for a category: `ww:PersonalDataPolicy`, the nearest for each property. */
export interface Policies {
  /** @param category IRI */
  policyFor(category: string): Promise<PersonalDataPolicy>;
  close(): void;
}

interface Statement {
  readonly category: string | undefined;
  readonly property: string;
  readonly value: BoundTerm;
}

export function createPolicies(
  store: GraphStore,
  responsibility: Pick<Responsibility, 'categoriesFrom'>,
): Policies {
  let reading: Promise<Statement[]> | undefined;
  const unsubscribe = store.subscribe((committed) => {
    if (speaksOfPolicies(committed)) reading = undefined;
  });
  return {
    policyFor: async (category) => {
      reading ??= readPolicies(store);
      reading.catch(() => (reading = undefined));
      const [all, categories] = await Promise.all([reading, responsibility.categoriesFrom(category)]);
      return policyFrom(all, categories);
    },
    close: unsubscribe,
  };
}

async function readPolicies(store: GraphStore): Promise<Statement[]> {
  const rows = await store.select(policiesQuery());
  return rows.flatMap(({ category, property, value }) =>
    property && value ? [{ category: category?.value, property: property.value, value }] : [],
  );
}

function policyFrom(all: readonly Statement[], categories: readonly string[]): PersonalDataPolicy {
  const nearest = (name: string): BoundTerm[] => {
    const said = all.filter(({ property }) => property === ww(name));
    const from = [...categories, undefined].find((each) => said.some(({ category }) => category === each));
    return said.filter(({ category }) => category === from).map(({ value }) => value);
  };
  const least = (name: 'keepAfterEnd' | 'keepAtMost'): number => {
    const days = nearest(name)
      .map(({ value }) => Number(value))
      .filter((value) => value >= 0);
    return days.length === 0 ? NONE[name] : Math.min(...days);
  };
  const purposes = nearest('purpose');
  const words = (language: keyof Bilingual): string =>
    purposes.find((term) => term['xml:lang'] === language)?.value ?? NONE.purpose[language];
  return {
    purpose: { nl: words('nl'), en: words('en') },
    keepAfterEnd: least('keepAfterEnd'),
    keepAtMost: least('keepAtMost'),
    anonymous: !nearest('anonymous').some(({ value }) => value === 'false' || value === '0'),
  };
}
