import { readersOf } from '../../reports/index.js';
import { html, type Html } from '../web/html.js';
import type { Showing } from './follow-page.js';
import { pageHref } from './page-href.js';
import { postForm } from './post-form.js';

/** What is kept of them and for how long, who looked, and erasing it. */
export async function personalPart(showing: Showing): Promise<Html> {
  const { options, life, language, texts } = showing;
  const { personal } = texts;
  const { purpose, keepAfterEnd, keepAtMost } = await options.policies.policyFor(life.question.category);
  const readers = readersOf(options.store, life.id);
  const names = await options.responsibility.name(readers.map(({ by }) => by));
  const own = `${life.iri}#reporter`;
  const looks = readers.filter(({ by }) => by !== own);
  return html`<h2>${personal.title}</h2>
    <p>${purpose[language]} ${personal.kept(keepAfterEnd, keepAtMost)}</p>
    <p>${personal.readers}: ${looks.length === 0 ? personal.noReaders : undefined}</p>
    ${
      looks.length === 0
        ? undefined
        : html`<ul>
            ${looks.map(
              ({ by, time }) =>
                html`<li>${names.get(by)?.label[language] ?? by}, ${texts.moment(new Date(time))}</li>`,
            )}
          </ul>`
    }
    <p>
      <a href="${pageHref(options, showing.request, '/personal')}" download="melding.jsonld"
        >${personal.export}</a
      >
    </p>
    <details>
      <summary>${personal.erase}</summary>
      <p>${personal.eraseIntro}</p>
      ${postForm(
        showing,
        '/erase',
        html`<label class="pick"><input type="checkbox" name="sure" required /> ${personal.sure}</label>
          <button type="submit">${personal.eraseNow}</button>`,
      )}
    </details>`;
}
