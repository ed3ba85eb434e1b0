import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, startTestService, type TestService } from './service.js';

let service: TestService;
let headers: Record<string, string>;

beforeAll(async () => {
  service = await startTestService();
  const made = await createKey(
    service.engine.store,
    { name: 'test', roles: ['steward'] },
    { agent: `${BASE}/id/agent/test`, now: new Date() },
  );
  headers = { authorization: `Bearer ${made.key}` };
});

describe('GET /coverage', () => {
  const path = '/coverage?area=44021&category=nutskast-beschadigd&only=gap,overlap';

  it('shows gaps and overlaps in the form that is asked for', async () => {
    const json = (await (await service.get(path, headers)).json()) as { cells: { coverage: string }[] };
    expect(json.cells.map(({ coverage }) => coverage)).toEqual(['overlap']);
    for (const [accept, word] of [
      ['text/csv', 'overlap,https://data.vlaanderen.be/id/gemeente/44021,Gent,'],
      ['application/geo+json', 'FeatureCollection'],
      ['text/turtle', 'sh:ValidationResult'],
      ['application/ld+json', 'http://www.w3.org/ns/dqv#QualityMeasurement'],
    ] as const) {
      const reply = await service.get(path, { ...headers, accept });
      expect(reply.headers.get('content-type')).toContain(accept);
      expect(await reply.text()).toContain(word);
    }
  });

  it('goes on deciding meanwhile', async () => {
    const whole = service.get('/coverage', headers);
    const asked = await service.get('/responsible?category=ratten&lon=3.7185659&lat=51.0439837');
    expect(asked.status).toBe(200);
    expect((await whole).status).toBe(200);
  });

  it('says what is wrong with a request, and is for those who work with reports', async () => {
    for (const wrong of [
      'area=Nergens',
      'area=https://data.vlaanderen.be/id/gemeente/99999',
      'unrecorded=1',
      'category=nergens',
      'only=holes',
      'places=3',
    ])
      expect((await service.get(`/coverage?${wrong}`, headers)).status).toBe(400);
    expect((await service.get('/coverage', { ...headers, accept: 'image/png' })).status).toBe(406);
    expect((await service.get('/coverage')).status).toBe(401);
  });
});
