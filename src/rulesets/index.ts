/** Rule sets as versioned data: checked with their own examples, switched at once, old versions kept. */
export type { CheckedRuleSet, CheckProgress } from './check-rule-set.js';
export { compareRuleSets } from './difference.js';
export type { RuleChange } from './difference.js';
export { packagedRuleSets } from './packaged.js';
export { createRuleSets } from './rule-sets.js';
export type { ListedVersion, LoadConditions, RuleSetLoad, RuleSets } from './rule-sets.js';
export { triplesOf } from './rule-set.js';
export type { RuleSetFacts } from './rule-set.js';
export { ruleSetGraph, ruleSetsGraph } from './versions.js';
