import { outgoingErrorIn } from '../../outgoing/index.js';
import type { Outcome } from '../model.js';

const LONGEST_WAIT = 24 * 3_600_000;

/**
 * What an answer to a POST means: any 2xx is done, 410 wants nothing more (Standard Webhooks, "Disabling endpoints"), all
 * else is tried again, after `Retry-After` with 429 and 503 (RFC 9110, section 10.2.3). 3xx and 4xx are about the address
 * `alone`, except for 429, which is about who sends.
 */
export function outcomeOfStatus(response: Response, now: Date): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'done' };
  const fault = `It answers ${String(status)}.`;
  if (status === 410) return { kind: 'pause', fault };
  const after =
    status === 429 || status === 503 ? retryAfter(response.headers.get('retry-after'), now) : undefined;
  return { kind: 'again', fault, after, alone: status >= 300 && status < 500 && status !== 429 };
}

/**
 * Reads an answer to the end, so that the connection can be used again. Its status has said all by then: that it is too
 * long, too slow or breaks off changes nothing.
 */
export async function passOver(response: Response): Promise<void> {
  await response.arrayBuffer().catch(() => undefined);
}

/** A request that may not be made comes to nothing however often it is tried. */
export function outcomeOfError(error: unknown): Outcome {
  const known = outgoingErrorIn(error);
  const fault = known?.message ?? (error instanceof Error ? error.message : String(error));
  return known?.fault === 'refused' ? { kind: 'dead', fault } : { kind: 'again', fault };
}

function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, LONGEST_WAIT) : undefined;
}
