import { createHash } from 'node:crypto';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../../problem.js';
import { rdfMediaType, rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { preferredMediaType } from '../http/media.js';
import { isMultipart, readForm } from '../http/multipart.js';
import { PROBLEM_JSON } from '../http/problems.js';
import { rdfReply } from '../http/rdf-reply.js';
import type { HttpRequest, Reply, RequestContext, Site } from '../http/reply.js';
import type { Accepted, Submission } from '../../reports/index.js';
import type { ReportsApiOptions } from './index.js';

/** What a report may be sent in. */
export const SENT: readonly RdfMediaType[] = rdfMediaTypes.filter(
  (mediaType) => mediaType !== 'application/n-triples',
);
const JSON_LD = 'application/ld+json';
/** Files in one form with a report. */
const MOST_FILES = 10;
/** A string of RFC 8941, section 3.3.3, or the same without quotes, as many clients send it. */
const IDEMPOTENCY_KEY = /^(?:"[\x20-\x21\x23-\x5B\x5D-\x7E]{1,255}"|[\x21\x23-\x5B\x5D-\x7E]{1,255})$/;

/** Takes a report in: 201 with the report and its decision, once both are on disk. */
export async function fileReport(
  options: ReportsApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('report.file');
  try {
    const idempotencyKey = readIdempotencyKey(request);
    const accepted = await options.intake.submit({
      ...(await readSent(options, request, client.id)),
      idempotencyKey,
      requestId: context.requestId,
      agent: client.anonymous ? undefined : client.id,
      channel: client.roles.has('reporter') ? client.id : undefined,
    });
    options.onOutcome('accepted');
    return await receipt(options, accepted, request);
  } catch (error) {
    options.onOutcome(error instanceof ProblemError ? error.type : 'internal-error');
    return await refusal(error, request);
  }
}

/** A report alone, or a form of a part "report" with files beside it. */
async function readSent(
  options: ReportsApiOptions,
  request: HttpRequest,
  agent: string,
): Promise<Pick<Submission, 'body' | 'mediaType' | 'attachments' | 'filesDigest'>> {
  if (!isMultipart(request))
    return { mediaType: sentMediaType(request.headers['content-type']), body: await request.body() };
  const parts = await readForm(request, {
    partBytes: options.attachmentLimit,
    fewerBytes: { report: options.bodyLimit },
    parts: MOST_FILES + 1,
  });
  const report = parts.find(({ name }) => name === 'report');
  if (!report)
    throw new ProblemError(
      'malformed-body',
      'The form has no part "report", which holds the report as JSON-LD.',
    );
  const attachments: string[] = [];
  const digest = createHash('sha256');
  for (const { bytes } of parts.filter((part) => part !== report)) {
    digest.update(createHash('sha256').update(bytes).digest());
    const { id } = await options.attachments.add(bytes, agent);
    attachments.push(options.attachments.iriOf(id));
  }
  const { mediaType, bytes: body } = report;
  return {
    mediaType: sentMediaType(mediaType === 'text/plain' ? JSON_LD : mediaType),
    body,
    attachments,
    filesDigest: digest.digest(),
  };
}

async function receipt(site: Site, accepted: Accepted, request: HttpRequest): Promise<Reply> {
  // A client that accepts nothing we have still gets its receipt: the report is stored.
  const wanted =
    preferredMediaType(request.headers, [JSON_LD, 'application/json', ...rdfMediaTypes]) ?? JSON_LD;
  const reply: Reply =
    wanted === JSON_LD || wanted === 'application/json'
      ? { status: 201, headers: { 'content-type': wanted }, body: withLink(site, accepted) }
      : await rdfReply(accepted.lines(), wanted);
  const { location, follow } = accepted;
  const link = follow === undefined ? undefined : followLink(site, follow);
  const document = location.replace('/id/report/', '/doc/report/');
  return {
    ...reply,
    status: 201,
    headers: {
      ...reply.headers,
      location,
      'content-location': document,
      ...(link === undefined ? {} : { link: `<${link}>; rel="https://w3id.org/wegwijzer#follow"` }),
      vary: 'Accept',
      'cache-control': 'no-store',
    },
  };
}

/** The report with the reporter's secret link, which the context leaves out of the RDF. */
function withLink(site: Site, { json, follow }: Accepted): string {
  return follow === undefined ? json : `${json.slice(0, -1)},"follow":"${followLink(site, follow)}"}`;
}

function followLink({ baseUrl }: Site, token: string): string {
  return `${baseUrl}/follow/${token}`;
}

function sentMediaType(header: string | undefined): RdfMediaType {
  const mediaType = header === undefined ? undefined : rdfMediaType(header);
  if (mediaType && SENT.includes(mediaType)) return mediaType;
  const said = header === undefined ? 'There is no Content-Type.' : `"${header}" is not supported.`;
  const isJson = /^application\/json\b/i.test(header ?? '');
  const hint = isJson ? ` JSON with a "@context" is ${JSON_LD}.` : '';
  throw new ProblemError(
    'unsupported-media-type',
    `${said} A report is sent as ${SENT.join(', ')}, or with files as multipart/form-data.${hint}`,
    {
      supported: SENT,
    },
  );
}

function readIdempotencyKey(request: HttpRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (typeof header === 'string' && IDEMPOTENCY_KEY.test(header)) return header.replace(/^"|"$/g, '');
  throw new ProblemError(
    'invalid-parameter',
    'The Idempotency-Key must be 1 to 255 printable ASCII characters without quotes inside, such as a UUID.',
    { parameter: 'Idempotency-Key', example: '8e03978e-40d5-43dd-bc93-6894a57f9324' },
  );
}

/** A report that does not meet the shapes: the SHACL validation report, for clients that prefer RDF. */
async function refusal(error: unknown, request: HttpRequest): Promise<Reply> {
  const report = error instanceof ProblemError ? error.extra.report : undefined;
  const wanted = preferredMediaType(request.headers, [
    PROBLEM_JSON,
    'application/json',
    'text/html',
    ...rdfMediaTypes,
  ]);
  const format = rdfMediaTypes.find((mediaType) => mediaType === wanted);
  if (!Array.isArray(report) || report.length === 0 || !format || !(error instanceof ProblemError))
    throw error;
  return { ...(await rdfReply(report as Quad[], format)), status: error.status };
}
