import { expect, it } from 'vitest';
import { startDeliveringService } from '../delivery/service.js';
import { json } from './service.js';

it('gives a report to a dispatcher after as many refusals as are set', async () => {
  const service = await startDeliveringService({ mostRefusals: 1 });
  const report = await service.fileReport();
  const refusal = { reason: 'not-our-asset', text: 'Nee.' };
  const answer = await service.ask('groen', 'POST', `${report}/refuse`, refusal);
  expect(await json(answer)).toMatchObject({ state: { key: 'unassigned' }, handler: null });
});
