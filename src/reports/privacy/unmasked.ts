import { Parser, Store } from 'n3';
import { ww } from '../../rdf/namespaces.js';
import { namedNode } from '../../rdf/terms.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { ReportLife } from '../life/life-of.js';
import { readPersonal } from './personal-graph.js';

/** The life of a report with what was written as it was written, for the reporter. */
export function unmasked(store: Pick<GraphStore, 'readRecord' | 'secrets'>, life: ReportLife): ReportLife {
  const lines = readPersonal(store, life.id);
  if (!lines) return life;
  const quads = new Store(new Parser({ format: 'application/n-quads' }).parse(lines.join('\n')));
  const history = life.history.map((entry) => {
    const [text] = quads.getObjects(namedNode(entry.iri), namedNode(ww('reason')), null);
    return text === undefined ? entry : { ...entry, text: text.value };
  });
  return { ...life, history };
}
