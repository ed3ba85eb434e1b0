import { OutgoingError } from './outgoing-error.js';

/** A request as it is sent to one address. */
export interface PlainRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array | undefined;
}

/** What belongs to the origin it was meant for alone. */
const SECRETS = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key'];

/**
 * The request that follows a redirect (RFC 9110, section 15.4; Fetch, 4.4): 303, and 301 or 302 after a POST, turn it
 * into a GET; credentials stay with the origin that they were meant for.
 * @throws OutgoingError `refused` where it would go from https to http
 */
export function redirected(request: PlainRequest, status: number, from: URL, to: URL): PlainRequest {
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new OutgoingError('refused', `<${from.href}> redirects to <${to.href}>, which is not encrypted.`);
  const headers = new Headers(request.headers);
  if (from.origin !== to.origin) for (const name of SECRETS) headers.delete(name);
  if (!becomesGet(request.method, status)) return { ...request, headers };
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language'])
    headers.delete(name);
  return { method: 'GET', headers, body: undefined };
}

function becomesGet(method: string, status: number): boolean {
  if (status === 303) return method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}
