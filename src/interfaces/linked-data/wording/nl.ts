import type { DecisionWording } from './wording.js';

/** Dutch. */
export const nl: DecisionWording = {
  outcome: 'Uitkomst',
  responsible: 'Verantwoordelijk',
  rule: 'Regel',
  version: 'versie',
  time: 'Beslist',
  candidates: 'Het is een van deze:',
  thing: 'Ding',
  role: 'Rol',
  distance: 'Afstand',
  register: 'Register',
  asOf: 'stand van',
  stale: 'verouderd',
  runnersUp: 'Wie het had kunnen zijn, en waarom niet',
  noOther: 'Niemand anders: geen andere regel gold en geen andere beheerder was mogelijk.',
  forDispatcher: 'Voor de dispatcher',
  forAuditor: 'Voor de auditor',
  record:
    'Het volledige verslag, in PROV-O, en dezelfde beslissing opnieuw gemaakt met de registers en regels van toen:',
};
