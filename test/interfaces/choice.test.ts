import { expect, it } from 'vitest';
import { demoScenarios } from '../support/engine.js';
import { benchReport, file, json, startTestService } from './service.js';

const service = await startTestService();

interface Shown {
  readonly id: string;
  readonly follow: string;
  readonly decision: {
    readonly id: string;
    readonly outcome: string;
    readonly choices: readonly { readonly id: string }[];
  };
}

it('a report about a place that can be read in two ways is decided again by the choice of its reporter', async () => {
  const scenario = demoScenarios().find(({ outcome }) => outcome === 'ambiguous');
  if (!scenario) throw new Error('The demo has no place that can be read in two ways.');
  const { category, lon, lat, accuracy } = scenario;
  const location = { type: 'Geometry', lon, lat, accuracy };
  const report = benchReport({ category, body: { type: 'Body', description: 'Stuk.', location } });
  const { id, follow, decision } = (await json(await file(service, report))) as unknown as Shown;
  const choice = decision.choices[0]?.id ?? '';
  const reporter = { authorization: `Bearer ${follow.split('/').at(-1) ?? ''}` };
  const answer = (body: object, headers: Record<string, string> = reporter): Promise<Response> =>
    service.get(
      `${id}/answer`,
      { 'content-type': 'application/json', ...headers },
      { method: 'POST', body: JSON.stringify(body) },
    );
  expect((await answer({ choice }, {})).status).toBe(401);
  expect((await answer({ choice: '#nothing' })).status).toBe(400);
  expect((await answer({ choice })).status).toBe(200);
  const shown = await service.get(id.replace('/id/', '/doc/'), { accept: 'application/ld+json' });
  expect(shown.status).toBe(200);
  const query = `SELECT ?decision ?outcome WHERE { <${id}> <https://w3id.org/wegwijzer#decision> ?decision .
    ?decision <https://w3id.org/wegwijzer#outcome> ?outcome }`;
  const found = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  const [, row = ''] = (await found.text()).trim().split('\r\n');
  expect(row).not.toContain(decision.id);
  expect(row.split(',').at(-1)).toMatch(/[Dd]ecided$/);
});
