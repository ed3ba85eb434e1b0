import type { LifeState, OutboxEvent } from '../../reports/index.js';
import type { Mail } from '../sending/task.js';
import type { NoticeFacts } from './notice-facts.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { NoticeWording } from './wording/wording.js';

/**
 * A mail that tells a reporter in plain words what happened. It holds nothing that the reporter wrote: whoever names
 * someone else's address cannot have them sent a text.
 */
export function noticeMail(
  event: OutboxEvent,
  { choice, looksOn, follow, category, state, handler, text, solveBy }: NoticeFacts,
  baseUrl: string,
): Mail {
  const { address, language } = choice.by === 'email' ? choice : { address: '', language: 'nl' as const };
  const wording = language === 'nl' ? nl : en;
  const isNew = event.kind === 'report.file';
  const sentence = isNew ? wording.filed(handler?.[language]) : event.message[language];
  const plain = state.plain[language];
  const facts = [
    `${wording.phase}: ${state.phaseLabel[language]}`,
    ...(state.open ? [`${wording.handler}: ${handler?.[language] ?? wording.nobody}`] : []),
    ...(solveBy === undefined ? [] : [`${wording.expected}: ${wording.date(new Date(solveBy))}`]),
  ];
  const lines = [
    ...(looksOn ? [wording.looksOn] : []),
    sentence,
    ...(text === undefined ? [] : [text.replace(/^/gm, '> ')]),
    ...(isNew || plain === sentence ? [] : [plain]),
    facts.join('\n'),
    `${linkWords(wording, state, looksOn)}\n${follow}`,
    `${wording.stop}\n${follow}/unsubscribe`,
  ];
  const thread = `<${event.report.slice(event.report.lastIndexOf('/') + 1)}@${new URL(baseUrl).hostname}>`;
  return {
    to: address,
    subject: wording[looksOn ? 'followed' : 'subject'](category[language]),
    text: lines.join('\n\n'),
    headers: {
      // So that mail programs show all that is about one report together (RFC 5322, section 3.6.4).
      References: thread,
      // One click without a page (RFC 8058).
      'List-Unsubscribe': `<${follow}/unsubscribe>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

/** What stands before the link: what the one who is told can do there. */
function linkWords(wording: NoticeWording, { actionNeeded }: LifeState, looksOn: boolean): string {
  if (looksOn) return wording.look;
  return actionNeeded ? wording.answer : wording.follow;
}
