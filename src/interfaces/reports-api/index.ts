/** Filing reports, asking who would be responsible, and everything that happens to a report after that. */
import type { Attachments } from '../../attachments/index.js';
import {
  createRecentFigures,
  type Duplicate,
  type DuplicateQuestion,
  type Intake,
  type Life,
  type NoticeMeans,
  type Turns,
} from '../../reports/index.js';
import type { Decision, Responsibility } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { Uploads } from '../attachments-api/index.js';
import type { HttpRequest, Reply, RequestContext, Route, Site } from '../http/reply.js';
import { giveCommand } from './commands.js';
import { askDuplicates } from './duplicates.js';
import { showFigures } from './figures.js';
import { fileReport } from './file-report.js';
import { showHistory, showTimeline, subscribe } from './follow.js';
import {
  erasePersonal,
  ofFollower,
  ofReport,
  showPersonal,
  showReaders,
  type PersonalOptions,
} from './personal.js';
import { askResponsible } from './responsible.js';

/** What the reports API works with. */
export interface ReportsApiOptions extends Site {
  readonly store: GraphStore;
  readonly intake: Intake;
  readonly life: Life;
  readonly responsibility: Responsibility;
  readonly findDuplicates: (question: DuplicateQuestion) => Promise<Duplicate[]>;
  readonly attachments: Pick<Attachments, 'add' | 'discard' | 'iriOf'>;
  readonly uploads: Uploads;
  /** Bytes that a file may have. */
  readonly attachmentLimit: number;
  /** Bytes that a report may have, also in a form. */
  readonly bodyLimit: number;
  readonly erase: PersonalOptions['erase'];
  readonly policies: PersonalOptions['policies'];
  readonly now: () => Date;
  readonly turns: Turns;
  /** What notices this service can send. */
  readonly noticeMeans: NoticeMeans;
  /** Told what became of each report that was sent: `accepted`, or the name of the problem. */
  readonly onOutcome: (outcome: string) => void;
  /** What people see who ask who is responsible. */
  readonly answerPage: (request: HttpRequest, context: RequestContext, decision: Decision) => Promise<Reply>;
}

/** `POST /reports`, `GET /responsible`, `GET /duplicates`, and the life of each report. */
export function reportsApiRoutes(options: ReportsApiOptions): Route[] {
  const { table } = options.life;
  const service = `${options.baseUrl}/id/agent/service`;
  const figures = createRecentFigures(options.store, { table, service }, () => options.now().getTime());
  return [
    { path: '/reports', methods: { POST: (request, context) => fileReport(options, request, context) } },
    {
      path: '/responsible',
      requires: 'public.read',
      methods: { GET: (request, context) => askResponsible(options, request, context) },
    },
    {
      path: '/duplicates',
      requires: 'public.read',
      methods: { GET: (request) => askDuplicates(options, request) },
    },
    {
      path: '/id/report/:id/subscribe',
      methods: { POST: (request, context) => subscribe(options, request, context) },
    },
    {
      path: '/id/report/:id/:command',
      methods: { POST: (request, context) => giveCommand(options, request, context) },
    },
    {
      path: '/doc/report/:id/timeline',
      requires: 'public.read',
      methods: { GET: (request) => showTimeline(options, request) },
    },
    {
      path: '/doc/report/:id/history',
      methods: { GET: (request, context) => showHistory(options, request, context) },
    },
    {
      path: '/kpi',
      requires: 'figures.read',
      methods: { GET: (request) => showFigures(options, figures, request) },
    },
    ...personalRoutes(options),
  ];
}

/** Who reported something: seen by those who may know, and erased. */
function personalRoutes(options: PersonalOptions): Route[] {
  const places = [
    { base: '/doc/report/:id', meant: ofReport },
    { base: '/follow/:token', meant: ofFollower },
  ];
  return places.flatMap(({ base, meant }): Route[] => [
    {
      path: `${base}/personal`,
      methods: {
        GET: (request, context) => showPersonal(options, request, context, meant(options, request)),
        DELETE: (request, context) => erasePersonal(options, context, meant(options, request)),
      },
    },
    {
      path: `${base}/personal/readers`,
      methods: { GET: (request, context) => showReaders(options, context, meant(options, request)) },
    },
  ]);
}
