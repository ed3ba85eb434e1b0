import { createHash, createHmac } from 'node:crypto';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { ProblemError } from '../../problem.js';
import { lineWriter } from '../../rdf/line-writer.js';
import { schema, vcard, ww, xsd } from '../../rdf/namespaces.js';
import { lineTerms, type Line } from '../../rdf/nquads.js';
import { hashOf, readLink, type KeptLink, type NoticeRoute } from '../follow.js';
import { personalGraph, readPersonal, reportId, rewritePersonal } from '../privacy/personal-graph.js';
import type { Turns } from '../turns.js';
import { choiceIn, NOTICE_PROPERTIES, quadsOf, type NoticeChoice } from './choice.js';

/** What is mixed with the key of the personal data to make the secret of the link in notices. */
const PURPOSE = 'follow link in notices';

/**
 * The link of a new report with what its reporter asked to be told: another secret opens it too, the one in notices. That
 * is mixed from the key of the personal data and kept nowhere, so that it is gone with the key.
 * @param id the report's own key
 * @param follow the record of its link
 * @param records of the personal data, with its key
 * @param lines the personal data
 */
export function withNotices(
  store: Pick<GraphStore, 'readRecord' | 'secrets'>,
  id: string,
  follow: KeptRecord,
  personal: { readonly records: readonly KeptRecord[]; readonly lines: readonly Line[] },
): KeptRecord {
  if (personal.lines.length === 0) return follow;
  const choice = choiceIn(quadsOf(personal.lines));
  const made = personal.records.find(({ table }) => table === 'personal-key')?.value;
  const reference = made ?? store.readRecord('personal-key', id);
  const key = reference === undefined ? undefined : store.secrets.read(reference);
  if (!choice || !key || follow.value === undefined) return follow;
  const link: KeptLink = {
    ...(JSON.parse(follow.value) as KeptLink),
    noticesHash: hashOf(secretFrom(key)),
    notices: routeOf(choice),
  };
  return { table: 'follow', key: id, value: JSON.stringify(link) };
}

/** Where notices of a report go; `undefined` where nobody asked for any. @param id the report's own key */
export function noticeRoute(store: Pick<GraphStore, 'readRecord'>, id: string): NoticeRoute | undefined {
  return readLink(store, id)?.notices;
}

/** The token of the link in notices; `undefined` where the personal data was erased. @param id the report's own key */
export function noticeToken(
  store: Pick<GraphStore, 'readRecord' | 'secrets'>,
  id: string,
): string | undefined {
  const reference = store.readRecord('personal-key', id);
  const key = reference === undefined ? undefined : store.secrets.read(reference);
  return key && `wwf_${id}_${secretFrom(key)}`;
}

/** What changing the choice of a reporter works with. */
export interface ChangingNotices {
  readonly store: Pick<GraphStore, 'commit' | 'readRecord' | 'secrets'>;
  /** Shared with everything that changes reports. */
  readonly turns: Turns;
}

/**
 * Changes how the reporter of a report hears of it, or ends it; resolves when that is on disk. The link in notices that
 * were sent goes on working.
 * @param agent IRI of who asks for it
 * @throws ProblemError `not-found` where the link of the report was erased, `storage-unavailable`
 */
export function changeNotices(
  { store, turns }: ChangingNotices,
  report: string,
  choice: NoticeChoice | undefined,
  agent: string,
): Promise<void> {
  return turns.take(report, async () => {
    const id = reportId(report);
    const link = readLink(store, id);
    if (!link) throw new ProblemError('not-found', 'What this link followed is erased.');
    const kept: KeptLink = { ...link, notices: undefined };
    const follow: KeptRecord = { table: 'follow', key: id, value: JSON.stringify(kept) };
    const replaced = choice?.by === 'email' ? [...NOTICE_PROPERTIES, schema('email')] : NOTICE_PROPERTIES;
    const before = readPersonal(store, id) ?? [];
    const lines = [
      ...before.filter((line) => !replaced.includes(lineTerms(line).predicate.slice(1, -1))),
      ...choiceLines(report, choice),
    ];
    const records = before.length + lines.length === 0 ? [] : rewritePersonal(store, id, lines);
    await store.commit({
      agent,
      reason: choice ? 'Notices to the reporter chosen' : 'Notices to the reporter ended',
      keep: [...records, withNotices(store, id, follow, { records, lines })],
    });
  });
}

function choiceLines(report: string, choice: NoticeChoice | undefined): Line[] {
  const write = lineWriter(personalGraph(report));
  const reporter = `${report}#reporter`;
  if (choice?.by === 'email')
    return [
      write.iri(reporter, ww('notify'), ww('ByEmail')),
      write.literal(reporter, schema('email'), choice.address),
      write.literal(reporter, vcard('language'), choice.language),
    ];
  if (choice?.by === 'webhook')
    return [
      write.iri(reporter, ww('notify'), ww('ByWebhook')),
      write.literal(reporter, ww('webhook'), choice.url, xsd('anyURI')),
      write.literal(reporter, ww('webhookSecret'), choice.secret),
    ];
  return [];
}

/** Where notices go by a choice, without saying to whom. */
export function routeOf(choice: NoticeChoice): NoticeRoute {
  if (choice.by === 'email') return { by: 'email' };
  const server = createHash('sha256').update(new URL(choice.url).host).digest('base64url').slice(0, 22);
  return { by: 'webhook', server };
}

/** The secret of the link in notices. @param key of the data of the one who is told */
export function secretFrom(key: Buffer): string {
  return createHmac('sha256', key).update(PURPOSE).digest('base64url');
}
