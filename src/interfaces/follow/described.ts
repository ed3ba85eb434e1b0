/** The reporter's own pages, for the description of the interface. */
import { z } from 'zod';
import {
  jsonAnswer,
  language,
  redirect,
  type Answer,
  type Described,
  type Operations,
} from '../openapi/operation.js';
import { commandBodies, FOLLOWER_COMMANDS, type CommandPath } from '../reports-api/command-bodies.js';
import { noticeChoiceBody } from './notice-choice.js';
import { describedCommand } from '../reports-api/described.js';
import { reportLife } from '../reports-api/life-schema.js';

const FORM = 'application/x-www-form-urlencoded';
const path = { token: 'The secret of a follow link.' };
const query = z.object({ lang: language });
const page: Answer = { description: 'A page that says so.', content: { 'text/html': 'text' } };
const back = redirect('For the form of the page: back to it.');

const shownNotices = z
  .object({
    notify: z.enum(['email', 'webhook']).nullable(),
    email: z.string().optional(),
    language: z.string().optional(),
    webhook: z.string().optional(),
  })
  .meta({ id: 'Notices' });

const form: Described = {
  summary: 'Choose mail about a report',
  description: 'By the form of the page.',
  path,
  query,
  body: { [FORM]: z.object({ email: z.string() }) },
  answers: { 303: back },
  problems: ['not-found', 'invalid-body', 'invalid-parameter', 'too-many-requests', 'storage-unavailable'],
  action: 'report.follow',
};

/** The follow link by method and address. */
export const followDescribed: Operations = {
  'GET /follow/:token': {
    summary: 'The life of one’s own report',
    path,
    query: z.object({ lang: language, done: z.string().optional() }),
    answers: {
      200: {
        description: 'The report as it is now, or its page.',
        content: { 'application/json': reportLife, 'text/html': 'text' },
        headers: { ETag: 'The version that If-Match takes.' },
      },
    },
    problems: ['not-found'],
  },
  ...Object.fromEntries(FOLLOWER_COMMANDS.map((name) => [`POST /follow/:token/${name}`, command(name)])),
  'POST /follow/:token/notices': form,
  'GET /follow/:token/notices': {
    summary: 'How the holder of a link is told what happens',
    path,
    answers: { 200: jsonAnswer('Without the secret of a webhook.', shownNotices) },
    problems: ['not-found'],
  },
  'PUT /follow/:token/notices': {
    summary: 'Choose how to be told what happens',
    path,
    body: { 'application/json': noticeChoiceBody },
    answers: { 200: jsonAnswer('It is so from now on.', shownNotices) },
    problems: [
      'not-found',
      'malformed-body',
      'invalid-body',
      'invalid-parameter',
      'too-many-requests',
      'storage-unavailable',
    ],
  },
  'DELETE /follow/:token/notices': {
    summary: 'Be told no more',
    description: 'Of who follows what another reported, nothing is kept then but the link.',
    path,
    answers: { 200: jsonAnswer('It has ended.', shownNotices) },
    problems: ['not-found', 'storage-unavailable'],
  },
  'GET /follow/:token/unsubscribe': {
    summary: 'Ask whether mail should end',
    path,
    query,
    answers: { 200: { description: 'A page that asks.', content: { 'text/html': 'text' } } },
    problems: ['not-found'],
  },
  'POST /follow/:token/unsubscribe': {
    ...form,
    summary: 'End mail about a report',
    description: 'By the form of the page, or the one click of a mail program (RFC 8058).',
    body: { [FORM]: z.object({ 'List-Unsubscribe': z.string().optional() }) },
    answers: { 200: page },
  },
  'POST /follow/:token/erase': {
    ...form,
    summary: 'Erase who reported it, by the form of the page',
    body: { [FORM]: z.object({ sure: z.string().meta({ description: 'Must be there.' }) }) },
    answers: { 200: page },
    problems: ['not-found', 'invalid-parameter', 'storage-unavailable'],
    action: 'personal.erase',
  },
};

/** A command of the reporter: JSON from programs, a form from the page. */
function command(name: CommandPath): Described {
  const fields = z.object({
    text: z.string().optional(),
    choice: z.string().optional(),
    rating: z.string().optional(),
    reopen: z.string().optional(),
    part: z.string().optional().meta({ description: 'IRI of the part of the report that it is about.' }),
    key: z.string().optional().meta({ description: 'The same fields with the same key do nothing again.' }),
  });
  return {
    ...describedCommand(name),
    path,
    query,
    body: { 'application/json': commandBodies[name], [FORM]: fields },
    answers: { 200: jsonAnswer('The report as it is now.', reportLife), 303: back },
  };
}
