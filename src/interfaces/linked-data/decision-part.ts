import { dct, owl, prov, skos, ww } from '../../rdf/namespaces.js';
import { html, type Html } from '../web/html.js';
import { link, moment, type Show } from './show.js';
import { factList } from '../web/fact-list.js';
import { scrollable } from '../web/scrollable.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { DecisionWording } from './wording/wording.js';

const TEXTS: Readonly<Record<'nl' | 'en', DecisionWording>> = { nl, en };

/** Where an answer to the question of a decision leads, by the IRI of the choice. */
export type ChoiceHref = (choice: string) => string | undefined;

/**
 * Why a decision is what it is, for three readers: the sentence and the question that it leaves for the citizen, the
 * paragraph with facts, rule and who lost for the dispatcher, and where the whole record is for the auditor.
 */
export function decisionPart(show: Show, decision: string, hrefOf: ChoiceHref = () => undefined): Html {
  const { about, wording } = show;
  const { language } = wording;
  const texts = TEXTS[language];
  const sentence = about.text(decision, dct('description'), language);
  const outcome = about.one(decision, ww('outcome'));
  const version = about.one(decision, owl('versionInfo'));
  const rules = about.all(decision, ww('rule'));
  const responsible = about.one(decision, ww('responsible'));
  const time = about.one(decision, prov('startedAtTime'));
  return html`${sentence === undefined ? undefined : html`<p class="answer">${sentence}</p>`}
  ${question(show, decision, hrefOf)}
  ${factList([
    [texts.outcome, outcome === undefined ? undefined : link(show, outcome)],
    [texts.responsible, responsible === undefined ? undefined : link(show, responsible)],
    [
      texts.rule,
      rules.length === 0
        ? undefined
        : html`${rules.map(({ value }, index) => html`${index > 0 ? ', ' : ''}${link(show, value)}`)}
          ${version === undefined ? undefined : html`<span class="note">${texts.version} ${version}</span>`}`,
    ],
    [texts.time, time === undefined ? undefined : moment(show, time)],
  ])}
  ${forDispatcher(show, decision)} ${factTable(show, decision)} ${runnersUp(show, decision)}
  ${forAuditor(show, decision)}`;
}

function forDispatcher({ about, wording }: Show, decision: string): Html | undefined {
  const paragraph = about.text(decision, ww('forDispatcher'), wording.language);
  return paragraph === undefined
    ? undefined
    : html`<h2>${TEXTS[wording.language].forDispatcher}</h2>
        <p>${paragraph}</p>`;
}

/** Where the record is, and how it is checked; of a decision that is kept. */
function forAuditor(show: Show, decision: string): Html | undefined {
  const kept = `${show.site.baseUrl}/id/decision/`;
  if (!decision.startsWith(kept)) return undefined;
  const { forAuditor: title, record } = TEXTS[show.wording.language];
  return html`<h2>${title}</h2>
    <p>${record} ${link(show, decision)}</p>
    <pre><code>curl -L -H 'Accept: text/turtle' '${decision}'
wegwijzer replay ${decision.slice(kept.length)}</code></pre>`;
}

function question(show: Show, decision: string, hrefOf: ChoiceHref): Html | undefined {
  const { about, wording } = show;
  const asked = about.text(decision, ww('question'), wording.language);
  const candidates = about.all(decision, ww('candidate'));
  const choices = about.all(decision, ww('choice'));
  if (asked === undefined && candidates.length === 0) return undefined;
  return html`${asked === undefined ? undefined : html`<p class="question">${asked}</p>`}
  ${
    choices.length === 0
      ? undefined
      : html`<ul>
          ${choices.map(({ value }) => {
            const label = about.text(value, skos('prefLabel'), wording.language);
            const href = hrefOf(value);
            return html`<li>${href === undefined ? label : html`<a href="${href}">${label}</a>`}</li>`;
          })}
        </ul>`
  }
  ${
    candidates.length === 0
      ? undefined
      : html`<p>${TEXTS[wording.language].candidates}</p>
          <ul>
            ${candidates.map(({ value }) => html`<li>${link(show, value)}</li>`)}
          </ul>`
  }`;
}

function factTable(show: Show, decision: string): Html | undefined {
  const { about, wording } = show;
  const used = about.all(decision, prov('qualifiedUsage'));
  if (used.length === 0) return undefined;
  const texts = TEXTS[wording.language];
  const cell = (iri: string | undefined): Html | undefined =>
    iri === undefined ? undefined : link(show, iri);
  return html`<h2>${wording.facts}</h2>
    ${scrollable(
      wording.facts,
      html`<table>
        <thead>
          <tr>
            <th scope="col">${texts.thing}</th>
            <th scope="col">${texts.role}</th>
            <th scope="col">${texts.distance}</th>
            <th scope="col">${texts.register}</th>
          </tr>
        </thead>
        <tbody>
          ${used.map(({ value: fact }) => {
            const asOf = about.one(fact, dct('issued'));
            const distance = about.one(fact, ww('distance'));
            return html`<tr>
              <td>${cell(about.one(fact, prov('entity')))}</td>
              <td>${cell(about.one(fact, prov('hadRole')))}</td>
              <td>${distance === undefined ? '' : `${String(Math.round(Number(distance)))} m`}</td>
              <td>
                ${cell(about.one(fact, ww('register')))}
                ${asOf === undefined ? undefined : html`<span class="note">${texts.asOf} ${moment(show, asOf)}</span>`}
                ${isTrue(about.one(fact, ww('stale'))) ? html`<strong class="stale">${texts.stale}</strong>` : undefined}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>`,
    )}`;
}

function runnersUp(show: Show, decision: string): Html | undefined {
  const { about, wording } = show;
  const texts = TEXTS[wording.language];
  const lost = about.all(decision, ww('runnerUp'));
  const isAlone = isTrue(about.one(decision, ww('noOtherCandidate')));
  if (lost.length === 0 && !isAlone) return undefined;
  if (isAlone)
    return html`<h2>${texts.runnersUp}</h2>
      <p>${texts.noOther}</p>`;
  return html`<h2>${texts.runnersUp}</h2>
    <ul>
      ${lost.map(({ value }) => {
        const who = about.one(value, ww('responsible'));
        return html`<li>
          ${who === undefined ? undefined : html`<strong>${link(show, who)}</strong>: `}
          ${about.text(value, dct('description'), wording.language)}
        </li>`;
      })}
    </ul>`;
}

/** An `xsd:boolean` that holds. */
function isTrue(text: string | undefined): boolean {
  return text === 'true';
}
