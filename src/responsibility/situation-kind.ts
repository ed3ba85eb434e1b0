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
  { asset, assumedClasses, grounds, area }: Situation,
  asked: { readonly category: string; readonly attributes: readonly Attribute[]; readonly today: string },
  knowledge: Knowledge,
): SituationKind {
  const { hierarchies } = knowledge;
  const classesOf = (candidates: readonly Candidate[]): string[] =>
    candidates.flatMap(({ classes }) => classes.flatMap((iri) => hierarchies.classesFrom(iri)));
  const holding = {
    categories: hierarchies.categoriesFrom(asked.category),
    areas: area ? hierarchies.areasFrom(area.feature) : [],
    assetClasses: asset ? classesOf([asset]) : assumedClasses,
    groundClasses: classesOf(grounds),
    things: [...(asset ? [asset] : []), ...grounds].map(({ feature }) => feature),
  };
  const rules = knowledge.candidates({ ...holding, attributes: asked.attributes.map(attributeText) });
  const wanted = wantedBy(rules);
  const matter = (iris: readonly string[]): string[] =>
    [...new Set(iris.filter((iri) => wanted.has(iri)))].sort();
  return {
    rules: rules.map(({ iri }) => iri),
    categories: matter(holding.categories),
    areas: matter(holding.areas),
    assetClasses: matter(holding.assetClasses),
    groundClasses: matter(holding.groundClasses),
    things: matter(holding.things),
    attributes: asked.attributes.filter(([path]) => wanted.has(path.slice(1, -1))),
    roles: [...managersIn({ asset, grounds, area }, knowledge).keys()].filter((role) =>
      wanted.has(ROLE_IRIS[role]),
    ),
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
  { asset, grounds, area }: Pick<Situation, 'asset' | 'grounds' | 'area'>,
  knowledge: Knowledge,
): Map<Role, string> {
  const managers = new Map<Role, string>();
  for (const { role, manager } of [...(asset ? [asset] : []), ...grounds])
    if (manager !== undefined && !managers.has(role)) managers.set(role, manager);
  const organisation = area && knowledge.areaOrganisations.get(area.feature);
  if (organisation !== undefined) managers.set('area', organisation);
  return managers;
}
