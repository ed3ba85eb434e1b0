import { html, type Html } from '../web/html.js';
import type { Showing } from './follow-page.js';
import { choiceOf } from './notices.js';
import { pageHref } from './page-href.js';
import { postForm } from './post-form.js';

/** How the holder of the link is told what happens, with the way to end it or to choose mail. */
export function noticesPart(showing: Showing): Html | undefined {
  const { options, request, follower, isReporter, texts } = showing;
  const { notices } = texts;
  const choice = choiceOf(options, follower);
  if (choice)
    return html`<h2>${notices.title}</h2>
      <p>
        ${choice.by === 'email' ? notices.byEmail(choice.address) : notices.byWebhook}
        <a href="${pageHref(options, request, '/unsubscribe')}">${notices.stop}</a>
      </p>`;
  if (!options.noticeMeans.email) return undefined;
  return html`<h2>${notices.title}</h2>
    <p>${notices.none}</p>
    ${postForm(
      showing,
      '/notices',
      html`<label
          >${isReporter ? notices.email : notices.followerEmail}<input
            name="email"
            type="email"
            autocomplete="email"
            maxlength="254"
            required
        /></label>
        <button type="submit">${notices.send}</button>`,
    )}`;
}
