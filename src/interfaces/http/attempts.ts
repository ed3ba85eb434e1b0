import type { Access, Action, Asker, Client } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import type { RequestContext } from './reply.js';

/** Characters of a reason that are kept: it may hold an address that the client chose. */
const MOST_REASON = 300;

/** What one request attempts, with every refusal audited once, whatever refuses it. */
export interface Attempts extends Pick<RequestContext, 'authorise' | 'refused'> {
  /** Audits what made the request fail, where that is a refusal (401 or 403) that nobody noted yet. */
  noteFailure(error: unknown): Promise<void>;
}

/** The attempts of one request. Those that the table lets through are remembered: what is refused later was part of one. */
export function attemptsOf(access: Access, asker: Asker): Attempts {
  let passed: { readonly action: Action; readonly client: Client } | undefined;
  let isNoted = false;
  let notedByTable: unknown;
  return {
    authorise: async (action, owner, credential) => {
      try {
        const client = await access.authorise({ ...asker, credential }, action, owner);
        passed = { action, client };
        return client;
      } catch (error) {
        notedByTable = error;
        throw error;
      }
    },
    refused: (attempt) => {
      isNoted = true;
      return access.refused(asker, attempt);
    },
    noteFailure: async (error) => {
      if (!(error instanceof ProblemError) || (error.status !== 401 && error.status !== 403)) return;
      if (isNoted || error === notedByTable) return;
      await access.refused(asker, {
        outcome: error.status === 401 ? 'unauthenticated' : 'forbidden',
        action: passed?.action ?? error.type,
        client: passed?.client.id,
        reason: error.message.slice(0, MOST_REASON),
      });
    },
  };
}
