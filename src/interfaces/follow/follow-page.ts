import type { Attachments } from '../../attachments/index.js';
import type { ReportFacts } from '../../delivery/index.js';
import { ProblemError } from '../../problem.js';
import {
  unmasked,
  type Follower,
  type NoticeMeans,
  type ReportLife,
  type Turns,
} from '../../reports/index.js';
import { preferredMediaType } from '../http/media.js';
import type { HttpRequest, Reply } from '../http/reply.js';
import { handlerOf, lifeReply } from '../reports-api/commands.js';
import type { PersonalOptions } from '../reports-api/personal.js';
import { factList } from '../web/fact-list.js';
import { html, type Html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { localHref, pageReply } from '../web/page.js';
import { commandForms } from './command-forms.js';
import { filesPart } from './files-part.js';
import { followerAt } from './follower.js';
import { noticesPart } from './notices-part.js';
import { partsPart } from './parts-part.js';
import { personalPart } from './personal-part.js';
import { secretReply } from './secret-reply.js';
import { followWording } from './wording/in.js';
import type { FollowWording } from './wording/wording.js';

/** What the reporter's pages work with. */
export interface FollowOptions extends PersonalOptions {
  readonly turns: Turns;
  readonly attachments: Pick<Attachments, 'ofReport' | 'iriOf'>;
  readonly facts: (report: string) => Promise<ReportFacts | undefined>;
  /** What notices this service can send. */
  readonly noticeMeans: NoticeMeans;
}

/** One showing of the page. */
export interface Showing {
  readonly options: FollowOptions;
  readonly request: HttpRequest;
  readonly life: ReportLife;
  readonly language: 'nl' | 'en';
  readonly texts: FollowWording;
  readonly follower: Follower;
  /** Whether the link is the reporter's own, and not of one who looks on. */
  readonly isReporter: boolean;
}

/** What the holder of a secret link sees: `GET /follow/{token}`, as a page or as JSON. */
export async function showFollowed(options: FollowOptions, request: HttpRequest): Promise<Reply> {
  const follower = followerAt(options, request);
  const found = options.life.read(follower.report);
  if (!found) throw new ProblemError('not-found', 'The report that this link followed is gone.');
  const life = follower.kind === 'reporter' ? unmasked(options.store, found) : found;
  const isPage = preferredMediaType(request.headers, ['application/json', 'text/html']) === 'text/html';
  const reply = isPage ? await page(options, request, life, follower) : await lifeReply(options, life);
  return secretReply({ ...reply, headers: { vary: 'Accept, Accept-Language', ...reply.headers } });
}

async function page(
  options: FollowOptions,
  request: HttpRequest,
  life: ReportLife,
  follower: Follower,
): Promise<Reply> {
  const wording = wordingFor(request.headers, request.query);
  const { language } = wording;
  const texts = followWording(language);
  const isReporter = follower.kind === 'reporter';
  const showing: Showing = { options, request, life, language, texts, follower, isReporter };
  const facts = await options.facts(life.iri);
  const did = request.query.get('done') ?? '';
  const done = Object.hasOwn(texts.done, did) ? texts.done[did] : undefined;
  const state = options.life.table.state(life.state);
  const other = new URLSearchParams({ lang: language === 'nl' ? 'en' : 'nl' });
  const body = html`${done === undefined ? undefined : html`<p class="done" role="status">${done}</p>`}
    <p class="answer">${state.plain[language]}</p>
    ${isReporter ? undefined : html`<p class="note">${texts.lookingOn}</p>`}
    ${facts?.description === undefined ? undefined : html`<blockquote>${facts.description}</blockquote>`}
    ${await standing(showing)} ${await partsPart(showing)} ${timeline(showing)} ${filesPart(showing)}
    ${isReporter ? commandForms(showing) : undefined} ${noticesPart(showing)}
    ${isReporter ? await personalPart(showing) : undefined}
    <p class="note">${isReporter ? texts.secret : texts.looksSecret}</p>`;
  const title = facts?.categoryLabel[language] ?? state.label[language];
  return pageReply(options, wording, { title, body, otherLanguageHref: `?${other.toString()}` });
}

/** Where the report stands, who has it and when a solution may be expected. */
async function standing({ options, life, language, texts }: Showing): Promise<Html> {
  const state = options.life.table.state(life.state);
  const handler = await handlerOf(options, life);
  const filed = life.history[0]?.time;
  const expected = state.open ? life.solveBy : undefined;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [texts.status, state.label[language]],
    [texts.phase, state.phaseLabel[language]],
    [texts.handler, handler?.label[language] ?? (state.open ? texts.nobody : undefined)],
    [texts.expected, expected === undefined ? undefined : texts.date(new Date(expected))],
    [texts.reported, filed === undefined ? undefined : texts.moment(new Date(filed))],
  ];
  const document = localHref(options, life.iri.replace('/id/', '/doc/'));
  return html`${factList(rows)}
    <p><a href="${document}?lang=${language}">${texts.publicPage}</a></p>`;
}

/** What happened, the latest last, with what was written; organisations are named, staff never. */
function timeline({ life, language, texts }: Showing): Html {
  return html`<h2>${texts.timeline}</h2>
    <ol class="timeline">
      ${life.history.map(
        ({ time, command, message, text }) =>
          html`<li>
            <span class="note">${texts.moment(new Date(time))}</span>
            ${command === 'file' ? texts.filed : message[language]}
            ${text === undefined ? undefined : html`<q>${text}</q>`}
          </li>`,
      )}
    </ol>`;
}
