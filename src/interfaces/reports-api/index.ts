/** Filing a report, and asking who would be responsible. */
import type { Intake } from '../../reports/index.js';
import type { Decision, Responsibility } from '../../responsibility/index.js';
import type { HttpRequest, Reply, Route, Site } from '../http/reply.js';
import { fileReport } from './file-report.js';
import { askResponsible } from './responsible.js';

/** What the reports API works with. */
export interface ReportsApiOptions extends Site {
  readonly intake: Intake;
  readonly responsibility: Responsibility;
  /** Told what became of each report that was sent: `accepted`, or the name of the problem. */
  readonly onOutcome: (outcome: string) => void;
  /** What people see who ask who is responsible. */
  readonly answerPage: (request: HttpRequest, decision: Decision) => Promise<Reply>;
}

/** `POST /reports` and `GET /responsible`. */
export function reportsApiRoutes(options: ReportsApiOptions): Route[] {
  return [
    {
      path: '/reports',
      requires: 'report.file',
      methods: { POST: (request) => fileReport(options, request) },
    },
    {
      path: '/responsible',
      requires: 'public.read',
      methods: { GET: (request) => askResponsible(options, request) },
    },
  ];
}
