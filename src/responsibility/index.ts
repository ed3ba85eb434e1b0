/**
 * Who is responsible, and why: locate what is at a place, let SPARQL choose the most specific rule, say how sure.
 */
export { decisionToJson } from './decision-json.js';
export type { DecisionJson } from './decision-json.js';
export { BELGIAN_TIME, dayAfter, dayOf, isDay, momentOf, startOf } from '../rdf/day.js';
export type { Feature } from './features.js';
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
  Situation,
} from './model.js';
export { areasOf } from './area-nesting.js';
export { decisionLines, isWording } from './record.js';
export { createResponsibility } from './responsibility.js';
export type { Responsibility, Supposition, Weighed } from './responsibility.js';
export { settingsLines } from './settings.js';
export type { DecidingSettings } from './settings.js';
export { SURVEY_ACCURACY } from './survey.js';
export type { Reading, Survey, SurveyAnswer } from './survey.js';
export { swappedHint } from './swapped.js';
export type { SupposedRuleSet } from './suppose.js';
