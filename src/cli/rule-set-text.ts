import type { CheckedRuleSet, ListedVersion, RuleChange, RuleSetLoad } from '../rulesets/index.js';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** What was loaded, in words. */
export function loadText(name: string, loaded: RuleSetLoad): string {
  const { facts, switched, changes } = loaded;
  const what = switched
    ? `version ${facts.version} is in force`
    : `version ${facts.version} was in force already`;
  return `${changesText(changes)}${warningsText(loaded)}Rule set ${name}: ${what}, ${countText(loaded)}.\n`;
}

/** That a rule set may be loaded, in words. */
export function checkText(
  name: string,
  checked: CheckedRuleSet & { readonly changes: readonly RuleChange[] },
): string {
  return `${changesText(checked.changes)}${warningsText(checked)}Rule set ${name}: version ${checked.facts.version} can be loaded, ${countText(checked)}, all examples come out.\n`;
}

/** Rules that differ, one a line. */
export function changesText(changes: readonly RuleChange[]): string {
  return changes
    .map(({ change, rule, label, properties }) => {
      const how = properties.length > 0 ? `\n    ${properties.join(' ')}` : '';
      return `${SIGNS[change]} <${rule}> ${label.en}${how}\n`;
    })
    .join('');
}

/** Versions, one a line: whether in force, set, version, day, rules, examples, what changed. */
export function listText(versions: readonly ListedVersion[]): string {
  return versions
    .map(({ inForce, set, version, validFrom, rules, examples, changeNote }) =>
      [
        inForce ? '*' : ' ',
        decodeURIComponent(set.slice(set.lastIndexOf('/') + 1)),
        version,
        `from ${validFrom}`,
        `${String(rules)} rules`,
        `${String(examples)} examples`,
        changeNote.en,
      ].join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function countText({ rules, examples }: CheckedRuleSet): string {
  return `${String(rules)} rules, ${String(examples)} examples`;
}

function warningsText({ warnings }: CheckedRuleSet): string {
  return warnings.map((warning) => `warning: ${warning}\n`).join('');
}
