import { skos, ww } from '../../rdf/namespaces.js';
import { readDescription } from '../linked-data/description.js';
import { html, type Html } from '../web/html.js';
import type { Showing } from './follow-page.js';
import { postForm } from './post-form.js';
import type { CommandWording } from './wording/wording.js';

const MOST_TEXT = 4000;

/** Forms for what the reporter may do with the report as it is; what cannot be done has none. */
export function commandForms(showing: Showing): Html {
  const { options, life, texts } = showing;
  const allowed = options.life.table.allowedIn(life.state);
  const can = (name: string, form: () => Html | undefined): Html | undefined =>
    allowed.includes(name) ? form() : undefined;
  return html`${can('choose', () => choiceForm(showing))}
  ${can(
    'answer',
    () =>
      html`<h2>${texts.answer.title}</h2>
        ${answerForm(showing)}`,
  )}
  ${can('rate', () => rateForm(showing))}
  ${can('addition', () => textForm(showing, '/addition', texts.addition))}
  ${can('reopen', () => textForm(showing, '/reopen', texts.reopen))}
  ${can('withdraw', () => withdrawForm(showing))}`;
}

/** A form to answer a question about the report, or about one of its parts. @param part its IRI */
export function answerForm(showing: Showing, part?: string): Html {
  const about = part === undefined ? undefined : html`<input type="hidden" name="part" value="${part}" />`;
  return textFields(showing, '/answer', showing.texts.answer, about);
}

function textForm(showing: Showing, path: string, wording: CommandWording): Html {
  return html`<h2>${wording.title}</h2>
    ${textFields(showing, path, wording)}`;
}

function textFields(showing: Showing, path: string, { text, send }: CommandWording, more?: Html): Html {
  return postForm(
    showing,
    path,
    html`${more}<label
        >${text}<textarea name="text" rows="3" maxlength="${MOST_TEXT}" required></textarea></label
      ><button type="submit">${send}</button>`,
  );
}

/** The question that a decision leaves open, with its answers. */
function choiceForm(showing: Showing): Html | undefined {
  const { life, language, texts } = showing;
  if (life.choices.size === 0 || life.decision === undefined) return undefined;
  const about = readDescription(life.decision, life.lines);
  const choices = [...life.choices.keys()].map(
    (iri) =>
      html`<label class="pick"
        ><input type="radio" name="choice" value="${iri}" required />
        ${about.text(iri, skos('prefLabel'), language)}</label
      >`,
  );
  return html`<h2>${texts.choice.title}</h2>
    ${postForm(
      showing,
      '/answer',
      html`<fieldset>
          <legend>${about.text(life.decision, ww('question'), language) ?? texts.choice.text}</legend>
          ${choices}
        </fieldset>
        <button type="submit">${texts.choice.send}</button>`,
    )}`;
}

function rateForm(showing: Showing): Html {
  const { rate } = showing.texts;
  const stars = [...rate.stars].reverse().map((label, index) => {
    const rating = rate.stars.length - index;
    return html`<label class="pick"
      ><input type="radio" name="rating" value="${rating}" required /> ${label}</label
    >`;
  });
  return html`<h2>${rate.title}</h2>
    ${postForm(
      showing,
      '/rate',
      html`<fieldset>
          <legend>${rate.question}</legend>
          ${stars}
        </fieldset>
        <label>${rate.text}<textarea name="text" rows="2" maxlength="${MOST_TEXT}"></textarea></label>
        <label class="pick"><input type="checkbox" name="reopen" /> ${rate.reopen}</label>
        <button type="submit">${rate.send}</button>`,
    )}`;
}

/** Behind a fold, so that nobody withdraws a report by accident. */
function withdrawForm(showing: Showing): Html {
  const { title, text, send } = showing.texts.withdraw;
  return html`<details>
    <summary>${title}</summary>
    ${postForm(
      showing,
      '/withdraw',
      html`<label>${text}<textarea name="text" rows="2" maxlength="${MOST_TEXT}"></textarea></label>
        <button type="submit">${send}</button>`,
    )}
  </details>`;
}
