import { areasOf, governedArea, nestingOf, type NestedPair } from './area-nesting.js';
import { attributeText, type Attribute } from './attributes.js';
import type { Knowledge } from './knowledge.js';
import type { Candidate, Role, Situation } from './model.js';
import { ROLE_IRIS } from './roles.js';
import { attributePath, type Rule } from './rules.js';

/**
 * What the rules that may hold in a situation ask of it, and nothing else of it: two situations of one kind get the same
 * answer.
 */
export interface SituationKind {
  /** IRIs of the rules that may hold. */
  readonly rules: readonly string[];
  readonly categories: readonly string[];
  readonly areas: readonly string[];
  /** Which of the areas of the place lie in which by their shapes, where several matter. */
  readonly nesting: readonly NestedPair[];
  readonly assetClasses: readonly string[];
  readonly groundClasses: readonly string[];
  /** Things that some rule names. */
  readonly things: readonly string[];
  /** Attributes of the asset that some rule asks for. */
  readonly attributes: readonly Attribute[];
  /** Roles in which a manager is recorded, as far as some rule leads to them. */
  readonly roles: readonly Role[];
  /** `xsd:date`. */
  readonly today: string;
}

/**
 * @param attributes of the asset, as far as any rule asks
 * @param today `xsd:date` on which rules must be in force
 */
export function kindOf(
  situation: Situation,
  asked: { readonly category: string; readonly attributes: readonly Attribute[]; readonly today: string },
  knowledge: Knowledge,
): SituationKind {
  const { hierarchies } = knowledge;
  const { asset, assumedClasses, grounds } = situation;
  const classesOf = (candidates: readonly Candidate[]): string[] =>
    candidates.flatMap(({ classes }) => classes.flatMap((iri) => hierarchies.classesFrom(iri)));
  const holding = {
    categories: hierarchies.categoriesFrom(asked.category),
    areas: areasOf(situation).flatMap(({ feature }) => hierarchies.areasFrom(feature)),
    assetClasses: asset ? classesOf([asset]) : assumedClasses,
    groundClasses: classesOf(grounds),
    things: [...(asset ? [asset] : []), ...grounds].map(({ feature }) => feature),
  };
  const rules = knowledge.candidates({ ...holding, attributes: asked.attributes.map(attributeText) });
  const wanted = wantedBy(rules);
  const matter = (iris: readonly string[]): string[] =>
    [...new Set(iris.filter((iri) => wanted.has(iri)))].sort();
  const areas = matter(holding.areas);
  return {
    rules: rules.map(({ iri }) => iri),
    categories: matter(holding.categories),
    areas,
    nesting: areas.length > 1 ? nestingOf(situation) : [],
    assetClasses: matter(holding.assetClasses),
    groundClasses: matter(holding.groundClasses),
    things: matter(holding.things),
    attributes: asked.attributes.filter(([path]) => wanted.has(path.slice(1, -1))),
    roles: [...managersIn(situation, knowledge).keys()].filter((role) => wanted.has(ROLE_IRIS[role])),
    today: asked.today,
  };
}

/** Everything that some of these rules ask for or lead to. A value that none asks for can meet no condition. */
function wantedBy(rules: readonly Rule[]): Set<string | undefined> {
  const wanted = new Set<string | undefined>();
  for (const { conditions, result } of rules) {
    const { asset, assetClass, groundClass, category, area } = conditions;
    for (const value of [asset, assetClass, groundClass, category, area, result]) wanted.add(value);
    for (const attribute of conditions.attributes) wanted.add(attributePath(attribute));
  }
  return wanted;
}

/** Who is recorded as the manager in each role: of the asset, of the most precise ground that has one, of the area. */
export function managersIn(
  situation: Pick<Situation, 'asset' | 'grounds' | 'area' | 'around'>,
  knowledge: Knowledge,
): Map<Role, string> {
  const managers = new Map<Role, string>();
  const { asset, grounds } = situation;
  for (const { role, manager } of [...(asset ? [asset] : []), ...grounds])
    if (manager !== undefined && !managers.has(role)) managers.set(role, manager);
  const area = governedArea(situation, knowledge);
  const organisation = area && knowledge.areaOrganisations.get(area.feature);
  if (organisation !== undefined) managers.set('area', organisation);
  return managers;
}
