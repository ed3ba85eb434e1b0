import { expect, it } from 'vitest';
import { partsOf } from '#wegwijzer/streams/views.js';

const MANAGER = '<https://data.vlaanderen.be/ns/openbaardomein#beheerder>';

/** The managers under which a bench is listed. */
function managers(...objects: string[]): string[] {
  const thing = '<https://example.org/id/bench/1>';
  const triples = objects.map((object) => `${thing} ${MANAGER} ${object}`);
  const parts = partsOf({ stream: 'register/benches', thing }, { kind: 'create', triples }, undefined);
  return parts
    .filter(({ view }) => view === 'by-manager')
    .map(({ part, value }) => (part === 'none' ? part : value));
}

it('A thing is listed under each of its managers, and under none where they have no name', () => {
  const unnamed = '<https://example.org/.well-known/genid/0a1b>';
  expect(managers()).toEqual(['none']);
  expect(managers('<https://example.org/id/organisation/1>')).toEqual([
    'https://example.org/id/organisation/1',
  ]);
  // In a member such a node is a blank node, which no condition of a page can name.
  expect(managers(unnamed)).toEqual(['none']);
  expect(managers(unnamed, '<https://example.org/id/organisation/1>')).toEqual([
    'https://example.org/id/organisation/1',
  ]);
});
