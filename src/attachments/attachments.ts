import { ProblemError } from '../problem.js';
import { activityStreams, ww, xsd } from '../rdf/namespaces.js';
import { lineWriter } from '../rdf/line-writer.js';
import type { Line } from '../rdf/nquads.js';
import { sealBytes, unsealBytes } from '../store/sealed.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import type { BlobStore } from '../store/blobs.js';
import { cleanAttachment } from './clean.js';
import type { AttachmentType } from './kinds.js';
import { createWaiting, WAITING_LIMITS, type Waiting } from './waiting.js';

const DAY = 24 * 60 * 60 * 1000;

/** A file that belongs to a report, or will. */
export interface Attachment {
  readonly id: string;
  readonly mediaType: AttachmentType;
  /** Bytes, as it is kept. */
  readonly size: number;
  /** When it came, ISO 8601 in UTC. */
  readonly created: string;
  /** IRI of the report; nothing until a report names it. */
  readonly report?: string;
  /** When it was made public. */
  readonly released?: string;
  /** Names of the encrypted files. */
  readonly file: string;
  readonly thumbnail?: string;
}

/** What attachments work with. */
export interface AttachmentParts {
  readonly store: GraphStore;
  readonly blobs: BlobStore;
  readonly baseUrl: string;
  readonly now: () => Date;
  /** Makes a UUID. */
  readonly newId: () => string;
}

type Parts = AttachmentParts & { readonly waiting: Waiting };

/** Files that people add to reports. Each is kept encrypted with a key of its own, as personal data is. */
export interface Attachments {
  /**
   * Cleans files and keeps them, for a report that names them at once; all of them or none.
   * @throws ProblemError `attachment-refused`, `storage-unavailable`
   */
  add(files: readonly Buffer[], agent: string): Promise<Attachment[]>;
  /**
   * The same, for a report that will be sent.
   * @param stranger whom they count for that come without a key
   * @throws ProblemError `too-many-requests`, `uploads-full` where as much waits for a report as may
   */
  addWaiting(files: readonly Buffer[], agent: string, stranger: string | undefined): Promise<Attachment[]>;
  /** Erases those files that no report has, since what they were kept for came to nothing. */
  discard(kept: readonly Attachment[], agent: string): Promise<void>;
  /** @param id its UUID or IRI */
  find(id: string): Attachment | undefined;
  /** IRI of an attachment, at which it is found. */
  iriOf(id: string): string;
  /** The bytes of an attachment. @returns `undefined` where it is erased, or has no thumbnail */
  read(attachment: Attachment, part: 'whole' | 'thumbnail'): Promise<Buffer | undefined>;
  /**
   * What makes attachments part of a report, to be committed with it.
   * @param iris addresses that the report gives
   * @throws ProblemError `attachment-refused`
   */
  attach(iris: readonly string[], report: string, graph: string): { lines: Line[]; records: KeptRecord[] };
  /** What releases an attachment, or holds it again, to be committed. */
  release(
    attachment: Attachment,
    graph: string,
    isPublic: boolean,
  ): { insert: Line[]; remove: Line[]; keep: KeptRecord[] };
  /** Erases attachments; their keys first. @returns what removes their records, and the lines about them, to be committed */
  erase(
    attachments: readonly Attachment[],
    lines: readonly Line[],
  ): Promise<{ remove: Line[]; keep: KeptRecord[] }>;
  /** The attachments of a report. @param id the report's own key */
  ofReport(id: string): Attachment[];
  /** Erases files that no report named within a day, and what uploads left that were cut off. @returns how many attachments @throws Error of the first that cannot be, after the others */
  eraseUnused(agent: string): Promise<number>;
}

