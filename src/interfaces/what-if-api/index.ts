/** Deciding past reports again: as if rules or a register were others, and as things were. */
import { ProblemError } from '../../problem.js';
import { rdfMediaTypes } from '../../rdf/media-types.js';
import type { SupposedRegister } from '../../registers/index.js';
import {
  whatIf,
  whatIfLines,
  whatIfToCsv,
  whatIfToJson,
  whatIfToText,
  type Turns,
  type WhatIf,
  type WhatIfParts,
} from '../../reports/index.js';
import { momentOf } from '../../responsibility/index.js';
import type { RuleSets } from '../../rulesets/index.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext, type Route } from '../http/reply.js';
import type { RegisterRequest } from '../registers-api/index.js';
import { answerReplay } from './replay.js';
import { withSupposition } from './suppositions.js';

/** Most reports that one request decides again: some ten seconds. */
const MOST_REPORTS = 10_000;
const FORMATS = ['application/json', 'text/csv', 'text/plain', ...rdfMediaTypes] as const;
const PARAMETERS = [
  ...['since', 'set', 'register', 'asOf', 'title', 'crs'],
  ...['delta', 'mapping', 'maxFailures'],
];

export interface WhatIfApiOptions {
  readonly baseUrl: string;
  readonly engine: Omit<WhatIfParts, 'baseUrl'> & {
    readonly turns: Turns;
    readonly ruleSets: Pick<RuleSets, 'graphOf' | 'suppose'>;
    readonly supposeRegister: (request: RegisterRequest) => SupposedRegister;
  };
  /** Most bytes of a register. */
  readonly registerLimit: number;
  /** Where registers wait that were sent. */
  readonly dataDirectory: string;
  /** Where the mappings are that a request may name. */
  readonly mappingsDirectory: string;
}

/** `POST /what-if?since=&set=&register=`, with what is supposed as its body, and `GET /doc/decision/{id}/replay`. */
export function whatIfRoutes(options: WhatIfApiOptions): Route[] {
  return [
    {
      path: '/what-if',
      requires: 'whatif.run',
      methods: { POST: (request, context) => answer(options, request, context) },
    },
    {
      path: '/doc/decision/:id/replay',
      requires: 'decision.replay',
      methods: { GET: (request, context) => answerReplay(options, request, context) },
    },
  ];
}

async function answer(
  options: WhatIfApiOptions,
  request: HttpRequest,
  { signal }: RequestContext,
): Promise<Reply> {
  const { engine, baseUrl } = options;
  const mediaType = requireMediaType(request.headers, FORMATS);
  const since = readSince(request.query);
  return withSupposition(options, request, async (supposition) => {
    // One at a time: a supposed register takes a copy of the graph.
    const found = await engine.turns.take('what-if', () => {
      signal.throwIfAborted();
      return whatIf({ ...engine, baseUrl }, { supposition, since, most: MOST_REPORTS, signal });
    });
    const reply = await inFormat(options, mediaType, found);
    return { ...reply, headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'no-store' } };
  });
}

function readSince(query: URLSearchParams): Date {
  for (const name of query.keys())
    if (!PARAMETERS.includes(name))
      throw new ProblemError(
        'invalid-parameter',
        `There is no parameter "${name}"; there are ${PARAMETERS.join(', ')}.`,
        { parameter: name },
      );
  const text = query.get('since') ?? '';
  const since = momentOf(text);
  if (since) return since;
  throw new ProblemError(
    'invalid-parameter',
    `Give since=, the day or moment from which reports are decided again${text === '' ? '' : `; the calendar has no "${text}"`}.`,
    { parameter: 'since', example: '2026-09-01' },
  );
}

function inFormat(
  { baseUrl }: WhatIfApiOptions,
  mediaType: (typeof FORMATS)[number],
  found: WhatIf,
): Promise<Reply> | Reply {
  if (mediaType === 'application/json') return jsonReply(whatIfToJson(found));
  const text = (body: string): Reply => ({
    status: 200,
    headers: { 'content-type': `${mediaType}; charset=utf-8` },
    body,
  });
  if (mediaType === 'text/csv') return text(whatIfToCsv(found));
  if (mediaType === 'text/plain') return text(whatIfToText(found));
  return rdfReply(whatIfLines(found, `${baseUrl}/what-if`), mediaType);
}
