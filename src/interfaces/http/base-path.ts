import type { Route, Site } from './reply.js';

/**
 * Makes what turns the address of a request into the one that routes know: without the path of the base URL, where a
 * proxy hands that on as it came. An address without it stays, since other proxies take the path off themselves. A base
 * path that begins as a route does is never taken off, for nobody could tell the two apart.
 */
export function withoutBasePath(
  { baseUrl }: Site,
  routes: readonly Pick<Route, 'path'>[],
): (url: string) => string {
  const base = new URL(baseUrl).pathname.replace(/\/$/, '');
  if (base === '' || routes.some(({ path }) => firstPart(path) === firstPart(base))) return (url) => url;
  return (url) => {
    if (!url.startsWith(base)) return url;
    const rest = url.slice(base.length);
    if (rest === '' || rest.startsWith('?')) return `/${rest}`;
    return rest.startsWith('/') ? rest : url;
  };
}

/** The first part of a path, as routers compare it. */
function firstPart(path: string): string | undefined {
  return path.split('/')[1]?.toLowerCase();
}
