/**
 * Who is responsible, and why: locate what is at a place, let SPARQL choose the most specific rule, say how sure.
 */
export { decisionToJson } from './decision-json.js';
export type { DecisionJson } from './decision-json.js';
export type { DescribedAnswer, DescribedChooser, DescribedPlace } from './described.js';
export type {
  AppliedRule,
  Bilingual,
  Choice,
  Chosen,
  Decision,
  Fact,
  Named,
  NamedRule,
  Outcome,
  Question,
  Role,
  RunnerUp,
  Side,
} from './model.js';
export { decisionLines } from './record.js';
export { createResponsibility } from './responsibility.js';
export type { Responsibility, Supposition } from './responsibility.js';
export type { SupposedRuleSet } from './suppose.js';
