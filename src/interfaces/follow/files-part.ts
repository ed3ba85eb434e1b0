import type { Attachment } from '../../attachments/index.js';
import { html, type Html } from '../web/html.js';
import { localHref } from '../web/page.js';
import type { Showing } from './follow-page.js';
import { pageHref } from './page-href.js';

/** The kinds of files that the form offers; what comes is told by its content. */
const ACCEPT = 'image/jpeg,image/png,image/webp,image/heic,application/pdf';

/** The files of a report: to the reporter all of them, through the secret address; to others those that are public. */
export function filesPart(showing: Showing): Html {
  const { options, life, texts, isReporter } = showing;
  const files = options.attachments
    .ofReport(life.id)
    .filter(({ released }) => isReporter || released !== undefined);
  return html`${
    files.length === 0
      ? undefined
      : html`<h2>${texts.files.title}</h2>
          <ul class="files">
            ${files.map((file) => html`<li>${fileLink(showing, file)}</li>`)}
          </ul>`
  }
  ${isReporter ? addForm(showing) : undefined}`;
}

function fileLink(showing: Showing, { id, mediaType, created, released, thumbnail }: Attachment): Html {
  const { options, request, texts, isReporter } = showing;
  const address = isReporter
    ? pageHref(options, request, `/attachments/${id}`)
    : localHref(options, options.attachments.iriOf(id));
  const [path = '', query] = address.split('?');
  const small = `${path}/thumbnail${query === undefined ? '' : `?${query}`}`;
  const name = `${texts.files.kinds[mediaType] ?? mediaType}, ${texts.moment(new Date(created))}`;
  return html`<a href="${address}"
      >${thumbnail === undefined ? name : html`<img src="${small}" alt="${name}" loading="lazy" />`}</a
    >
    ${isReporter && released === undefined ? html`<span class="note">${texts.files.held}</span>` : undefined}`;
}

function addForm({ options, request, texts: { files } }: Showing): Html {
  return html`<details>
    <summary>${files.add}</summary>
    <p>${files.intro}</p>
    <form
      class="lines"
      action="${pageHref(options, request, '/attachments')}"
      method="post"
      enctype="multipart/form-data"
    >
      <label>${files.choose}<input name="file" type="file" accept="${ACCEPT}" multiple required /></label>
      <button type="submit">${files.send}</button>
    </form>
  </details>`;
}
