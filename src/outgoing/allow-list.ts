import { OutgoingError } from './outgoing-error.js';

/** Which addresses may be asked: these and everything below them, or any on the public Internet. */
export type AllowList = readonly string[] | 'any-public';

/**
 * Makes the test of an allow-list. An entry is an http or https address without query: it allows the same scheme,
 * host and port, and its path with all below it. `https://data.example/sparql` allows `/sparql`, `/sparql?query=…` and
 * `/sparql/x`, not `/sparql-admin`.
 * @throws TypeError naming an entry that is no such address
 */
export function allowListTest(allow: AllowList): (url: URL) => boolean {
  if (allow === 'any-public') return () => true;
  const entries = allow.map(parseEntry);
  return (url) => entries.some(({ origin, path }) => url.origin === origin && isBelow(url.pathname, path));
}

function parseEntry(entry: string): { readonly origin: string; readonly path: string } {
  const url = URL.canParse(entry) ? new URL(entry) : undefined;
  if (!url || !isWeb(url) || hasCredentials(url) || url.search || url.hash)
    throw new TypeError(`"${entry}" is no http or https address without query.`);
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
}

function isBelow(path: string, allowed: string): boolean {
  if (allowed === '' || path === allowed) return true;
  return path.startsWith(`${allowed}/`) && !leadsUp(path.slice(allowed.length));
}

/** Characters of a path that is looked through, and how often an escape may be escaped: no real address comes near. */
const LONGEST_PATH = 8000;
const MOST_LAYERS = 5;
const ESCAPED: Readonly<Record<string, string>> = { '%25': '%', '%2e': '.', '%2f': '/', '%5c': '\\' };

/**
 * Whether a path may lead to above where it begins. Some servers take an escaped slash or dot for the character itself, also
 * where the escape is escaped, a backslash for a slash, and what follows a semicolon for no part of a name.
 */
function leadsUp(path: string): boolean {
  if (path.length > LONGEST_PATH) return true;
  let read = path;
  for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
    const escaped = read;
    read = read.replace(/%(?:25|2e|2f|5c)/gi, (escape) => ESCAPED[escape.toLowerCase()] ?? escape);
    if (read.includes('\\') || read.split('/').some((segment) => /^\.{1,2}(?:;|$)/.test(segment)))
      return true;
    if (read === escaped) return false;
  }
  return true;
}

function isWeb(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

function hasCredentials(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

/**
 * Reads an address that something outside wants asked.
 * @throws OutgoingError `refused` where it is no http or https address, bears a user name, or is not allowed
 */
export function checkedUrl(text: string, isAllowed: (url: URL) => boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refused(text, 'it is no address');
  if (!isWeb(url)) throw refused(text, 'it is not http or https');
  if (hasCredentials(url)) throw refused(url.host, 'addresses with a user name or password are not taken');
  if (!isAllowed(url)) throw refused(url.href, 'it is not on the list of allowed addresses');
  return url;
}

function refused(what: string, why: string): OutgoingError {
  return new OutgoingError('refused', `<${what}> is not asked: ${why}.`);
}
