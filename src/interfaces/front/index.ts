/** The front of the house: where a person asks who is responsible, sees why, and reports. */
import type { Intake, Life } from '../../reports/index.js';
import type { Decision } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { HttpRequest, Reply, RequestContext, Route } from '../http/reply.js';
import { createLabels } from '../linked-data/labels.js';
import { createMapSource } from '../map/map.js';
import type { Somewhere } from '../map/somewhere.js';
import type { AsClient } from '../sparql/index.js';
import type { CategoryChoice } from '../web/category-options.js';
import { answerPage } from './answer-page.js';
import { frontPage } from './front-page.js';
import { isPassing } from './passing.js';
import { fileForm } from './report-form.js';

/** What the pages work with. */
export interface FrontOptions {
  readonly baseUrl: string;
  readonly categories: () => readonly CategoryChoice[];
  /** Where the map of the front page begins. */
  readonly somewhere: Somewhere;
  /** Makes pages, under the limits of their client. */
  readonly asClient: AsClient;
  readonly intake: Intake;
  readonly life: Pick<Life, 'read' | 'perform'>;
  /** Whether there is a mail server. */
  readonly canMail: boolean;
  /** Whether everybody may read what is public. */
  readonly isOpen: boolean;
}

/** The pages that others show at their addresses, and the address of the form. */
export interface Front {
  readonly page: (request: HttpRequest, context: RequestContext) => Promise<Reply>;
  readonly answer: (request: HttpRequest, context: RequestContext, decision: Decision) => Promise<Reply>;
  readonly routes: Route[];
}

/** Answers each query as if the graph held nothing. */
const NOTHING_FOUND: Pick<GraphStore, 'query'> = {
  query: () => Promise.resolve('{"head":{"vars":[]},"results":{"bindings":[]}}'),
};

/** Puts the pages together. */
export function createFront(options: FrontOptions): Front {
  const { asClient, baseUrl } = options;
  return {
    page: (request, context) => frontPage(options, request, context),
    answer: async (request, context, decision) => {
      const page = (queries: Pick<GraphStore, 'query'>): Promise<Reply> => {
        const sources = { labels: createLabels(queries, baseUrl), maps: createMapSource(queries) };
        return answerPage({ ...options, ...sources }, request, decision);
      };
      try {
        return await asClient(request, context, page);
      } catch (error) {
        // Whoever asked has the answer by then; short names will do, and no map.
        if (isPassing(error)) return page(NOTHING_FOUND);
        throw error;
      }
    },
    routes: [
      {
        path: '/report-form',
        requires: 'report.file',
        methods: { POST: (request, context) => fileForm(options, request, context) },
      },
    ],
  };
}
