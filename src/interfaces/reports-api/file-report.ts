import { createHash } from 'node:crypto';
import type { Quad } from '@rdfjs/types';
import type { Client } from '../../access/index.js';
import type { Attachment } from '../../attachments/index.js';
import { ProblemError } from '../../problem.js';
import { rdfMediaType, rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { MOST_FILES, type UploadedBody } from '../attachments-api/uploads.js';
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
    const accepted = isMultipart(request)
      ? await options.uploads.take(request, client, (form) =>
          submitForm(options, form, { request, context, client }),
        )
      : await submit(
          options,
          { mediaType: sentMediaType(request.headers['content-type']), body: await request.body() },
          { request, context, client },
        );
    options.onOutcome('accepted');
    return await receipt(options, accepted, request);
  } catch (error) {
    options.onOutcome(error instanceof ProblemError ? error.type : 'internal-error');
    return await refusal(error, request);
  }
}

/** Who sends what. */
interface Sent {
  readonly request: HttpRequest;
  readonly context: RequestContext;
  readonly client: Client;
}

function submit(
  { intake }: ReportsApiOptions,
  submission: Pick<Submission, 'body' | 'mediaType' | 'keepFiles' | 'filesDigest'>,
  { request, context, client }: Sent,
): Promise<Accepted> {
  return intake.submit({
    ...submission,
    idempotencyKey: readIdempotencyKey(request),
    requestId: context.requestId,
    agent: client.anonymous ? undefined : client.id,
    channel: client.roles.has('reporter') ? client.id : undefined,
  });
}

/** A form of a part "report" with files beside it, which are kept when nothing is wrong with the report. */
async function submitForm(options: ReportsApiOptions, form: UploadedBody, sent: Sent): Promise<Accepted> {
  const { attachments } = options;
  const parts = await readForm(form, {
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
  const { mediaType, bytes: body } = report;
  const files = parts.filter((part) => part !== report).map(({ bytes }) => bytes);
  const digest = createHash('sha256');
  for (const bytes of files) digest.update(createHash('sha256').update(bytes).digest());
  let kept: readonly Attachment[] = [];
  const submission = {
    mediaType: sentMediaType(mediaType === 'text/plain' ? JSON_LD : mediaType),
    body,
    filesDigest: digest.digest(),
    keepFiles: async () => {
      kept = await attachments.add(files, sent.client.id);
      return kept.map(({ id }) => attachments.iriOf(id));
    },
  };
  try {
    return await submit(options, submission, sent);
  } catch (error) {
    await attachments.discard(kept, sent.client.id);
    throw error;
  }
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
