/** What the addresses of inboxes and channels take and answer, for the description of the interface. */
import { z } from 'zod';
import {
  bilingual,
  count,
  dateTime,
  iri,
  jsonAnswer,
  type Described,
  type Operations,
} from '../openapi/operation.js';
import { channelBody, noticesReplayBody, pauseBody, replayBody, resumeBody } from './channel-body.js';

const CHANNEL = { name: 'The channel’s own name.' };
const organisation = iri
  .optional()
  .meta({ description: 'The organisation; that of the client if left out.' });
const query = z.object({ organisation });

const channel = {
  organisation: iri,
  name: z.string(),
  settings: z.looseObject({ kind: z.string() }).meta({ description: 'Without secrets.' }),
  paused: z.object({ since: dateTime, reason: z.string() }).optional(),
  changed: dateTime,
  waiting: count,
  dead: count,
  oldest: dateTime.optional().meta({ description: 'When the oldest happened that waits.' }),
};
const listed = z.object(channel).meta({ id: 'ListedChannel' });
const set = z
  .object({
    ...channel,
    secret: z.string().optional().meta({ description: 'Made just now, and shown this once.' }),
  })
  .meta({ id: 'SetChannel' });

const event = {
  id: iri,
  kind: z.string(),
  report: iri,
  state: z.string(),
  organisation: iri.nullable(),
  previous: iri.nullable(),
  time: dateTime,
  message: bilingual,
};
const item = z
  .object({
    position: z.string(),
    ...event,
    category: iri.optional(),
    point: z.array(z.number()).nullable().optional(),
    filed: dateTime.nullable().optional(),
    answerBy: dateTime.nullable().optional(),
    solveBy: dateTime.nullable().optional(),
  })
  .meta({ id: 'InboxItem' });
const inbox = z
  .object({
    organisation: iri.optional(),
    area: iri.optional(),
    items: z.array(item),
    next: iri.nullable(),
    cursor: z.string().nullable(),
  })
  .meta({ id: 'Inbox' });

const dead = z
  .object({
    id: z.string(),
    thread: z.string(),
    time: dateTime,
    attempts: count,
    fault: z.string().optional(),
    body: z.unknown().optional(),
  })
  .meta({ id: 'DeadLetter' });

const backlog = z.object({ waiting: count, dead: count, oldest: dateTime.optional() });
const notices = { email: backlog, webhook: backlog };
const deadNotice = z
  .object({
    id: z.string(),
    by: z.enum(['email', 'webhook']),
    report: iri,
    event: z.string(),
    time: dateTime,
    attempts: count,
    fault: z.string().optional(),
  })
  .meta({ id: 'DeadNotice' });

const FORM = z.object({
  do: z.enum(['accept', 'refuse']),
  reason: z.string().optional(),
  text: z.string().optional(),
});
const page = { 'text/html': 'text' } as const;
const answerProblems = ['not-found', 'gone', 'forbidden', 'illegal-transition'] as const;

/** A command to a channel, which answers with the channel. */
function command(summary: string, body: z.ZodType, done: string, answer: z.ZodType = listed): Described {
  return {
    summary,
    path: CHANNEL,
    query,
    body: { 'application/json': body },
    answers: { 200: jsonAnswer(done, answer) },
    problems: ['malformed-body', 'invalid-body', 'not-found', 'storage-unavailable'],
    action: 'delivery.manage',
  };
}

/** Inboxes, channels and notices by method and address. */
export const deliveryApiDescribed: Operations = {
  'GET /inbox': {
    summary: 'What an organisation, or a dispatcher of an area, must know',
    description:
      'Events in their order, by pages or as they happen; with `state`, the open reports that it has.',
    query: z.object({
      organisation,
      area: iri.optional().meta({ description: 'The inbox of its dispatchers, instead of an organisation.' }),
      state: z.array(z.string()).optional().meta({ description: '`open`, or keys of states.' }),
      after: z.string().optional().meta({ description: 'The `cursor` of the page before.' }),
      limit: z.int().min(1).max(500).optional().meta({ description: '50 if left out.' }),
    }),
    headers: z.object({
      'Last-Event-ID': z.string().optional().meta({ description: 'Where an event stream broke off.' }),
    }),
    answers: {
      200: {
        description: 'A page, or a stream of server-sent events.',
        content: { 'application/json': inbox, 'text/event-stream': 'text' },
      },
    },
    action: 'inbox.read',
  },
  'GET /channels': {
    summary: 'The channels of an organisation',
    query,
    answers: {
      200: jsonAnswer(
        'Each with how much waits.',
        z.object({ organisation: iri, channels: z.array(listed) }),
      ),
    },
    action: 'delivery.manage',
  },
  'GET /channels/:name': {
    summary: 'A channel',
    path: CHANNEL,
    query,
    answers: { 200: jsonAnswer('Without its secrets.', listed) },
    problems: ['not-found'],
    action: 'delivery.manage',
  },
  'PUT /channels/:name': {
    summary: 'Set a channel',
    path: CHANNEL,
    query,
    body: { 'application/json': channelBody },
    answers: { 200: jsonAnswer('It is set anew.', set), 201: jsonAnswer('It is set.', set) },
    problems: ['malformed-body', 'invalid-body', 'storage-unavailable'],
    action: 'delivery.manage',
  },
  'DELETE /channels/:name': {
    summary: 'Remove a channel with all that waits for it',
    path: CHANNEL,
    query,
    answers: { 204: { description: 'It is gone.' } },
    problems: ['not-found', 'storage-unavailable'],
    action: 'delivery.manage',
  },
  'GET /channels/:name/dead': {
    summary: 'What was given up',
    path: CHANNEL,
    query,
    answers: { 200: jsonAnswer('The oldest first.', z.object({ dead: z.array(dead) })) },
    problems: ['not-found'],
    action: 'delivery.manage',
  },
  'POST /channels/:name/pause': command('Hold what is for a channel', pauseBody, 'It waits.'),
  'POST /channels/:name/resume': command('Let a channel go on', resumeBody, 'It goes on.'),
  'POST /channels/:name/replay': command(
    'Send again what was given up, and what happened since a time',
    replayBody,
    'It is under way.',
    z.object({ ...channel, revived: count, again: count }),
  ),
  'GET /notices': {
    summary: 'How much waits to be told to reporters',
    answers: { 200: jsonAnswer('By the way in which it is told.', z.object(notices)) },
    action: 'notices.manage',
  },
  'GET /notices/dead': {
    summary: 'Notices to reporters that were given up',
    description: 'To whom they were is kept in no queue, and not told.',
    answers: { 200: jsonAnswer('The oldest first.', z.object({ dead: z.array(deadNotice) })) },
    action: 'notices.manage',
  },
  'POST /notices/replay': {
    summary: 'Try again the notices that were given up',
    body: { 'application/json': noticesReplayBody },
    answers: { 200: jsonAnswer('It is under way.', z.object({ ...notices, revived: count })) },
    problems: ['malformed-body', 'invalid-body', 'storage-unavailable'],
    action: 'notices.manage',
  },
  'GET /answer/:token': {
    summary: 'The page behind the link in a mail',
    path: { token: 'The secret of the link.' },
    answers: { 200: { description: 'A page that asks.', content: page } },
    problems: answerProblems,
  },
  'POST /answer/:token': {
    summary: 'Accept or refuse a report by the link in a mail',
    path: { token: 'The secret of the link.' },
    body: { 'application/x-www-form-urlencoded': FORM },
    answers: { 200: { description: 'A page that says that it is done.', content: page } },
    problems: [...answerProblems, 'invalid-parameter'],
  },
};
