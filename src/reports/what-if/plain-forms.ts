import { csvText } from '../../rdf/csv-text.js';
import type { Named } from '../../responsibility/index.js';
import type { WhatIf, WhatIfChange } from './what-if.js';

const COLUMNS = [
  ...['report', 'decision', 'before', 'before_name', 'after', 'after_name'],
  ...['outcome', 'rule', 'anyway', 'why_nl', 'why_en'],
];

/** Whom the new answer would lead to. */
export function supposedManagers({ after }: Pick<WhatIfChange, 'after'>): readonly Named[] {
  return after.responsible ? [after.responsible] : after.candidates;
}

/** What would follow, as an object for JSON. */
export function whatIfToJson({ since, reports, changes }: WhatIf): object {
  const named = ({ iri, label }: Named): object => ({ id: iri, label });
  return {
    since: since.toISOString(),
    reports,
    changes: changes.map((change) => {
      const { report, decision, before, after, anyway } = change;
      return {
        report,
        decision,
        before: before.map(named),
        after: supposedManagers(change).map(named),
        outcome: after.outcome,
        rule: after.rule ? named(after.rule) : null,
        anyway,
        why: after.sentence,
      };
    }),
  };
}

/** Every changed answer as a row of CSV; a space stands between IRIs, a semicolon between names. */
export function whatIfToCsv({ changes }: WhatIf): string {
  const iris = (list: readonly Named[]): string => list.map(({ iri }) => iri).join(' ');
  const names = (list: readonly Named[]): string => list.map(({ label }) => label.nl).join('; ');
  const rows = changes.map((change) => {
    const { report, decision, before, after, anyway } = change;
    const to = supposedManagers(change);
    return [
      ...[report, decision, iris(before), names(before), iris(to), names(to)],
      ...[after.outcome, after.rule?.iri ?? '', String(anyway), after.sentence.nl, after.sentence.en],
    ];
  });
  return csvText([COLUMNS, ...rows]);
}

/** What would follow, as lines for a person. */
export function whatIfToText({ reports, changes }: WhatIf): string {
  const names = (list: readonly Named[]): string =>
    list.length === 0 ? 'nobody yet' : list.map(({ label }) => label.en).join(' or ');
  const rows = changes.map((change) => {
    const mark = change.anyway ? ' (also without this)' : '';
    return `${change.report}\n  ${names(change.before)} → ${names(supposedManagers(change))}${mark}\n  ${change.after.sentence.en}\n`;
  });
  return `${rows.join('')}${String(changes.length)} of ${String(reports)} reports would go to someone else.\n`;
}
