import { decisionLines, type Decision } from '#wegwijzer/responsibility/index.js';
import { BASE } from '../support/engine.js';

const WW = 'https://w3id.org/wegwijzer#';

/** What the record of a decision says, property by property. */
export function recordOf(decision: Decision): (property: string) => string[] {
  const iri = `${BASE}/id/decision/one`;
  const lines = decisionLines(decision, { iri, graph: `${BASE}/doc/report/one`, agent: `${BASE}/id/agent` });
  return (property) =>
    lines.filter((line) => line.includes(`<${iri}> <${property}> `)).map((line) => line.split(' ')[2] ?? '');
}

/** What every decision must name and this one does not, in its record and in its words; nothing, as it should be. */
export function missingIn(decision: Decision): string[] {
  const { facts, runnersUp, candidates, openRules, rule, responsible, forDispatcher } = decision;
  const record = recordOf(decision);
  const isAlone = record(`${WW}noOtherCandidate`).length === 1;
  const missing = [
    record(`${WW}rule`).length > 0 ? '' : 'a rule',
    facts.some(({ register, asOf }) => register.iri !== '' && asOf)
      ? ''
      : 'a fact with its register and date',
    isAlone === (runnersUp.length + candidates.length === 0) ? '' : 'a runner-up, or that there is none',
  ];
  for (const language of ['nl', 'en'] as const) {
    const noOther = { nl: 'Geen andere kandidaat.', en: 'No other candidate.' }[language];
    const said = [
      ...(responsible ? [responsible] : candidates).map(({ label }) => label[language]),
      ...[...openRules, ...(rule?.set === undefined ? [] : [rule])].map(({ label }) => label[language]),
      ...facts.flatMap(({ register, asOf = '' }) => [register.label[language], asOf]),
      ...(isAlone ? [noOther] : []),
    ];
    const text = forDispatcher[language];
    missing.push(...said.filter((words) => !text.includes(words)).map((words) => `"${words}" in: ${text}`));
    if (text.includes('undefined')) missing.push(`words in: ${text}`);
  }
  return missing.filter((what) => what !== '');
}
