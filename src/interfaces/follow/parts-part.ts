import { partsBelow, type ReportLife } from '../../reports/index.js';
import { html, type Html } from '../web/html.js';
import { localHref } from '../web/page.js';
import { answerForm } from './command-forms.js';
import type { Showing } from './follow-page.js';

/** The parts that a report was divided into, where each stands, and the questions that are open about them. */
export async function partsPart(showing: Showing): Promise<Html | undefined> {
  const { options, life, texts } = showing;
  const parts = partsBelow(life, (report) => options.life.read(report));
  if (parts.length === 0) return undefined;
  const items = await Promise.all(parts.map((part) => partItem(showing, part)));
  return html`<h2>${texts.parts}</h2>
    <ul>
      ${items}
    </ul>`;
}

async function partItem(showing: Showing, part: ReportLife): Promise<Html> {
  const { options, language, isReporter } = showing;
  const facts = await options.facts(part.iri);
  const state = options.life.table.state(part.state);
  const document = localHref(options, part.iri.replace('/id/', '/doc/'));
  const question = part.history.at(-1);
  const isAsked = isReporter && options.life.table.allowedIn(part.state).includes('answer');
  return html`<li>
    <a href="${document}?lang=${language}"
      >${facts?.description ?? facts?.categoryLabel[language] ?? part.iri}</a
    >: ${state.label[language]}
    ${
      isAsked
        ? html`${question?.text === undefined ? undefined : html`<q>${question.text}</q>`}
          ${answerForm(showing, part.iri)}`
        : undefined
    }
  </li>`;
}
