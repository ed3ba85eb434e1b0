import type { Outgoing } from '../../outgoing/index.js';
import { ldp } from '../../rdf/namespaces.js';
import { rdfMediaType } from '../../rdf/media-types.js';
import { parseRdf } from '../../rdf/parse.js';

/** Milliseconds for which an inbox that was found is remembered. */
const REMEMBERED = 5 * 60_000;
const MOST = 1000;
/** JSON values of a resource that is read for its inbox. */
const MOST_VALUES = 20_000;

const known = new Map<string, { readonly inbox: string; readonly until: number }>();

/**
 * Finds the inbox of a resource by its `Link` header or by `ldp:inbox` in what it says (Linked Data Notifications,
 * section 3.1). What is found is asked through the same door as everything else, so it must be allowed too.
 * @returns `undefined` where it names none
 */
export async function discoverInbox(outgoing: Outgoing, target: string): Promise<string | undefined> {
  const remembered = known.get(target);
  if (remembered && remembered.until > Date.now()) return remembered.inbox;
  const response = await outgoing.fetch(target, { headers: { accept: 'application/ld+json, text/turtle' } });
  const body = Buffer.from(await response.arrayBuffer());
  const link = inboxInLink(response.headers.get('link') ?? '');
  const inbox = link ?? (response.ok ? await inboxInBody(response, body, target) : undefined);
  if (inbox === undefined) return undefined;
  const absolute = new URL(inbox, response.url).href;
  if (known.size >= MOST) known.clear();
  known.set(target, { inbox: absolute, until: Date.now() + REMEMBERED });
  return absolute;
}

/** The target of the link with that relation (RFC 8288, section 3). */
export function inboxInLink(header: string): string | undefined {
  for (const [, target, parameters = ''] of header.matchAll(/<([^>]*)>((?:\s*;\s*[^,;"]+(?:"[^"]*")?)*)/g)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters) ?? [];
    if ((quoted ?? bare ?? '').split(/\s+/).includes(ldp('inbox'))) return target;
  }
  return undefined;
}

async function inboxInBody(response: Response, body: Buffer, target: string): Promise<string | undefined> {
  const mediaType = rdfMediaType(response.headers.get('content-type') ?? '');
  if (!mediaType) return undefined;
  // No context is fetched: a document with one of its own only says nothing here.
  const documentLoader = (): Promise<never> => Promise.reject(new Error('Contexts are not fetched.'));
  const options = { mediaType, baseIri: response.url, documentLoader, mostValues: MOST_VALUES };
  const quads = await parseRdf(body, options).catch(() => []);
  return quads.find(
    ({ subject, predicate }) =>
      predicate.value === ldp('inbox') && [target, response.url].includes(subject.value),
  )?.object.value;
}
