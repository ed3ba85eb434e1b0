import { dct, melding, oa, ww } from '../../rdf/namespaces.js';
import { html, type Html } from '../web/html.js';
import { decisionPart } from './decision-part.js';
import { facts, link, moment, type Show } from './show.js';

/** What was reported, where it stands, who has it and why. */
export function reportPart(show: Show, report: string): Html {
  const { about, wording } = show;
  const texts = wording.report;
  const body = about.one(report, oa('hasBody'));
  const description = body === undefined ? undefined : about.one(body, dct('description'));
  const status = currentStatus(show, report);
  const since = status === undefined ? undefined : about.one(status, melding('statusdatum'));
  const decision = about.one(report, ww('decision'));
  const linked = (property: string): Html | undefined => {
    const objects = about.all(report, property).filter(({ termType }) => termType === 'NamedNode');
    return objects.length === 0
      ? undefined
      : html`${objects.map(({ value }) => html`${link(show, value)} `)}`;
  };
  return html`${description === undefined ? undefined : html`<blockquote>${description}</blockquote>`}
  ${facts([
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
  ${
    decision === undefined
      ? undefined
      : html`<h2>${texts.why}</h2>
          ${decisionPart(show, decision)}`
  }`;
}

/** A report keeps every status that it had; the last one counts. */
function currentStatus({ about }: Show, report: string): string | undefined {
  const date = (status: string): string => about.one(status, melding('statusdatum')) ?? '';
  return about
    .all(report, melding('heeftStatus'))
    .map(({ value }) => value)
    .sort((a, b) => (date(a) < date(b) ? 1 : -1))[0];
}

function statusName(show: Show, status: string): Html {
  const value = show.about.one(status, melding('statuswaarde'));
  return value === undefined ? html`${show.about.one(status, dct('description'))}` : link(show, value);
}
