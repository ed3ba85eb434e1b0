import type { Client } from '../../access/index.js';
import { doneRecord } from '../../access/index.js';
import type { Attachments } from '../../attachments/index.js';
import { ProblemError } from '../../problem.js';
import { dct, prov, rdf, ww, xsd } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import { lineTerms, type Line } from '../../rdf/nquads.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import type { Turns } from '../turns.js';
import { withoutSubscriptions } from '../notices/subscription.js';
import { reportId } from './personal-graph.js';
import { nl } from './wording/nl.js';
import { en } from './wording/en.js';

/** Why personal data is erased. */
export type ErasureGround = 'person' | 'administrator' | 'expired';

/** What erasing works with. */
export interface ErasureParts {
  readonly store: GraphStore;
  readonly attachments: Pick<Attachments, 'ofReport' | 'erase'>;
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly turns: Turns;
}

/** An erasure that is on disk. */
export interface Erased {
  /** IRI of the report, which stays. */
  readonly report: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly ground: ErasureGround;
}

/**
 * Erases who reported something, wherever that is. The key goes first: from then on the data is unreadable in the
 * journal's past, in LMDB's free pages and in every backup, whatever happens next. Then the records go, and the report
 * gets a tombstone that says when and why, and nothing else. Erasing again gives the same answer.
 * @param report IRI of the report
 * @throws ProblemError `not-found` where there is nothing of anyone, `storage-unavailable`
 */
export function erasePersonal(
  parts: ErasureParts,
  report: string,
  about: { readonly client: Pick<Client, 'id'>; readonly ground: ErasureGround; readonly requestId?: string },
): Promise<Erased> {
  return parts.turns.take(report, () => erase(parts, report, about));
}

async function erase(
  { store, attachments, baseUrl, now, newId }: ErasureParts,
  report: string,
  { client, ground, requestId }: Parameters<typeof erasePersonal>[2],
): Promise<Erased> {
  const id = reportId(report);
  const graph = report.replace(`${baseUrl}/id/`, `${baseUrl}/doc/`);
  const lines = store.readGraph(graph);
  const files = attachments.ofReport(id);
  const before = erasuresIn(lines ?? [], report);
  const tables = ['personal', 'personal-key', 'follow'] as const;
  // Who follows it keeps doing so when the reporter goes, but nobody's address is kept longer than the reporter's may be.
  const followers = ground === 'expired' ? withoutSubscriptions(store, id) : [];
  if (
    files.length + followers.length === 0 &&
    !tables.some((table) => store.readRecord(table, id) !== undefined)
  ) {
    const last = before.at(-1);
    if (last) return { report, ...last };
    throw new ProblemError('not-found', `There is no personal data of <${report}>.`);
  }
  const reference = store.readRecord('personal-key', id);
  if (reference !== undefined) store.secrets.erase(reference);
  const erasedFiles = await attachments.erase(files, lines ?? []);
  const time = now().toISOString();
  const removed = tables.map((table): KeptRecord => ({ table, key: id, value: undefined }));
  const entry = { time, action: 'personal.erase', client: client.id, reason: ground, owner: { report } };
  await store.commit({
    agent: client.id,
    reason: `Personal data erased: ${ground}`,
    ...(requestId === undefined ? {} : { requestId }),
    insert: lines ? tombstone({ report, graph, number: before.length + 1, time, ground }) : [],
    remove: erasedFiles.remove,
    keep: [
      ...removed,
      ...followers,
      ...erasedFiles.keep,
      doneRecord({ ...entry, ...(requestId === undefined ? {} : { requestId }) }, newId()),
    ],
  });
  return { report, time, ground };
}

function tombstone(about: {
  readonly report: string;
  readonly graph: string;
  readonly number: number;
  readonly time: string;
  readonly ground: ErasureGround;
}): Line[] {
  const { report, graph, number, time, ground } = about;
  const write = lineWriter(graph);
  const erasure = `${report}#erasure${number === 1 ? '' : `-${String(number)}`}`;
  return [
    write.iri(erasure, rdf('type'), prov('Activity')),
    write.iri(erasure, rdf('type'), ww('Erasure')),
    write.iri(erasure, prov('used'), report),
    write.literal(erasure, prov('endedAtTime'), time, xsd('dateTime')),
    write.literal(erasure, ww('erasureGround'), ground),
    ...write.bilingual(erasure, dct('description'), { nl: nl.erased[ground], en: en.erased[ground] }),
  ];
}

/** What was erased before, the latest last. */
function erasuresIn(lines: readonly Line[], report: string): { time: string; ground: ErasureGround }[] {
  const found = new Map<string, { time: string; ground: ErasureGround }>();
  for (const line of lines) {
    if (!line.startsWith(`<${report}#erasure`)) continue;
    const { subject, predicate, object } = lineTerms(line);
    const entry = found.get(subject) ?? { time: '', ground: 'person' };
    const [, value = ''] = /^"([^"]*)"/.exec(object) ?? [];
    if (predicate === `<${prov('endedAtTime')}>`) entry.time = value;
    if (predicate === `<${ww('erasureGround')}>`) entry.ground = value as ErasureGround;
    found.set(subject, entry);
  }
  return [...found.values()].sort((a, b) => a.time.localeCompare(b.time));
}
