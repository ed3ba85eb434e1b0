import { createSuccessions } from '../registers/index.js';
import type { Chooser } from './decide.js';
import type { Knowledge } from './knowledge.js';
import type { AppliedRule, Candidate, Role, Situation } from './model.js';
import { ROLE_IRIS } from './roles.js';

/** A place that is told instead of found: what there is, wherever that may be. */
export interface DescribedPlace {
  /** Class of the thing that the report is about. */
  readonly assetClass?: string | undefined;
  /** Class of the ground or road under it. */
  readonly groundClass?: string | undefined;
  /** IRI of the area around it. */
  readonly area?: string | undefined;
  /** Roles in which a register records a manager; where not given, every role that something of the place is in. */
  readonly recorded?: readonly Role[] | undefined;
}

/** What the rules make of a described place: bodies, or the IRIs of roles, which stand for whoever is recorded in them. */
export interface DescribedAnswer {
  readonly winners: readonly AppliedRule[];
  readonly losers: readonly AppliedRule[];
}

/** Lets the rules choose for places that are described. */
export interface DescribedChooser {
  /** @param today `xsd:date` */
  apply(category: string, places: readonly DescribedPlace[], today: string): Promise<DescribedAnswer[]>;
}

/** No area of a register has this name: it stands for any area that no rule names. */
const SOMEWHERE = 'urn:wegwijzer:somewhere';
const NOWHERE: Candidate['geometry'] = { type: 'Point', coordinates: [0, 0] };

/** A chooser for places that are described, under the rules that `knowledge` holds. */
export function describedChooser(chooser: Chooser, knowledge: Knowledge): DescribedChooser {
  // What a rule says is what an example of it expects, whoever has taken over since.
  const asWritten: Knowledge = { ...knowledge, successions: createSuccessions([]) };
  // In every area the one responsible for it is "the area's", so that the answer names the role.
  const everywhere: Knowledge = { ...asWritten, areaOrganisations: new Always(ROLE_IRIS.area) };
  const nowhere: Knowledge = { ...asWritten, areaOrganisations: new Map() };
  return {
    apply: async (category, places, today) => {
      const answers = new Map<DescribedPlace, DescribedAnswer>();
      for (const [withArea, seen] of [
        [true, everywhere],
        [false, nowhere],
      ] as const) {
        const chosen = places.filter((place) => isRecorded(place, 'area') === withArea);
        if (chosen.length === 0) continue;
        const situations = chosen.map((place) => situationOf(place, seen));
        const found = await chooser.apply(seen, category, situations, today);
        chosen.forEach((place, index) => {
          const { winners = [], losers = [] } = found[index] ?? {};
          answers.set(place, { winners, losers });
        });
      }
      return places.map((place) => answers.get(place) ?? { winners: [], losers: [] });
    },
  };
}

/** A map in which everything leads to the same. */
class Always extends Map<string, string> {
  constructor(private readonly value: string) {
    super();
  }

  override get(): string {
    return this.value;
  }
}

function isRecorded({ recorded }: DescribedPlace, role: Role): boolean {
  return recorded === undefined || recorded.includes(role);
}

function situationOf(place: DescribedPlace, knowledge: Knowledge): Situation {
  const { assetClass, groundClass, area } = place;
  const candidate = (role: Role, cls: string): Candidate => ({
    feature: `urn:wegwijzer:some-${role}`,
    role,
    classes: [cls],
    register: SOMEWHERE,
    manager: isRecorded(place, role) ? ROLE_IRIS[role] : undefined,
    geometry: NOWHERE,
    distance: 0,
    size: 0,
  });
  return {
    asset: assetClass === undefined ? undefined : candidate('asset', assetClass),
    assumedClasses: [],
    grounds:
      groundClass === undefined ? [] : [candidate(knowledge.roleOf([groundClass]) ?? 'ground', groundClass)],
    area: { ...candidate('area', SOMEWHERE), feature: area ?? SOMEWHERE },
    differsIn: undefined,
  };
}
