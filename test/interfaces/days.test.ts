import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

/** Half past midnight on 1 August in Belgium, where it is still July in UTC. */
const FILED = new Date('2026-07-31T22:30:00Z');
const RULES = `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  <${BASE}/id/rules/trial#all> a ww:ResponsibilityRule ; skos:prefLabel "banken naar IVAGO"@nl ;
    ww:category <https://w3id.org/wegwijzer/category/zitbank-beschadigd> ; ww:manager <${BASE}/id/organisation/ivago> .`;

let service: TestService;
let report: string;
beforeAll(async () => {
  service = await startTestService({}, { now: () => FILED });
  report = (await file(service, benchReport())).headers.get('location') ?? '';
});

describe('a day in an address is one of Belgium', () => {
  it('for the list of reports, which is by the day on which they were filed', async () => {
    const listed = async (days: Record<string, string>): Promise<boolean> => {
      const query = new URLSearchParams({ ...days, format: 'csv' }).toString();
      return (await (await service.get(`/queries/reports?${query}`)).text()).includes(report);
    };
    expect(await listed({ since: '2026-08-01' })).toBe(true);
    expect(await listed({ since: '2026-08-01', until: '2026-08-01' })).toBe(true);
    expect(await listed({ until: '2026-07-31' })).toBe(false);
    expect(await listed({ since: '2026-08-02' })).toBe(false);
    expect((await service.get('/queries/reports?since=2026-02-30')).status).toBe(400);
  });

  it('for the reports that are decided again', async () => {
    const { key } = await createKey(
      service.engine.store,
      { name: 'test', roles: ['auditor'] },
      { agent: `${BASE}/id/agent/test`, now: FILED },
    );
    const ask = (since: string): Promise<Response> =>
      service.get(
        `/what-if?set=trial&since=${since}`,
        { authorization: `Bearer ${key}`, 'content-type': 'text/turtle' },
        { method: 'POST', body: RULES },
      );
    expect(await json(await ask('2026-08-01'))).toMatchObject({
      since: '2026-07-31T22:00:00.000Z',
      reports: 1,
    });
    expect(await json(await ask('2026-08-02'))).toMatchObject({ reports: 0 });
    const wrong = await ask('2026-02-30');
    expect(wrong.status).toBe(400);
    expect((await json(wrong)).detail).toContain('the calendar has no "2026-02-30"');
  });
});
