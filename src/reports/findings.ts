import type { Finding } from './normalise.js';

/** Findings that are told of one report. */
export const MOST_FINDINGS = 50;

/**
 * The findings as they are told: the same of many places is told once, with how often and the first place; of a great many,
 * the violations go first, and how many are not told stands at the end.
 */
export function gatherFindings(findings: readonly Finding[]): Finding[] {
  const gathered = new Map<string, { readonly first: Finding; count: number }>();
  for (const finding of findings) {
    const key = [finding.severity, finding.path, finding.message.en].join('\n');
    const known = gathered.get(key);
    if (known) known.count += 1;
    else gathered.set(key, { first: finding, count: 1 });
  }
  const told = [...gathered.values()].map(({ first, count }) => (count === 1 ? first : often(first, count)));
  if (told.length <= MOST_FINDINGS) return told;
  const violations = told.filter(({ severity }) => severity === 'Violation');
  const sorted = [...violations, ...told.filter(({ severity }) => severity !== 'Violation')];
  return [...sorted.slice(0, MOST_FINDINGS), notTold(sorted[0]?.focus ?? '', told.length - MOST_FINDINGS)];
}

function often(finding: Finding, count: number): Finding {
  const { nl, en } = finding.message;
  return {
    ...finding,
    message: { nl: `${nl} (${String(count)} keer)`, en: `${en} (${String(count)} times)` },
  };
}

function notTold(focus: string, count: number): Finding {
  const message = {
    nl: `Er zijn nog ${String(count)} andere opmerkingen, die hier niet staan.`,
    en: `There are ${String(count)} more findings, which are not listed here.`,
  };
  return { severity: 'Info', focus, message };
}
