import type { Agent, RequestInit, Response } from 'undici';

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;
}

/** Sends requests to one service. */
export type Exchange = (path: string, request: RequestInit) => Promise<Answered>;

type Coded = Error & { readonly code?: string };

/** Methods that change nothing. */
const LOOKS = ['GET', 'HEAD'];
/** Why nobody was reached. */
const NOBODY = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'];

/**
 * Exchanges with the service at an address. An answer may take as long as it takes, since a large register is loaded for
 * longer than clients wait by default; a connection that is gone ends the wait.
 * @throws Error telling whether nothing was reached, or what broke off and may be at work there
 */
export function exchangeWith(base: string): Exchange {
  const unconnected = new WeakSet<Error>();
  let agent: Agent | undefined;
  return async (path, request) => {
    const { Agent, fetch } = await import('undici');
    agent ??= new Agent({ headersTimeout: 0, bodyTimeout: 0 }).on('connectionError', (_, __, error) => {
      unconnected.add(error);
    });
    try {
      return await readAnswer(await fetch(`${base}${path}`, { ...request, dispatcher: agent }));
    } catch (error) {
      const cause = causeOf(error);
      const said = unconnected.has(cause) ? unreached(base, cause) : brokenOff(base, cause, request.method);
      throw new Error(said, { cause: error });
    }
  };
}

async function readAnswer(response: Response): Promise<Answered> {
  return { status: response.status, ok: response.ok, text: await response.text() };
}

function unreached(base: string, cause: Coded): string {
  const reason = reasonOf(cause);
  return NOBODY.includes(reason) || reason === 'UND_ERR_CONNECT_TIMEOUT'
    ? `Nothing answers at ${base}: ${reason}. Is the service running, and is this its address?`
    : `No connection can be made with ${base}: ${reason}.`;
}

function brokenOff(base: string, cause: Coded, method = 'GET'): string {
  // Refused before anything was sent, such as a port that is never asked.
  if (cause.code === undefined) return `${base} cannot be asked: ${cause.message}.`;
  const atWork = LOOKS.includes(method)
    ? ''
    : ' The service may still be at work on it: look at what has changed there before you send it again.';
  return `The connection with ${base} broke off before there was an answer: ${reasonOf(cause)}.${atWork}`;
}

/** Fetch hides the reason in the cause of what it throws. */
function causeOf(error: unknown): Coded {
  const { cause } = error as Error;
  return cause instanceof Error ? cause : (error as Error);
}

function reasonOf(cause: Coded): string {
  return cause.code ?? cause.message;
}
