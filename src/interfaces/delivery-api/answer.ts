import { isAuthorised, type Client } from '../../access/index.js';
import { readAnswerLink, usedLink, type AnswerLink, type ReportFacts } from '../../delivery/index.js';
import { ProblemError } from '../../problem.js';
import type { Command, Life, Turns } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import { readFormFields } from '../http/form-fields.js';
import { secretReply } from '../follow/secret-reply.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { AnswerWording } from './wording/wording.js';

const MOST_TEXT = 4000;
const TEXTS: Readonly<Record<'nl' | 'en', AnswerWording>> = { nl, en };
const NO_SWITCHES = { anonymousFile: false, anonymousRead: false };

/** What answering by a link in a mail works with. */
export interface AnswerOptions extends Site {
  readonly store: Pick<GraphStore, 'commit' | 'readRecord'>;
  readonly life: Life;
  readonly turns: Turns;
  readonly now: () => Date;
  readonly facts: (report: string) => Promise<ReportFacts | undefined>;
}

/** `/answer/{token}`: a page that asks, and a form that does; mail programs that look at links do nothing by that. */
export function answerRoutes(options: AnswerOptions): Route[] {
  return [
    {
      path: '/answer/:token',
      methods: {
        GET: (request) => ask(options, request),
        POST: (request, context) => answer(options, request, context),
      },
    },
  ];
}

async function ask(options: AnswerOptions, request: HttpRequest): Promise<Reply> {
  const { report } = readLink(options, request);
  const wording = wordingFor(request.headers, request.query);
  const texts = TEXTS[wording.language];
  const facts = await options.facts(report);
  const category = facts?.categoryLabel[wording.language] ?? '';
  const href = localHref(options, report.replace('/id/report/', '/doc/report/'));
  const body = html`<p>${texts.intro}</p>
    <h2>${texts.about}</h2>
    <p><a href="${href}">${category}</a></p>
    ${facts?.description === undefined ? undefined : html`<p>${texts.description}: ${facts.description}</p>`}
    ${forms(options, texts, wording.language)}`;
  return secretReply(pageReply(options, wording, { title: texts.title, body }));
}

function forms({ life }: AnswerOptions, texts: AnswerWording, language: 'nl' | 'en'): Html {
  const reasons = [...life.table.refusals].map(
    ([key, { label }]) => html`<option value="${key}">${label[language]}</option>`,
  );
  return html`<form method="post">
      <input type="hidden" name="do" value="accept" />
      <button type="submit">${texts.accept}</button>
    </form>
    <form method="post">
      <input type="hidden" name="do" value="refuse" />
      <p>
        <label
          >${texts.reason}
          <select name="reason" required>
            ${reasons}
          </select></label
        >
      </p>
      <p>
        <label
          >${texts.text} <textarea name="text" rows="3" required maxlength="${MOST_TEXT}"></textarea>
        </label>
      </p>
      <button type="submit">${texts.refuse}</button>
    </form>`;
}

async function answer(options: AnswerOptions, request: HttpRequest, context: RequestContext): Promise<Reply> {
  const { life, turns, store, now, baseUrl } = options;
  const { token = '' } = request.params;
  const command = await commandIn(request);
  await turns.take(`link ${token}`, async () => {
    const link = readLink(options, request);
    const client = clientOf(link, baseUrl);
    await life.perform({
      report: link.report,
      command,
      requestId: context.requestId,
      authorise: async (action, owner) => {
        if (isAuthorised(client, action, owner, NO_SWITCHES)) return client;
        const reason = 'The report is with someone else by now, so this link no longer answers it.';
        await context.refused({ outcome: 'forbidden', action, reason, client: client.id, owner });
        throw new ProblemError('forbidden', reason);
      },
    });
    await store.commit({ agent: client.id, reason: 'Link used', keep: [usedLink(token, link, now())] });
  });
  const wording = wordingFor(request.headers, request.query);
  const texts = TEXTS[wording.language];
  const body = html`<p>${command.name === 'accept' ? texts.accepted : texts.refused}</p>`;
  return secretReply(pageReply(options, wording, { title: texts.done, body }));
}

/** Whoever holds the link acts for the organisation that the mail went to, and for nothing else. */
function clientOf({ organisation }: AnswerLink, baseUrl: string): Client {
  const id = `${baseUrl}/id/agent/mail-link`;
  return { id, name: 'link in a mail', anonymous: false, roles: new Set(['manager']), organisation };
}

/** @throws ProblemError `not-found`, `gone` where it was used or is too old */
function readLink({ store, now }: AnswerOptions, { params }: HttpRequest): AnswerLink {
  const link = readAnswerLink(store, params.token ?? '');
  if (!link)
    throw new ProblemError('not-found', 'This link is not one of ours: perhaps it was copied in part.');
  if (link.used !== undefined)
    throw new ProblemError('gone', 'With this link the report was answered already; it works once.');
  if (new Date(link.expires) <= now())
    throw new ProblemError(
      'gone',
      'This link is too old. Answer the report with a key, or call the dispatcher.',
    );
  return link;
}

async function commandIn(request: HttpRequest): Promise<Command> {
  const fields = await readFormFields(request);
  const text = fields.get('text')?.trim().slice(0, MOST_TEXT) ?? '';
  switch (fields.get('do')) {
    case 'accept':
      return { name: 'accept', ...(text === '' ? {} : { text }) };
    case 'refuse':
      if (text !== '') return { name: 'refuse', reason: fields.get('reason') ?? '', text };
      throw new ProblemError('invalid-parameter', 'Say why, for the reporter.', { parameter: 'text' });
    default:
      throw new ProblemError('invalid-parameter', '"do" must be accept or refuse.', { parameter: 'do' });
  }
}
