import type { LonLat } from '../spatial/index.js';
import type { Hierarchies } from './hierarchies.js';
import type { Knowledge } from './knowledge.js';
import type { Candidate, Chosen } from './model.js';

/** What the situations of a place are made of. */
export interface Surroundings {
  readonly point: LonLat;
  /** Everything near, nearest first. */
  readonly candidates: readonly Candidate[];
  /** The asset that the report names, measured like the rest. */
  readonly named: Candidate | undefined;
  /** What the reporter has confirmed of the place. */
  readonly chosen: readonly Chosen[];
  /** Classes that the category is about. */
  readonly concerns: readonly string[];
  /** How far the point may be off, in metres; more than 0. */
  readonly accuracy: number;
  readonly hierarchies: Hierarchies;
  /** Area → the organisation that answers for it. */
  readonly areaOrganisations: Knowledge['areaOrganisations'];
}
