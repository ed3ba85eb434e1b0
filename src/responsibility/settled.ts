/**
 * For queries about registers and rules alone. The knowledge is read again after each change to those, with queries
 * that see it; reports that are under way need not be waited for.
 */
export const SETTLED = { fresh: false } as const;
