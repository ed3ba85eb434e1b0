/** What the reports API takes and answers, for the description of the interface. */
import { z } from 'zod';
import {
  dateTime,
  entityTags,
  iri,
  jsonAnswer,
  language,
  rdfContents,
  textContents,
  type Answer,
  type Described,
  type Operations,
} from '../openapi/operation.js';
import { commandBodies, type CommandPath } from './command-bodies.js';
import { describedCommands } from './described-commands.js';
import { personalDescribed } from './described-personal.js';
import { decision, duplicate } from './decision-schema.js';
import { SENT } from './file-report.js';
import { subscribeBody } from './follow.js';
import { reportHistory, reportLife } from './life-schema.js';
import { receipt, sentReport } from './report-schema.js';

const REPORT = { id: 'The last part of the IRI of the report.' };
const TOKEN = { token: 'The secret of a follow link.' };

const question = z.object({
  category: z.string().meta({ description: 'Key or IRI of a category.' }),
  lon: z.number().min(-180).max(180).optional().meta({ description: 'Degrees of longitude (WGS84).' }),
  lat: z.number().min(-90).max(90).optional().meta({ description: 'Degrees of latitude (WGS84).' }),
  accuracy: z.number().min(0).max(10_000).optional().meta({ description: 'Metres; 10 if left out.' }),
  asset: iri.optional().meta({ description: 'The thing itself, with or instead of a place.' }),
  chosen: z
    .array(z.string())
    .optional()
    .meta({ description: 'What is meant, as an earlier answer asked: `ground:IRI`, `road:left:IRI`.' }),
  lang: language,
});

const multipart = z.looseObject({
  report: sentReport.meta({ description: 'The report, as JSON-LD.' }),
  file: z.array(z.string()).optional().meta({ description: 'Up to ten files with it, by any name.' }),
});

const receiptAnswer: Answer = {
  description: 'It is on disk, with its decision.',
  content: { ...rdfContents(), 'application/ld+json': receipt, 'application/json': receipt },
  headers: {
    Location: 'IRI of the report.',
    'Content-Location': 'The document about it.',
    Link: 'The secret link that follows it.',
  },
};

const figure = z
  .object({
    figure: z.string(),
    category: iri.optional(),
    kind: z.string().optional().meta({ description: 'Kind of manager.' }),
    rule: iri.optional(),
    value: z.number(),
    unit: z.enum(['reports', 'hours', 'share', 'per report']),
  })
  .meta({ id: 'Figure' });

/** A report, its life and its reporter, by method and address. */
export const reportsApiDescribed: Operations = {
  'POST /reports': {
    summary: 'File a report',
    description: 'Takes it in, decides who is responsible, and answers when both are on disk.',
    headers: z.object({
      'Idempotency-Key': z
        .string()
        .min(1)
        .max(255)
        .optional()
        .meta({ description: 'The same key with the same body gives the same answer and no second report.' }),
    }),
    body: { ...textContents(SENT), 'application/ld+json': sentReport, 'multipart/form-data': multipart },
    answers: { 201: receiptAnswer },
    problems: [
      'malformed-body',
      'context-refused',
      'invalid-report',
      'reporter-required',
      'attachment-refused',
      'idempotency-conflict',
      'too-many-requests',
      'uploads-full',
      'storage-unavailable',
      'query-unavailable',
    ],
    action: 'report.file',
  },
  'GET /responsible': {
    summary: 'Ask who is responsible',
    description: 'The decision that a report would get; nothing is stored.',
    query: question,
    answers: {
      200: {
        description: 'The decision, with its reasons.',
        content: { 'application/ld+json': decision, 'application/json': decision, 'text/html': 'text' },
      },
    },
    problems: ['query-unavailable', 'query-timeout', 'too-many-requests'],
  },
  'GET /duplicates': {
    summary: 'Ask whether it was reported already',
    query: question,
    answers: {
      200: jsonAnswer('Open reports, the likeliest first.', z.object({ duplicates: z.array(duplicate) })),
    },
    problems: ['query-unavailable'],
  },
  'POST /id/report/:id/subscribe': {
    summary: 'Follow a report of someone else',
    path: REPORT,
    body: { 'application/json': subscribeBody },
    answers: { 201: jsonAnswer('A link that looks on.', z.object({ report: iri, follow: iri })) },
    problems: [
      'not-found',
      'malformed-body',
      'invalid-body',
      'invalid-parameter',
      'too-many-requests',
      'storage-unavailable',
    ],
    action: 'report.file',
  },
  ...Object.fromEntries(
    (Object.keys(commandBodies) as CommandPath[]).map((name) => [
      `POST /id/report/:id/${name}`,
      describedCommand(name),
    ]),
  ),
  'GET /doc/report/:id/timeline': {
    summary: 'The life of a report, as everyone may know it',
    path: REPORT,
    answers: { 200: lifeAnswer() },
    problems: ['not-found'],
  },
  'GET /doc/report/:id/history': {
    summary: 'The life of a report, with who gave each command for those who may know',
    path: REPORT,
    answers: { 200: jsonAnswer('Every step.', reportHistory) },
    problems: ['not-found'],
    action: 'public.read',
  },
  'GET /kpi': {
    summary: 'Figures over all reports',
    answers: {
      200: {
        description: 'The figures, or an RDF Data Cube of them.',
        content: {
          'application/json': z.object({
            asOf: dateTime.meta({
              description: 'When it was so: up to a minute ago where there are many reports.',
            }),
            figures: z.array(figure),
          }),
          ...textContents(['text/csv', 'text/turtle', 'application/n-triples', 'application/rdf+xml']),
        },
        headers: { 'Last-Modified': 'When it was so.' },
      },
    },
    problems: ['query-unavailable'],
  },
  ...personalDescribed('/doc/report/:id', REPORT),
  ...personalDescribed('/follow/:token', TOKEN),
};

function lifeAnswer(): Answer {
  return jsonAnswer('The report as it is now.', reportLife, {
    headers: { ETag: 'The version that If-Match takes.' },
  });
}

/** A command on a report. */
export function describedCommand(name: CommandPath): Described {
  return {
    summary: describedCommands[name],
    path: REPORT,
    headers: z.object({
      'If-Match': entityTags.meta({ description: 'The ETag of the timeline that was seen.' }),
    }),
    body: { 'application/json': commandBodies[name] },
    answers: { 200: lifeAnswer() },
    problems: [
      'malformed-body',
      'invalid-body',
      'not-found',
      'illegal-transition',
      'precondition-failed',
      ...(name === 'answer' ? (['nothing-asked'] as const) : []),
      'storage-unavailable',
    ],
    action: `report.${name === 'seal' ? 'close' : name}`,
  };
}
