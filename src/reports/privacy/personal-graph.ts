import type { Line } from '../../rdf/nquads.js';
import type { GraphStore, KeptRecord } from '../../store/graph-store.js';
import { seal, unseal } from './seal.js';

type PersonalStore = Pick<GraphStore, 'readRecord' | 'secrets'>;

/** IRI of the graph with the personal data of a report. It is in no store of graphs: only encrypted, beside them. */
export function personalGraph(report: string): string {
  return `${report}#personal`;
}

/** The report's own key in the journal. */
export function reportId(report: string): string {
  return report.slice(report.lastIndexOf('/') + 1);
}

/**
 * The personal data of a report.
 * @param id the report's own key
 * @returns lines of its personal graph; `undefined` where there is none, or its key was erased
 */
export function readPersonal(store: PersonalStore, id: string): Line[] | undefined {
  const sealed = store.readRecord('personal', id);
  const reference = store.readRecord('personal-key', id);
  const key = sealed === undefined || reference === undefined ? undefined : store.secrets.read(reference);
  return sealed === undefined || key === undefined
    ? undefined
    : unseal(sealed, key)
        .split('\n')
        .filter((line) => line !== '');
}

/**
 * The records of personal data that is added to what there is: encrypted with a key of the report's own, which stands in
 * a place of its own. To be committed by who has the report's turn.
 * @throws ProblemError `storage-unavailable`
 */
export function addPersonal(store: PersonalStore, id: string, lines: readonly Line[]): KeptRecord[] {
  if (lines.length === 0) return [];
  return rewritePersonal(store, id, [...(readPersonal(store, id) ?? []), ...lines]);
}

/** The records of personal data that takes the place of what there is; the same holds. @throws ProblemError `storage-unavailable` */
export function rewritePersonal(store: PersonalStore, id: string, lines: readonly Line[]): KeptRecord[] {
  const all = [...new Set(lines)].join('\n');
  const known = store.readRecord('personal', id) && store.readRecord('personal-key', id);
  const key = known === undefined ? undefined : store.secrets.read(known);
  if (key) return [{ table: 'personal', key: id, value: seal(all, key) }];
  const made = store.secrets.take();
  return [
    { table: 'personal', key: id, value: seal(all, made.key) },
    { table: 'personal-key', key: id, value: made.reference },
  ];
}
