import { readNoticeChoice, readersOf } from '../../reports/index.js';
import { html, type Html } from '../web/html.js';
import type { Showing } from './follow-page.js';
import { pageHref } from './page-href.js';
import { postForm } from './post-form.js';

/** How the reporter is told, what is kept of them and for how long, who looked, and erasing it. */
export async function personalPart(showing: Showing): Promise<Html> {
  const { options, life, language, texts } = showing;
  const { personal } = texts;
  const { purpose, keepAfterEnd, keepAtMost } = await options.policies.policyFor(life.question.category);
  const readers = readersOf(options.store, life.id);
  const names = await options.responsibility.name(readers.map(({ by }) => by));
  const own = `${life.iri}#reporter`;
  const looks = readers.filter(({ by }) => by !== own);
  return html`${noticesPart(showing)}
    <h2>${personal.title}</h2>
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

function noticesPart(showing: Showing): Html | undefined {
  const { options, request, life, texts } = showing;
  const { notices } = texts;
  const choice = readNoticeChoice(options.store, life.id);
  if (choice)
    return html`<h2>${notices.title}</h2>
      <p>
        ${choice.by === 'email' ? notices.byEmail(choice.address) : notices.byWebhook}
        <a href="${pageHref(options, request, '/unsubscribe')}">${notices.stop}</a>
      </p>`;
  if (!options.canMail) return undefined;
  return html`<h2>${notices.title}</h2>
    <p>${notices.none}</p>
    ${postForm(
      showing,
      '/notices',
      html`<label
          >${notices.email}<input name="email" type="email" autocomplete="email" maxlength="254" required
        /></label>
        <button type="submit">${notices.send}</button>`,
    )}`;
}
