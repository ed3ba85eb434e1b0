import { expect, it } from 'vitest';
import { BASE, json, startTestService } from './service.js';

it('looking for things that never were counts as queries of the client who asks, and of no one else', async () => {
  const service = await startTestService({ queriesPerMinute: 6, trustedProxies: 1 });
  const get = (path: string, client = '198.51.100.1'): Promise<Response> =>
    service.get(path, { 'x-forwarded-for': client, accept: 'application/json, text/turtle' });
  // Whether it is there is one query, and whether it ever was another.
  const statuses: number[] = [];
  for (const key of ['a', 'b', 'c', 'd']) statuses.push((await get(`/doc/asset/never-${key}`)).status);
  expect(statuses).toEqual([404, 404, 404, 429]);
  const refused = await get('/doc/asset/never-e');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await json(refused)).toMatchObject({ type: `${BASE}/problem/too-many-requests` });
  expect((await get('/sparql?query=ASK%7B%7D')).status).toBe(429);
  expect((await get('/doc/asset/never-e', '198.51.100.2')).status).toBe(404);
  expect((await get('/doc/asset/zitbank-001')).status).toBe(429);
  expect((await get('/doc/asset/zitbank-001', '198.51.100.2')).status).toBe(200);
});
