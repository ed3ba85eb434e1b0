import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { PROJECT } from '../support/engine.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

let service: TestService;
let headers: Record<string, string>;
let decision: string;

beforeAll(async () => {
  service = await startTestService();
  const made = await createKey(
    service.engine.store,
    { name: 'test', roles: ['steward'] },
    { agent: `${BASE}/id/agent/test`, now: new Date() },
  );
  headers = { authorization: `Bearer ${made.key}` };
  const report = (await json(await file(service, benchReport()))) as { decision: { id: string } };
  decision = report.decision.id;
});

describe('GET /doc/decision/{id}/replay', () => {
  const replay = (more: Record<string, string> = {}): Promise<Response> =>
    service.get(`${decision.replace('/id/', '/doc/')}/replay`, { ...headers, ...more });

  it('gives the same record, also after a register has moved on', async () => {
    const ground = readFileSync(join(PROJECT, 'demo', 'ground.ttl'), 'utf8');
    const loaded = await service.get(
      '/registers/demo-ground',
      { ...headers, 'content-type': 'text/turtle' },
      {
        method: 'PUT',
        body: ground.replaceAll('<id/organisation/gent-groendienst>', '<id/organisation/ivago>'),
      },
    );
    expect(await json(loaded)).toMatchObject({ switched: true });
    const answer = await json(await replay());
    expect(answer).toMatchObject({ decision, same: true, missing: [], added: [] });
    const record = answer.record as string[];
    expect(record).toEqual([...record].sort());
    expect(record.join('\n')).toContain(`<${decision}> <https://w3id.org/wegwijzer#responsible>`);
  });

  it('is told in words, and the record as RDF', async () => {
    expect(await (await replay({ accept: 'text/plain' })).text()).toContain('the same, to the byte');
    expect(await (await replay({ accept: 'text/turtle' })).text()).toContain('ww:outcome ww:Decided');
  });

  it('says what differs where a record was tampered with', async () => {
    const graph = (await json(await replay())).record as string[];
    const line = graph.find((each) => each.includes('#outcome>')) ?? '';
    const other = line.replace('#Decided>', '#Fallback>');
    const agent = `${BASE}/id/agent/test`;
    await service.engine.store.commit({ agent, reason: 'Tampering', insert: [other], remove: [line] });
    expect(await json(await replay())).toMatchObject({ same: false, missing: [other], added: [line] });
    await service.engine.store.commit({ agent, reason: 'Mending', insert: [line], remove: [other] });
  });

  it('is for those who answer for decisions, about decisions that there are', async () => {
    expect((await service.get('/doc/decision/none/replay', headers)).status).toBe(404);
    expect((await replay({ authorization: '' })).status).toBe(401);
  });
});
