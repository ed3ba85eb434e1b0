import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

let service: TestService;
let manager: string;

beforeAll(async () => {
  service = await startTestService();
  const change = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const organisation = `${BASE}/id/organisation/gent-groendienst`;
  const made = await createKey(
    service.engine.store,
    { name: 'manager', roles: ['manager'], organisation },
    change,
  );
  manager = made.key;
});

/** Files a report about the bench of the demo's park. */
async function fileReport(): Promise<string> {
  return String((await json(await file(service, benchReport()))).id);
}

/** Gives a command under a condition, as who manages the bench. */
async function command(report: string, name: string, condition: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${manager}`,
    'if-match': condition,
  };
  return (await service.get(`${report}/${name}`, headers, { method: 'POST', body: '{}' })).status;
}

describe('If-Match of a command', () => {
  it('takes any of the versions that it lists, and none that is weak or not ours', async () => {
    const report = await fileReport();
    const timeline = await service.get(`${report.replace('/id/', '/doc/')}/timeline`);
    const seen = timeline.headers.get('etag') ?? '';
    for (const none of [`W/${seen}`, '"0", "1"', '"of, another"', `"0", W/${seen}`])
      expect([none, await command(report, 'accept', none)]).toEqual([none, 412]);
    expect(await command(report, 'accept', seen.replaceAll('"', ''))).toBe(400);
    expect(await command(report, 'accept', `"0", W/"1" ,${seen}`)).toBe(200);
  });

  it('holds for * where the report is there', async () => {
    expect(await command(await fileReport(), 'accept', ' * ')).toBe(200);
    expect(await command(`${BASE}/id/report/none`, 'accept', '*')).toBe(404);
  });
});
