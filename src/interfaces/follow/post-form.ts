import { randomUUID } from 'node:crypto';
import { html, type Html } from '../web/html.js';
import type { Showing } from './follow-page.js';
import { pageHref } from './page-href.js';

/** A form of the page: it posts to an address below it. The key sets this showing of it apart. */
export function postForm({ options, request }: Showing, path: string, content: Html): Html {
  return html`<form class="lines" action="${pageHref(options, request, path)}" method="post">
    <input type="hidden" name="key" value="${randomUUID()}" />
    ${content}
  </form>`;
}
