import { dct, melding, oa, ww } from '../../rdf/namespaces.js';
import { html, type Html } from '../web/html.js';
import { decisionPart } from './decision-part.js';
import { link, moment, type Show } from './show.js';
import { factList } from '../web/fact-list.js';

/** What was reported, where it stands, who has it and why. */
export function reportPart(show: Show, report: string): Html {
  const { about, wording } = show;
  const texts = wording.report;
  const body = about.one(report, oa('hasBody'));
  const description = body === undefined ? undefined : about.one(body, dct('description'));
  const statuses = statusesOf(show, report);
  const status = statuses.at(-1);
  const since = status === undefined ? undefined : about.one(status, melding('statusdatum'));
  const decision = about.one(report, ww('decision'));
  const linked = (property: string): Html | undefined => {
    const objects = about.all(report, property).filter(({ termType }) => termType === 'NamedNode');
    return objects.length === 0
      ? undefined
      : html`${objects.map(({ value }) => html`${link(show, value)} `)}`;
  };
  return html`${description === undefined ? undefined : html`<blockquote>${description}</blockquote>`}
  ${factList([
    [texts.category, linked(dct('type'))],
    [texts.about, linked(oa('hasTarget'))],
    [
      texts.status,
      status === undefined
        ? undefined
        : html`${statusName(show, status)}
            <span class="note">${since === undefined ? '' : moment(show, since)}</span>`,
    ],
    [texts.handler, linked(melding('behandelaar'))],
  ])}
  ${timeline(show, statuses)}
  ${
    decision === undefined
      ? undefined
      : html`<h2>${texts.why}</h2>
          ${decisionPart(show, decision)}`
  }`;
}

/** A report keeps every status that it had, here in the order of time; the last one counts. */
function statusesOf({ about }: Show, report: string): string[] {
  const date = (status: string): string => about.one(status, melding('statusdatum')) ?? '';
  return about
    .all(report, melding('heeftStatus'))
    .map(({ value }) => value)
    .sort((a, b) => (date(a) < date(b) ? -1 : 1));
}

/** What became of the report, step by step. */
function timeline(show: Show, statuses: readonly string[]): Html | undefined {
  if (statuses.length === 0) return undefined;
  const { about, wording } = show;
  return html`<h2>${wording.report.timeline}</h2>
    <ol>
      ${statuses.map((status) => {
        const since = about.one(status, melding('statusdatum'));
        const command = about.one(status, ww('command'));
        return html`<li>
          ${since === undefined ? undefined : moment(show, since)}: ${statusName(show, status)}
          ${command === undefined ? undefined : html`<span class="note">${link(show, command)}</span>`}
        </li>`;
      })}
    </ol>`;
}

function statusName(show: Show, status: string): Html {
  const value = show.about.one(status, melding('statuswaarde'));
  return value === undefined ? html`${show.about.one(status, dct('description'))}` : link(show, value);
}
