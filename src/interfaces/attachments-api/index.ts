/** Files that people add to reports: sending them, looking at them, and making them public. */
import type { Action, Client } from '../../access/index.js';
import type { Attachment, Attachments } from '../../attachments/index.js';
import { ProblemError } from '../../problem.js';
import { activityStreams, xsd } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import {
  followerOf,
  readRecordOf,
  reportId,
  type Life,
  type ReportLife,
  type Turns,
} from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { backToPage } from '../follow/page-href.js';
import { withWayBack } from '../follow/way-back.js';
import { preferredMediaType } from '../http/media.js';
import { isMultipart, readForm } from '../http/multipart.js';
import {
  jsonReply,
  type HttpRequest,
  type Reply,
  type RequestContext,
  type Route,
  type Site,
} from '../http/reply.js';
import { MOST_FILES, uploader, type UploadedBody, type Uploads } from './uploads.js';

export { createUploads, MOST_FILES, uploadLimits, type Uploads } from './uploads.js';

/** What answering about files works with. */
export interface AttachmentsApiOptions extends Site {
  readonly store: GraphStore;
  readonly attachments: Attachments;
  readonly life: Life;
  readonly turns: Turns;
  readonly now: () => Date;
  /** Bytes that a file may have. */
  readonly attachmentLimit: number;
  readonly uploads: Uploads;
}

type Part = 'whole' | 'thumbnail';

/** `/attachments` and what is below a report and a follow link. */
export function attachmentsApiRoutes(options: AttachmentsApiOptions): Route[] {
  const shown = (part: Part): Route['methods'] => ({
    GET: (request, context) => show(options, request, context, part),
  });
  return [
    { path: '/attachments', methods: { POST: (request, context) => upload(options, request, context) } },
    {
      path: '/attachments/:id',
      methods: { ...shown('whole'), DELETE: (request, context) => remove(options, request, context) },
    },
    { path: '/attachments/:id/thumbnail', methods: shown('thumbnail') },
    {
      path: '/attachments/:id/release',
      methods: { POST: (request, context) => release(options, request, context, true) },
    },
    {
      path: '/attachments/:id/hold',
      methods: { POST: (request, context) => release(options, request, context, false) },
    },
    {
      path: '/follow/:token/attachments',
      methods: { POST: withWayBack(options, (request, context) => addTo(options, request, context)) },
    },
    { path: '/follow/:token/attachments/:id', methods: shown('whole') },
    { path: '/follow/:token/attachments/:id/thumbnail', methods: shown('thumbnail') },
    {
      path: '/id/report/:report/attachments',
      methods: { POST: (request, context) => addTo(options, request, context) },
    },
  ];
}

/** Takes files that a report will name: 201 with their addresses. */
async function upload(
  options: AttachmentsApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const client = await context.authorise('report.file');
  const stranger = client.anonymous ? uploader(request, client) : undefined;
  return options.uploads.take(request, client, async (body) => {
    const files = await readFiles(options, body);
    return created(options, await options.attachments.addWaiting(files, client.id, stranger));
  });
}

/** The files of a request: those of a form, or the one that is its body. */
async function readFiles(
  { attachmentLimit }: Pick<AttachmentsApiOptions, 'attachmentLimit'>,
  request: UploadedBody,
): Promise<Buffer[]> {
  const files = isMultipart(request)
    ? (await readForm(request, { partBytes: attachmentLimit, parts: MOST_FILES })).map(({ bytes }) => bytes)
    : [await wholeBody(request, attachmentLimit)];
  if (files.length === 0) throw new ProblemError('malformed-body', 'The form holds no file.');
  return files;
}

