import { html, type Html } from '../web/html.js';
import type { Showing } from './follow-page.js';
import { pageHref } from './page-href.js';

/** A form of the page: it posts to an address below it. */
export function postForm({ options, request }: Showing, path: string, content: Html): Html {
  return html`<form class="lines" action="${pageHref(options, request, path)}" method="post">
    ${content}
  </form>`;
}
