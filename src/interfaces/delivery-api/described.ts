/** What the addresses of inboxes and channels take and answer, for the description of the interface. */
import { z } from 'zod';
import { bilingual, count, dateTime, iri, jsonAnswer, type Operations } from '../openapi/operation.js';
import { channelBody, pauseBody, replayBody, resumeBody } from './channel-body.js';

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

const FORM = z.object({
  do: z.enum(['accept', 'refuse']),
  reason: z.string().optional(),
  text: z.string().optional(),
});
const page = { 'text/html': 'text' } as const;
const answerProblems = ['not-found', 'gone', 'forbidden', 'illegal-transition'] as const;

/** Inboxes and channels by method and address. */
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
  'POST /channels/:name/pause': {
    summary: 'Hold what is for a channel',
    path: CHANNEL,
    query,
    body: { 'application/json': pauseBody },
    answers: { 200: jsonAnswer('It waits.', listed) },
    problems: ['malformed-body', 'invalid-body', 'not-found', 'storage-unavailable'],
    action: 'delivery.manage',
  },
  'POST /channels/:name/resume': {
    summary: 'Let a channel go on',
    path: CHANNEL,
    query,
    body: { 'application/json': resumeBody },
    answers: { 200: jsonAnswer('It goes on.', listed) },
    problems: ['malformed-body', 'invalid-body', 'not-found', 'storage-unavailable'],
    action: 'delivery.manage',
  },
  'POST /channels/:name/replay': {
    summary: 'Send again what was given up, and what happened since a time',
    path: CHANNEL,
    query,
    body: { 'application/json': replayBody },
    answers: {
      200: jsonAnswer('It is under way.', z.object({ ...channel, revived: count, again: count })),
    },
    problems: ['malformed-body', 'invalid-body', 'not-found', 'storage-unavailable'],
    action: 'delivery.manage',
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
