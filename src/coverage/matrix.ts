import type { Named, Survey, SurveyAnswer } from '../responsibility/index.js';
import type { Cell, Coverage, Sample } from './model.js';
import { textOf, type PlaceKind, type PlaceKinds } from './places.js';

/** Kinds of place for which the rules choose in one go. */
const AT_A_TIME = 200;

/** A cell while places are added to it; IRIs instead of names. */
interface Draft {
  readonly area: string | undefined;
  readonly category: string;
  readonly assetClass: string | undefined;
  readonly groundClass: string | undefined;
  readonly coverage: Coverage;
  /** Manager → places. */
  readonly responsible: Map<string, number>;
  readonly fallback: Set<string>;
  readonly rules: Set<string>;
  readonly sample: Sample;
  kinds: number;
}

/** Lets the rules choose for each category at each kind of place where it fits, and puts the answers into cells. */
export async function makeCells(
  survey: Survey,
  kinds: PlaceKinds,
  categories: Survey['categories'],
): Promise<{ cells: Cell[]; areas: number }> {
  const byConcerns = new Map<string, PlaceKind[]>();
  for (const kind of kinds.values()) {
    const group = byConcerns.get(kind.concerns);
    if (group) group.push(kind);
    else byConcerns.set(kind.concerns, [kind]);
  }
  const drafts = new Map<string, Draft>();
  for (const { iri, concerns } of categories) {
    const own = byConcerns.get(textOf(concerns)) ?? [];
    for (let start = 0; start < own.length; start += AT_A_TIME) {
      const some = own.slice(start, start + AT_A_TIME);
      const answers = await survey.choose(
        iri,
        some.map(({ situation }) => situation),
      );
      some.forEach((kind, index) => {
        const answer = answers[index];
        if (answer) addTo(drafts, iri, kind, answer);
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const areas = new Set([...kinds.values()].map(({ situation }) => situation.area?.feature)).size;
  return { cells: await nameAll([...drafts.values()], survey), areas };
}

function coverageOf({ responsible }: SurveyAnswer): Coverage {
  if (responsible.length === 0) return 'gap';
  return responsible.length === 1 ? 'covered' : 'overlap';
}

function addTo(
  drafts: Map<string, Draft>,
  category: string,
  { situation, sample, seen }: PlaceKind,
  answer: SurveyAnswer,
): void {
  const area = situation.area?.feature;
  const assetClass = situation.asset?.classes[0];
  const groundClass = situation.grounds[0]?.classes[0];
  const coverage = coverageOf(answer);
  const key = [area, category, assetClass, groundClass, coverage].join('\n');
  let draft = drafts.get(key);
  if (!draft) {
    const [responsible, fallback, rules] = [new Map<string, number>(), new Set<string>(), new Set<string>()];
    draft = {
      area,
      category,
      assetClass,
      groundClass,
      coverage,
      responsible,
      fallback,
      rules,
      sample,
      kinds: 0,
    };
    drafts.set(key, draft);
  }
  draft.kinds += 1;
  for (const one of answer.responsible) draft.responsible.set(one, (draft.responsible.get(one) ?? 0) + seen);
  for (const one of answer.rules) draft.rules.add(one);
  if (coverage === 'gap') for (const one of answer.fallback) draft.fallback.add(one);
}

/** In an order that stays: by area, category, thing, ground. */
async function nameAll(drafts: readonly Draft[], survey: Survey): Promise<Cell[]> {
  const iris = new Set(
    drafts.flatMap(({ area, category, assetClass, groundClass, responsible, fallback, rules }) => [
      ...[area, category, assetClass, groundClass].filter((iri) => iri !== undefined),
      ...responsible.keys(),
      ...fallback,
      ...rules,
    ]),
  );
  const names = await survey.name([...iris]);
  const named = (iri: string): Named => names.get(iri) ?? { iri, label: { nl: iri, en: iri } };
  const maybe = (iri: string | undefined): Named | undefined => (iri === undefined ? undefined : named(iri));
  const keyOf = ({ area = '', category, assetClass = '', groundClass = '', coverage }: Draft): string =>
    [area, category, assetClass, groundClass, coverage].join('\n');
  return [...drafts]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((draft) => ({
      ...draft,
      area: maybe(draft.area),
      category: named(draft.category),
      assetClass: maybe(draft.assetClass),
      groundClass: maybe(draft.groundClass),
      responsible: [...draft.responsible].sort(([, a], [, b]) => b - a).map(([iri]) => named(iri)),
      fallback: [...draft.fallback].map(named),
      rules: [...draft.rules].map(named),
    }));
}
