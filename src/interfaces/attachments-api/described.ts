/** What the addresses of files take and answer, for the description of the interface. */
import { z } from 'zod';
import {
  count,
  iri,
  jsonAnswer,
  language,
  redirect,
  type Contents,
  type Described,
  type Operations,
} from '../openapi/operation.js';

const FILE = { id: 'The file’s own name, a UUID.' };
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf'];

const files: Contents = {
  'multipart/form-data': z
    .looseObject({ file: z.array(z.string()) })
    .meta({ description: 'Up to ten files.' }),
  ...bytesOf(TYPES),
};
const kept = z
  .object({
    attachments: z.array(
      z
        .object({ id: iri, mediaType: z.string(), size: count, thumbnail: iri.optional() })
        .meta({ id: 'Attachment' }),
    ),
  })
  .meta({ id: 'Attachments' });
const released = z.object({ id: iri, released: z.boolean() });

const add: Described = {
  summary: 'Add files to a report',
  description:
    'Told by their content, cleaned of EXIF and place, kept encrypted, and shown to nobody else until released.',
  body: files,
  answers: { 201: jsonAnswer('They are kept.', kept, { headers: { Location: 'The first of them.' } }) },
  problems: [
    'malformed-body',
    'attachment-refused',
    'not-found',
    'too-many-requests',
    'uploads-full',
    'storage-unavailable',
  ],
  action: 'attachment.add',
};
const show: Described = {
  summary: 'A file',
  path: FILE,
  answers: {
    200: { description: 'Its bytes.', content: bytesOf([...TYPES.filter((type) => type !== 'image/heic')]) },
  },
  problems: ['not-found'],
  action: 'attachment.read',
};
const thumbnail: Described = {
  ...show,
  summary: 'A small picture of a file',
  answers: { 200: { description: 'Its bytes.', content: bytesOf(['image/webp']) } },
};

/** Files by method and address. */
export const attachmentsApiDescribed: Operations = {
  'POST /attachments': {
    ...add,
    summary: 'Send files that a report will name',
    problems: [
      'malformed-body',
      'attachment-refused',
      'too-many-requests',
      'uploads-full',
      'storage-unavailable',
    ],
    action: 'report.file',
  },
  'GET /attachments/:id': show,
  'DELETE /attachments/:id': {
    summary: 'Erase a file',
    path: FILE,
    answers: { 204: { description: 'It is unreadable for good.' } },
    problems: ['not-found', 'storage-unavailable'],
    action: 'attachment.erase',
  },
  'GET /attachments/:id/thumbnail': thumbnail,
  'POST /attachments/:id/release': {
    summary: 'Show a file to everyone',
    path: FILE,
    answers: { 200: jsonAnswer('It is public.', released) },
    problems: ['not-found', 'attachment-refused', 'storage-unavailable'],
    action: 'attachment.release',
  },
  'POST /attachments/:id/hold': {
    summary: 'Show a file to its handlers only',
    path: FILE,
    answers: { 200: jsonAnswer('It is public no longer.', released) },
    problems: ['not-found', 'attachment-refused', 'storage-unavailable'],
    action: 'attachment.release',
  },
  'POST /follow/:token/attachments': {
    ...add,
    path: { token: 'The secret of a follow link.' },
    query: z.object({ lang: language }),
    answers: { ...add.answers, 303: redirect('For the form of the page: back to it.') },
  },
  'GET /follow/:token/attachments/:id': { ...show, path: { ...FILE, token: 'The secret of a follow link.' } },
  'GET /follow/:token/attachments/:id/thumbnail': {
    ...thumbnail,
    path: { ...FILE, token: 'The secret of a follow link.' },
  },
  'POST /id/report/:report/attachments': {
    ...add,
    path: { report: 'The last part of the IRI of the report.' },
  },
};

function bytesOf(mediaTypes: readonly string[]): Contents {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, 'bytes' as const]));
}
