import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readLifeTable } from '#wegwijzer/reports/index.js';
import { PROJECT } from '../support/engine.js';

const table = readLifeTable();
const codeLists = readFileSync(`${PROJECT}ontology/codelists.ttl`, 'utf8');
const FASE = 'https://data.vlaanderen.be/id/conceptscheme/StatusVlaamseFase/';
const CODE = 'https://data.vlaanderen.be/id/conceptscheme/StatusVlaamseCode/';
/** The concepts of both lists, as OSLO publishes them. */
const PHASES = ['Samenstelling', 'Behandeling', 'Beslissing', 'Uitvoering', 'Afgerond'];
const CODES = [
  ...['Geinitieerd', 'Ingediend', 'Ontvangen', 'DossierOnvolledig', 'DossierVolledig', 'Ontvankelijk'],
  ...[
    'Onontvankelijk',
    'InVerwerking',
    'InWacht',
    'KlaarVoorBeslissing',
    'Beslist',
    'BeslissingGepubliceerd',
  ],
  ...['Goedgekeurd', 'DeelsGoedgekeurd', 'Geweigerd', 'ErkendOfVergund', 'ErkenningOfVergunningIngetrokken'],
  ...['Beroep', 'Bezwaar', 'KlaarVoorBetaling', 'Betaald', 'DeelsUitbetaald', 'Terugbetaald'],
  ...['TerugvorderingBetaling', 'Uitgevoerd', 'Stopzetting', 'Stopgezet'],
];

it.each([...table.states.values()])(
  'maps the state $key to an official status, a phase and a code',
  (state) => {
    const [, number = ''] = /\/MeldingStatuswaarde\/(\d+)$/.exec(state.status) ?? [];
    expect(codeLists).toContain(`status:${number} a skos:Concept`);
    expect(PHASES.map((phase) => FASE + phase)).toContain(state.phase);
    expect(CODES.map((code) => CODE + code)).toContain(state.code);
    for (const language of ['nl', 'en'] as const)
      for (const words of [state.label, state.plain, state.phaseLabel]) expect(words[language]).not.toBe('');
  },
);

it('ends where nobody waits for anything any more, and asks the reporter only where something is asked', () => {
  const states = [...table.states.values()];
  expect(states.filter(({ actionNeeded }) => actionNeeded).map(({ key }) => key)).toEqual(['waiting']);
  for (const { key, open } of states) if (open) expect(table.allowedIn(key)).not.toEqual([]);
  expect(table.allowedIn('final')).toEqual([]);
});
