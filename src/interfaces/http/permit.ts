import { ProblemError } from '../../problem.js';

/** Milliseconds after which a client that may listen no longer hears nothing more, at the latest. */
const INTERVAL = 1000;

/**
 * A signal for an answer that goes on: aborted when what it goes to may no longer have it, as where a key is revoked, a
 * token expires or an agreement ends.
 * @param check throws the refusal; any other fault is passed over, as where an identity provider does not answer now
 * @param ended aborted when the answer ends for another reason, and nobody need look any more
 */
export function whilePermitted(check: () => Promise<unknown>, ended: AbortSignal): AbortSignal {
  const refused = new AbortController();
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      await check();
    } catch (error) {
      if (error instanceof ProblemError && (error.status === 401 || error.status === 403)) refused.abort();
    }
    isLooking = false;
  };
  const timer = setInterval(() => void look(), INTERVAL).unref();
  const both = AbortSignal.any([refused.signal, ended]);
  if (both.aborted) clearInterval(timer);
  both.addEventListener('abort', () => {
    clearInterval(timer);
  });
  return both;
}
