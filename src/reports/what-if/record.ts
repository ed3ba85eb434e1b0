import { dct, prov, rdf, ww, xsd } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { Line } from '../../rdf/nquads.js';
import { supposedManagers } from './plain-forms.js';
import type { WhatIf } from './what-if.js';

/**
 * What would follow, as RDF: a `ww:WhatIf` with a `ww:ChangedAnswer` for each report that would go to someone else
 * (`docs/data-model.md`, "What if").
 * @param iri IRI of the answer; its parts are named under it
 */
export function whatIfLines({ since, reports, changes }: WhatIf, iri: string): Line[] {
  const write = lineWriter(iri);
  return [
    write.iri(iri, rdf('type'), ww('WhatIf')),
    write.literal(iri, ww('decidedSince'), since.toISOString(), xsd('dateTime')),
    write.literal(iri, ww('reportsDecided'), String(reports), xsd('integer')),
    ...changes.flatMap((change, index) => {
      const { report, decision, before, after, anyway } = change;
      const part = `${iri}#change-${String(index + 1)}`;
      return [
        write.iri(iri, ww('changedAnswer'), part),
        write.iri(part, rdf('type'), ww('ChangedAnswer')),
        write.iri(part, dct('subject'), report),
        write.iri(part, prov('used'), decision),
        ...before.map((manager) => write.iri(part, ww('fromManager'), manager.iri)),
        ...supposedManagers(change).map((manager) => write.iri(part, ww('toManager'), manager.iri)),
        ...(after.rule ? [write.iri(part, ww('rule'), after.rule.iri)] : []),
        write.literal(part, ww('changesAnyway'), String(anyway), xsd('boolean')),
        ...write.bilingual(part, dct('description'), after.sentence),
      ];
    }),
  ];
}
