import { dct, owl, prov, skos, ww } from '../../rdf/namespaces.js';
import { html, type Html } from '../web/html.js';
import { facts, link, moment, type Show } from './show.js';

/** Where an answer to the question of a decision leads, by the IRI of the choice. */
export type ChoiceHref = (choice: string) => string | undefined;

/** Why a decision is what it is: the sentence, the question that it leaves, its facts, its rule and who lost. */
export function decisionPart(show: Show, decision: string, hrefOf: ChoiceHref = () => undefined): Html {
  const { about, wording } = show;
  const { language, decision: texts } = wording;
  const sentence = about.text(decision, dct('description'), language);
  const outcome = about.one(decision, ww('outcome'));
  const version = about.one(decision, owl('versionInfo'));
  const rule = about.one(decision, ww('rule'));
  const responsible = about.one(decision, ww('responsible'));
  const time = about.one(decision, prov('startedAtTime'));
  return html`${sentence === undefined ? undefined : html`<p class="answer">${sentence}</p>`}
  ${question(show, decision, hrefOf)}
  ${facts([
    [texts.outcome, outcome === undefined ? undefined : link(show, outcome)],
    [texts.responsible, responsible === undefined ? undefined : link(show, responsible)],
    [
      texts.rule,
      rule === undefined
        ? undefined
        : html`${link(show, rule)}
          ${version === undefined ? undefined : html`<span class="note">${texts.version} ${version}</span>`}`,
    ],
    [texts.time, time === undefined ? undefined : moment(show, time)],
  ])}
  ${factTable(show, decision)} ${runnersUp(show, decision)}`;
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
      : html`<p>${wording.decision.candidates}</p>
          <ul>
            ${candidates.map(({ value }) => html`<li>${link(show, value)}</li>`)}
          </ul>`
  }`;
}

function factTable(show: Show, decision: string): Html | undefined {
  const { about, wording } = show;
  const used = about.all(decision, prov('qualifiedUsage'));
  if (used.length === 0) return undefined;
  const texts = wording.decision;
  const cell = (iri: string | undefined): Html | undefined =>
    iri === undefined ? undefined : link(show, iri);
  return html`<h2>${wording.facts}</h2>
    <div class="scroll">
      <table>
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
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

function runnersUp(show: Show, decision: string): Html | undefined {
  const { about, wording } = show;
  const lost = about.all(decision, ww('runnerUp'));
  if (lost.length === 0) return undefined;
  return html`<h2>${wording.decision.runnersUp}</h2>
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
