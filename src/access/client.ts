/** What a client may be allowed to do beyond what everyone may; see `table.ts`. */
export const ROLES = [
  /** An app that files reports for others. */
  'reporter',
  /** Acts for one organisation or unit. */
  'manager',
  /** Directs the reports of an area. */
  'dispatcher',
  /** Keeps registers and rules. */
  'steward',
  /** Reads everything and changes nothing. */
  'auditor',
  'administrator',
] as const;

/** One of the roles. */
export type Role = (typeof ROLES)[number];

/** Who asks, as far as the service knows. */
export interface Client {
  /** IRI of the agent; the change log names it. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Whether it showed nothing to tell who it is. */
  readonly anonymous: boolean;
  readonly roles: ReadonlySet<Role>;
  /** IRI of the organisation or unit that it acts for. */
  readonly organisation?: string;
  /** IRIs of the areas that it acts for. */
  readonly areas?: readonly string[];
  /** IRI of the one report whose follow link it showed. */
  readonly follows?: string;
}

/** What an action touches; each may be several where one thing has several owners, such as a unit and its organisation. */
export interface Owner {
  readonly organisation?: string | readonly string[] | undefined;
  readonly area?: string | readonly string[] | undefined;
  /** IRI of the client through which the report was filed. */
  readonly channel?: string | undefined;
  /** IRI of the report. */
  readonly report?: string | undefined;
}

/** The client that showed nothing. */
export function anonymousClient(baseUrl: string): Client {
  return { id: `${baseUrl}/id/agent/anonymous`, name: 'anonymous', anonymous: true, roles: new Set() };
}
