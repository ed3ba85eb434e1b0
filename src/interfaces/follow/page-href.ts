import type { HttpRequest, Reply, Site } from '../http/reply.js';
import { wordingFor } from '../web/language.js';
import { localHref } from '../web/page.js';
import { secretReply } from './secret-reply.js';

/** An address below a reporter's own page, in the language of the request. @param path such as `/withdraw`; empty for the page */
export function pageHref(site: Site, request: HttpRequest, path = '', done?: string): string {
  const { language } = wordingFor(request.headers, request.query);
  const query = new URLSearchParams({ lang: language, ...(done === undefined ? {} : { done }) });
  const page = localHref(site, `${site.baseUrl}/follow/${encodeURIComponent(request.params.token ?? '')}`);
  return `${page}${path}?${query.toString()}`;
}

/** After a form: to the page, which says what was done; loading it again does nothing again. */
export function backToPage(site: Site, request: HttpRequest, done: string): Reply {
  return secretReply({ status: 303, headers: { location: pageHref(site, request, '', done) } });
}
