import type { DecisionWording } from './wording.js';

/** English. */
export const en: DecisionWording = {
  outcome: 'Outcome',
  responsible: 'Responsible',
  rule: 'Rule',
  version: 'version',
  time: 'Decided',
  candidates: 'It is one of these:',
  thing: 'Thing',
  role: 'Role',
  distance: 'Distance',
  register: 'Register',
  asOf: 'as of',
  stale: 'stale',
  runnersUp: 'Who it might have been, and why not',
  noOther: 'Nobody else: no other rule held and no other manager was possible.',
  forDispatcher: 'For the dispatcher',
  forAuditor: 'For the auditor',
  record:
    'The whole record, in PROV-O, and the same decision made again with the registers and rules of then:',
};
