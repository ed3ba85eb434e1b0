import type { Outgoing } from '../../outgoing/index.js';
import type { Open311Settings } from '../channels/settings.js';
import { itemsIn, textOf, type Item } from './answers.js';
import { meaningOf } from './meanings.js';

/** Numbers of requests as they are in use; another one would change what the address means. */
const NUMBER = /^[\w.:-]{1,100}$/;
/** Characters of what the endpoint writes that are taken over. */
const MOST_NOTES = 2000;

/** What an endpoint says of a request. */
export interface RequestStatus {
  /** `open` or `closed` (GeoReport v2), or a word of FixMyStreet, in lower case with `_`. */
  readonly status: string;
  readonly notes: string | undefined;
}

/**
 * Asks for requests by their numbers in one go (GeoReport v2, GET Service Requests).
 * @param numbers at most some 50, as they stand in the address
 * @returns what is said of each; those that the answer lacks are not in it
 * @throws OutgoingError; Error where the answer is none
 */
export async function askStatus(
  outgoing: Pick<Outgoing, 'fetch'>,
  settings: Open311Settings,
  numbers: readonly string[],
): Promise<Map<string, RequestStatus>> {
  const asked = numbers.filter((number) => NUMBER.test(number));
  const items = await ask(outgoing, settings, 'requests.json', { service_request_id: asked.join(',') });
  const found = new Map<string, RequestStatus>();
  for (const item of items) {
    const number = textOf(item, 'service_request_id');
    const status = statusIn(item);
    if (number === undefined || status === undefined) continue;
    const notes = textOf(item, 'status_notes')?.slice(0, MOST_NOTES);
    found.set(number, { status, notes });
  }
  return found;
}

/** The more precise word, where it is one that means something here; else that of the standard. */
function statusIn(item: Item): string | undefined {
  const [extended, plain] = ['extended_status', 'status'].map((name) =>
    textOf(item, name)
      ?.toLowerCase()
      .replace(/[^a-z]+/g, '_'),
  );
  return extended !== undefined && (plain === undefined || meaningOf(extended).length > 0) ? extended : plain;
}

/** The number that a request got whose taker gave a token; `undefined` while there is none. @throws the same */
export async function numberFor(
  outgoing: Pick<Outgoing, 'fetch'>,
  settings: Open311Settings,
  token: string,
): Promise<string | undefined> {
  const [item] = await ask(outgoing, settings, `tokens/${encodeURIComponent(token)}.json`, {});
  return textOf(item, 'service_request_id');
}

async function ask(
  outgoing: Pick<Outgoing, 'fetch'>,
  { endpoint, jurisdiction }: Open311Settings,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Item[]> {
  const parameters = new URLSearchParams({
    ...query,
    ...(jurisdiction === undefined ? {} : { jurisdiction_id: jurisdiction }),
  });
  const url = `${endpoint.replace(/\/+$/, '')}/${path}?${parameters.toString()}`;
  const response = await outgoing.fetch(url, {
    followRedirects: false,
    headers: { accept: 'application/json' },
  });
  const answer = await response.text();
  if (response.ok) return itemsIn(answer);
  throw new Error(`It answers ${String(response.status)}.`);
}