/** @param parts.blobs where the files are */
export function createAttachments(given: AttachmentParts): Attachments {
  const waiting = createWaiting(WAITING_LIMITS);
  const parts = { ...given, waiting };
  const { store, baseUrl } = parts;
  const base = `${baseUrl}/attachments/`;
  const find = (id: string): Attachment | undefined => {
    const key = id.startsWith(base) ? id.slice(base.length) : id;
    // Beside the attachments stand entries that find those of a report.
    const text = key.includes(' ') ? undefined : store.readRecord('attachment', key);
    return text === undefined ? undefined : (JSON.parse(text) as Attachment);
  };
  const iriOf = (id: string): string => base + id;
  return {
    find,
    iriOf,
    add: (files, agent) => addAll(parts, files, agent),
    addWaiting: async (files, agent, stranger) => {
      waiting.check(stranger);
      const kept = await addAll(parts, files, agent);
      for (const { id, size } of kept) waiting.add(id, size, stranger);
      return kept;
    },
    discard: (kept, agent) => discard(parts, kept, agent),
    read: (attachment, part) => read(parts, attachment, part),
    attach: (iris, report, graph) =>
      attach(
        parts,
        iris.map((iri) => ({ iri, found: find(iri) })),
        report,
        graph,
      ),
    release: (attachment, graph, isPublic) => release(parts, attachment, graph, isPublic),
    erase: (attachments, lines) => erase(parts, attachments, lines),
    ofReport: (id) =>
      [...store.readRecords('attachment', { start: `of ${id} `, end: `of ${id}!` })].flatMap(
        ({ value }) => find(value) ?? [],
      ),
    eraseUnused: (agent) => eraseUnused(parts, agent),
  };
}

function recordOf(attachment: Attachment): KeptRecord {
  return { table: 'attachment', key: attachment.id, value: JSON.stringify(attachment) };
}

function keyRecord(id: string, value: string | undefined): KeptRecord {
  return { table: 'personal-key', key: `attachment ${id}`, value };
}

async function addAll(parts: Parts, files: readonly Buffer[], agent: string): Promise<Attachment[]> {
  const kept: Attachment[] = [];
  try {
    for (const bytes of files) kept.push(await add(parts, bytes, agent));
    return kept;
  } catch (error) {
    await discard(parts, kept, agent);
    throw error;
  }
}

async function discard(parts: Parts, kept: readonly Attachment[], agent: string): Promise<void> {
  const left = kept.filter(({ id }) => {
    const text = parts.store.readRecord('attachment', id);
    return text !== undefined && (JSON.parse(text) as Attachment).report === undefined;
  });
  if (left.length === 0) return;
  const { keep } = await erase(parts, left, []);
  // What cannot be noted now is with those that no report names within a day; why they are not wanted says more.
  await parts.store.commit({ agent, reason: 'Files of no report', keep }).catch(() => undefined);
}

async function add(
  { store, blobs, now, newId }: AttachmentParts,
  bytes: Buffer,
  agent: string,
): Promise<Attachment> {
  const { mediaType, bytes: clean, thumbnail } = await cleanAttachment(bytes);
  const { reference, key } = store.secrets.take();
  const written: string[] = [];
  const put = async (content: Buffer): Promise<string> => {
    const name = await blobs.put(sealBytes(content, key));
    written.push(name);
    return name;
  };
  try {
    const attachment: Attachment = {
      id: newId(),
      mediaType,
      size: clean.length,
      created: now().toISOString(),
      file: await put(clean),
      ...(thumbnail === undefined ? {} : { thumbnail: await put(thumbnail) }),
    };
    await store.commit({
      agent,
      reason: 'File for a report',
      keep: [recordOf(attachment), keyRecord(attachment.id, reference)],
    });
    return attachment;
  } catch (error) {
    // No record names them, so nothing else would ever erase them. What is wrong is told of as it began.
    await Promise.allSettled([
      Promise.resolve().then(() => {
        store.secrets.erase(reference);
      }),
      ...written.map((name) => blobs.remove(name)),
    ]);
    throw error;
  }
}

async function read(
  { store, blobs }: AttachmentParts,
  { id, file, thumbnail }: Attachment,
  part: 'whole' | 'thumbnail',
): Promise<Buffer | undefined> {
  const name = part === 'whole' ? file : thumbnail;
  const key = store.secrets.read(store.readRecord('personal-key', `attachment ${id}`) ?? '');
  const sealed = name === undefined || key === undefined ? undefined : await blobs.get(name);
  return sealed === undefined || key === undefined ? undefined : unsealBytes(sealed, key);
}

