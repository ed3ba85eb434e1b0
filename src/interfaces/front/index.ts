/** The front of the house: where a person asks who is responsible, sees why, and reports. */
import type { Intake, Life } from '../../reports/index.js';
import type { Decision } from '../../responsibility/index.js';
import type { HttpRequest, Reply, Route } from '../http/reply.js';
import type { Labels } from '../linked-data/labels.js';
import type { MapSource } from '../map/map.js';
import type { CategoryChoice } from '../web/category-options.js';
import { answerPage } from './answer-page.js';
import { frontPage } from './front-page.js';
import { fileForm } from './report-form.js';

/** What the pages work with. */
export interface FrontOptions {
  readonly baseUrl: string;
  readonly categories: () => readonly CategoryChoice[];
  readonly labels: Labels;
  readonly maps: MapSource;
  readonly intake: Intake;
  readonly life: Pick<Life, 'read' | 'perform'>;
  /** Whether there is a mail server. */
  readonly canMail: boolean;
  /** Whether everybody may read what is public. */
  readonly isOpen: boolean;
}

/** The pages that others show at their addresses, and the address of the form. */
export interface Front {
  readonly page: (request: HttpRequest) => Promise<Reply>;
  readonly answer: (request: HttpRequest, decision: Decision) => Promise<Reply>;
  readonly routes: Route[];
}

/** Puts the pages together. */
export function createFront(options: FrontOptions): Front {
  return {
    page: (request) => frontPage(options, request),
    answer: (request, decision) => answerPage(options, request, decision),
    routes: [
      {
        path: '/report-form',
        requires: 'report.file',
        methods: { POST: (request, context) => fileForm(options, request, context) },
      },
    ],
  };
}
