import type { Client, Owner } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import { rdfMediaTypes } from '../../rdf/media-types.js';
import {
  exportPersonal,
  followerOf,
  readersOf,
  readRecordOf,
  reportId,
  type Reports,
} from '../../reports/index.js';
import { secretReply } from '../follow/secret-reply.js';
import { requireMediaType } from '../http/media.js';
import { rdfReply } from '../http/rdf-reply.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { CommandOptions } from './commands.js';

/** What showing and erasing personal data works with. */
export interface PersonalOptions extends CommandOptions {
  readonly erase: Reports['erase'];
  readonly policies: Reports['policies'];
  readonly now: () => Date;
}

/** Which report is meant, and what the client shows. */
interface Meant {
  readonly report: string;
  /** The token of a follow link, where the address holds it. */
  readonly credential?: string;
}

const FORMATS = [
  'application/ld+json',
  ...rdfMediaTypes.filter((each) => each !== 'application/ld+json'),
] as const;

/** Answers at an address that names a report: `/doc/report/{id}/personal…`. */
export function ofReport({ baseUrl }: CommandOptions, { params }: HttpRequest): Meant {
  return { report: `${baseUrl}/id/report/${encodeURIComponent(params.id ?? '')}` };
}

/** Answers at an address that holds a secret: `/follow/{token}/personal…`. @throws ProblemError `not-found` */
export function ofFollower({ store, baseUrl }: CommandOptions, { params }: HttpRequest): Meant {
  const { token = '' } = params;
  const follower = followerOf(store, baseUrl, token);
  if (follower?.kind === 'reporter') return { report: follower.report, credential: token };
  throw new ProblemError(
    'not-found',
    'This is no link of a reporter: it was copied in part, it only looks on, or what it followed is erased.',
  );
}

/**
 * Who reported something, for those who may know, with who looked before. The look is on disk before anything is shown.
 * @throws ProblemError `unauthenticated`, `forbidden`, `not-found`, `not-acceptable`
 */
export async function showPersonal(
  options: PersonalOptions,
  request: HttpRequest,
  context: RequestContext,
  { report, credential }: Meant,
): Promise<Reply> {
  const { store, baseUrl, now } = options;
  const mediaType = requireMediaType(request.headers, FORMATS);
  const client = await context.authorise('personal.read', await ownerOf(options, report), credential);
  const id = reportId(report);
  const lines = await exportPersonal(options, report, { withReport: client.follows !== undefined });
  if (!lines) throw new ProblemError('not-found', `There is no personal data of <${report}>.`);
  const record = readRecordOf(id, { client, requestId: context.requestId, time: now(), baseUrl });
  await store.commit({ agent: client.id, reason: 'Personal data read', keep: [record] });
  const reply = await rdfReply(lines, mediaType);
  return secretReply(reply);
}

/**
 * Who looked at the personal data of a report. The reporter sees organisations and functions; others see clients too.
 * @throws ProblemError `unauthenticated`, `forbidden`, `not-found`
 */
export async function showReaders(
  options: PersonalOptions,
  context: RequestContext,
  { report, credential }: Meant,
): Promise<Reply> {
  const client = await context.authorise('personal-access.read', await ownerOf(options, report), credential);
  const readers = readersOf(options.store, reportId(report)).map(({ time, by, ...rest }) => ({
    time,
    by,
    ...(client.follows === undefined ? rest : {}),
  }));
  if (readers.length === 0 && !options.life.read(report))
    throw new ProblemError('not-found', `There is no report <${report}>.`);
  return secretReply(jsonReply({ report, readers }));
}

/**
 * Erases who reported something: `DELETE`, by the person or an administrator.
 * @throws ProblemError `unauthenticated`, `forbidden`, `not-found`, `storage-unavailable`
 */
export async function erasePersonal(
  options: PersonalOptions,
  context: RequestContext,
  { report, credential }: Meant,
): Promise<Reply> {
  const client = await context.authorise('personal.erase', { report }, credential);
  const { requestId } = context;
  return secretReply(jsonReply(await options.erase(report, { client, ground: groundOf(client), requestId })));
}

function groundOf(client: Client): 'person' | 'administrator' {
  return client.follows === undefined ? 'administrator' : 'person';
}

async function ownerOf({ life }: PersonalOptions, report: string): Promise<Owner> {
  const found = life.read(report);
  return found ? life.ownerOf(found) : { report };
}