function attach(
  { baseUrl, waiting }: Parts,
  named: readonly { readonly iri: string; readonly found: Attachment | undefined }[],
  report: string,
  graph: string,
): { lines: Line[]; records: KeptRecord[] } {
  const write = lineWriter(graph);
  const id = report.slice(report.lastIndexOf('/') + 1);
  const lines: Line[] = [];
  const records: KeptRecord[] = [];
  for (const { iri, found } of named) {
    if (!found || found.report !== undefined)
      throw new ProblemError(
        'attachment-refused',
        `<${iri}> is no file that was sent here and belongs to no report yet. Send it first: POST ${baseUrl}/attachments, and name the address that you get. Files elsewhere are not fetched.`,
        { attachment: iri },
      );
    lines.push(
      write.iri(
        iri,
        'http://www.w3.org/1999/02/22-rdf-syntax-ns#type',
        activityStreams(found.mediaType.startsWith('image/') ? 'Image' : 'Document'),
      ),
      write.literal(iri, activityStreams('mediaType'), found.mediaType),
    );
    records.push(recordOf({ ...found, report }), {
      table: 'attachment',
      key: `of ${id} ${found.id}`,
      value: found.id,
    });
  }
  // They wait no more, also where the commit fails: nobody sends files to have that fail.
  for (const { found } of named) if (found) waiting.remove(found.id);
  return { lines, records };
}

function release(
  { baseUrl, now }: AttachmentParts,
  attachment: Attachment,
  graph: string,
  isPublic: boolean,
): { insert: Line[]; remove: Line[]; keep: KeptRecord[] } {
  const { released, ...held } = attachment;
  const line = (time: string): Line =>
    lineWriter(graph).literal(
      `${baseUrl}/attachments/${attachment.id}`,
      ww('released'),
      time,
      xsd('dateTime'),
    );
  const time = now().toISOString();
  return {
    insert: isPublic ? [line(time)] : [],
    remove: released === undefined ? [] : [line(released)],
    keep: [recordOf(isPublic ? { ...held, released: time } : held)],
  };
}

async function erase(
  { store, blobs, baseUrl, waiting }: Parts,
  attachments: readonly Attachment[],
  lines: readonly Line[],
): Promise<{ remove: Line[]; keep: KeptRecord[] }> {
  const keep: KeptRecord[] = [];
  for (const { id, file, thumbnail, report } of attachments) {
    waiting.remove(id);
    store.secrets.erase(store.readRecord('personal-key', `attachment ${id}`) ?? '');
    await blobs.remove(file);
    if (thumbnail !== undefined) await blobs.remove(thumbnail);
    const ofReport = `of ${report?.slice(report.lastIndexOf('/') + 1) ?? ''} ${id}`;
    keep.push(
      keyRecord(id, undefined),
      { table: 'attachment', key: id, value: undefined },
      { table: 'attachment', key: ofReport, value: undefined },
    );
  }
  const names = attachments.map(({ id }) => `${baseUrl}/attachments/${id}`);
  return { remove: lines.filter((line) => names.some((name) => line.includes(name))), keep };
}

/** Names of all files that attachments have. */
function namedIn(store: GraphStore): Set<string> {
  const names = new Set<string>();
  for (const { key, value } of store.readRecords('attachment')) {
    if (key.startsWith('of ')) continue;
    const { file, thumbnail } = JSON.parse(value) as Attachment;
    names.add(file);
    if (thumbnail !== undefined) names.add(thumbnail);
  }
  return names;
}

async function eraseUnused(parts: Parts, agent: string): Promise<number> {
  const before = parts.now().getTime() - DAY;
  const unused = [...parts.store.readRecords('attachment')]
    .filter(({ key }) => !key.startsWith('of '))
    .map(({ value }) => JSON.parse(value) as Attachment)
    .filter(({ report, created }) => report === undefined && Date.parse(created) < before);
  const keep: KeptRecord[] = [];
  const failures: unknown[] = [];
  for (const attachment of unused)
    try {
      keep.push(...(await erase(parts, [attachment], [])).keep);
    } catch (error) {
      failures.push(error);
    }
  if (keep.length > 0) await parts.store.commit({ agent, reason: 'Files that no report named', keep });
  await parts.blobs.sweep(namedIn(parts.store), new Date(before));
  // One that cannot be removed is told of, when those that can are gone.
  if (failures.length > 0) throw failures[0];
  return unused.length;
}
