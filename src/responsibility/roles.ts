import { ww } from '../rdf/namespaces.js';
import type { Role } from './model.js';

/** What stands for each role in rules, and in answers until a manager takes its place. */
export const ROLE_IRIS: Readonly<Record<Role, string>> = {
  asset: ww('Asset'),
  ground: ww('Ground'),
  road: ww('Road'),
  area: ww('Area'),
};

const ROLES: ReadonlySet<string> = new Set(Object.values(ROLE_IRIS));

/** Whether an IRI stands for whoever is recorded in a role. */
export function isRole(iri: string): boolean {
  return ROLES.has(iri);
}
