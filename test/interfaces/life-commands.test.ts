import { beforeAll, expect, it } from 'vitest';
import { readLifeTable } from '#wegwijzer/reports/index.js';
import { demoScenarios } from '../support/engine.js';
import { benchReport, file, json, startTestService, type TestService } from './service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

/** Files a report, and gives its IRI with the commands that its timeline lists. */
async function commandsFor(
  changes: Record<string, unknown>,
): Promise<{ readonly iri: string; readonly commands: readonly string[] }> {
  const { id } = await json(await file(service, benchReport(changes)));
  const iri = String(id);
  const { commands } = await json(await service.get(`${iri.replace('/id/', '/doc/')}/timeline`));
  return { iri, commands: commands as string[] };
}

it('lists the commands that clients can send, and answer where the decision asks something', async () => {
  const plain = await commandsFor({});
  expect(plain.commands).toEqual(expect.arrayContaining(['accept', 'refuse', 'withdraw']));
  expect(plain.commands).not.toContain('answer');
  const ambiguous = demoScenarios().find(({ outcome }) => outcome === 'ambiguous');
  const { category, lon, lat } = ambiguous ?? {};
  const body = { type: 'Body', description: 'Proef', location: { type: 'Geometry', lon, lat } };
  const asked = await commandsFor({ category, body });
  expect(asked.commands).toContain('answer');
  for (const { iri, commands } of [plain, asked])
    for (const name of commands) {
      const headers = { 'content-type': 'application/json' };
      const response = await service.get(`${iri}/${name}`, headers, { method: 'POST', body: '{}' });
      expect(response.status, name).not.toBe(404);
    }
});

it('names no command in a refusal either that only the service gives', () => {
  const table = readLifeTable();
  for (const state of table.states.keys()) {
    const allowed = (): readonly string[] => table.check('none', state);
    expect(allowed).toThrow(expect.objectContaining({ type: 'illegal-transition' }));
    expect(allowed).not.toThrow(/escalate|choose|remind|redecide|news|-parts?\b/);
  }
});