async function wholeBody(request: UploadedBody, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request.pieces(limit)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function created({ attachments }: AttachmentsApiOptions, kept: readonly Attachment[]): Reply {
  const described = kept.map(({ id, mediaType, size, thumbnail }) => ({
    id: attachments.iriOf(id),
    mediaType,
    size,
    ...(thumbnail === undefined ? {} : { thumbnail: `${attachments.iriOf(id)}/thumbnail` }),
  }));
  const reply = jsonReply({ attachments: described }, { status: 201 });
  const [first] = described;
  return {
    ...reply,
    headers: { ...reply.headers, 'cache-control': 'no-store', ...(first ? { location: first.id } : {}) },
  };
}

/** Adds files to a report that is there already, by its reporter or who handles it. */
async function addTo(
  options: AttachmentsApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { attachments, life } = options;
  const { token } = request.params;
  const report =
    token === undefined
      ? `${options.baseUrl}/id/report/${encodeURIComponent(request.params.report ?? '')}`
      : followed(options, token);
  const found = life.read(report);
  if (!found) throw new ProblemError('not-found', `There is no report <${report}>.`);
  const client = await context.authorise('attachment.add', await life.ownerOf(found), token);
  return options.uploads.take(request, client, async (body) => {
    const kept = await attachments.add(await readFiles(options, body), client.id);
    try {
      await addKept(options, {
        report,
        graph: found.graph,
        token,
        kept,
        client,
        requestId: context.requestId,
      });
    } catch (error) {
      await attachments.discard(kept, client.id);
      throw error;
    }
    if (
      token !== undefined &&
      preferredMediaType(request.headers, ['application/json', 'text/html']) === 'text/html'
    )
      return backToPage(options, request, 'files');
    return created(options, kept);
  });
}

/**
 * Makes files that are kept part of a report.
 * @throws ProblemError `not-found` where the reporter's data was erased while the files came
 */
async function addKept(
  options: AttachmentsApiOptions,
  {
    report,
    graph,
    token,
    kept,
    client,
    requestId,
  }: {
    readonly report: string;
    readonly graph: string;
    readonly token: string | undefined;
    readonly kept: readonly Attachment[];
    readonly client: Client;
    readonly requestId: string;
  },
): Promise<void> {
  const { store, attachments, turns } = options;
  await turns.take(report, () =>
    store.commit(() => {
      // Erasing takes the same turn, so who follows now is whose files these are.
      if (token !== undefined) followed(options, token);
      const iris = kept.map(({ id }) => attachments.iriOf(id));
      const { lines, records } = attachments.attach(iris, report, graph);
      const write = lineWriter(graph);
      const named = iris.map((iri) =>
        write.literal(`${report}#body`, activityStreams('attachment'), iri, xsd('anyURI')),
      );
      return {
        agent: client.id,
        reason: 'Files added to a report',
        requestId,
        insert: [...lines, ...named],
        keep: records,
      };
    }),
  );
}

function followed({ store, baseUrl }: AttachmentsApiOptions, token: string): string {
  const follower = followerOf(store, baseUrl, token);
  if (follower?.kind === 'reporter') return follower.report;
  throw new ProblemError(
    'not-found',
    'This is no link of a reporter: it was copied in part, or what it followed is erased.',
  );
}

/** A file: for everyone once it is released, before that for those who handle the report and the one who sent it. */
async function show(
  options: AttachmentsApiOptions,
  request: HttpRequest,
  context: RequestContext,
  part: Part,
): Promise<Reply> {
  const { store, attachments, now, baseUrl } = options;
  const attachment = found(options, request);
  const { token } = request.params;
  // Its reporter may see a file also where what is public is for nobody without a key.
  const follower = token === undefined ? undefined : followerOf(store, baseUrl, token);
  const isOwn = follower?.kind === 'reporter' && follower.report === attachment.report;
  if (attachment.released === undefined || isOwn) {
    const client = await authorised(options, attachment, context, 'attachment.read', token);
    if (client.follows === undefined && attachment.report !== undefined) {
      const about = { client, requestId: context.requestId, time: now(), baseUrl };
      const record = readRecordOf(reportId(attachment.report), about);
      await store.commit({ agent: client.id, reason: 'File of a reporter seen', keep: [record] });
    }
  } else await context.authorise('public.read');
  const bytes = await attachments.read(attachment, part);
  if (!bytes)
    throw new ProblemError(
      'not-found',
      part === 'whole' ? 'This file is erased.' : 'This file has no thumbnail.',
    );
  const { id, mediaType } = attachment;
  const name = `${id}.${mediaType.slice(mediaType.indexOf('/') + 1)}`;
  return {
    status: 200,
    headers: {
      'content-type': part === 'whole' ? mediaType : 'image/webp',
      'content-disposition': mediaType === 'application/pdf' ? `attachment; filename="${name}"` : 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
    body: bytes,
  };
}

/** Makes a file public, or takes that back: `POST /attachments/{id}/release` and `/hold`. */
async function release(
  options: AttachmentsApiOptions,
  request: HttpRequest,
  context: RequestContext,
  isPublic: boolean,
): Promise<Reply> {
  const { store, attachments, turns } = options;
  const attachment = found(options, request);
  const client = await authorised(options, attachment, context, 'attachment.release');
  const { report } = attachment;
  if (report === undefined) throw new ProblemError('attachment-refused', 'No report names this file yet.');
  await turns.take(report, async () => {
    // As it is in this turn: one that was erased meanwhile stays erased.
    const { insert, remove, keep } = attachments.release(
      found(options, request),
      graphOf(options, report),
      isPublic,
    );
    const reason = isPublic ? 'attachment.release' : 'attachment.hold';
    await store.commit({ agent: client.id, reason, requestId: context.requestId, insert, remove, keep });
  });
  return jsonReply({ id: attachments.iriOf(attachment.id), released: isPublic });
}

/** Erases a file: its key, its bytes, and what the report says of it. */
async function remove(
  options: AttachmentsApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { store, attachments, turns } = options;
  const attachment = found(options, request);
  const client = await authorised(options, attachment, context, 'attachment.erase');
  const { report } = attachment;
  await turns.take(report ?? attachment.id, async () => {
    const lines = report === undefined ? [] : (store.readGraph(graphOf(options, report)) ?? []);
    const change = await attachments.erase([attachment], lines);
    await store.commit({
      agent: client.id,
      reason: 'attachment.erase',
      requestId: context.requestId,
      ...change,
    });
  });
  return { status: 204 };
}

function found({ attachments }: AttachmentsApiOptions, { params }: HttpRequest): Attachment {
  const attachment = attachments.find(params.id ?? '');
  if (attachment) return attachment;
  throw new ProblemError('not-found', 'There is no such file, or it is erased.');
}

async function authorised(
  { life }: AttachmentsApiOptions,
  { report }: Attachment,
  context: RequestContext,
  action: Action,
  credential?: string,
): ReturnType<RequestContext['authorise']> {
  const read: ReportLife | undefined = report === undefined ? undefined : life.read(report);
  return context.authorise(action, read ? await life.ownerOf(read) : {}, credential);
}

function graphOf({ baseUrl }: Site, report: string): string {
  return report.replace(`${baseUrl}/id/`, `${baseUrl}/doc/`);
}
