import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { PROJECT } from '../support/engine.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const IVAGO = `${BASE}/id/organisation/ivago`;
/** Sends broken benches on grass to IVAGO. */
const RULES = `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  <${BASE}/id/rules/trial#all> a ww:ResponsibilityRule ; skos:prefLabel "banken naar IVAGO"@nl ;
    ww:groundClass <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#Groenvlak> ;
    ww:category <https://w3id.org/wegwijzer/category/zitbank-beschadigd> ; ww:manager <${IVAGO}> .`;

/** A bench without a place that can be read. */
const BROKEN = `<https://example.org/id/x> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
  <http://www.w3.org/ns/locn#geometry> [ <http://www.opengis.net/ont/geosparql#asWKT> "POINT (somewhere)" ] .`;

interface Change {
  readonly report: string;
  readonly before: readonly { readonly id: string; readonly label: { readonly nl: string } }[];
  readonly after: readonly { readonly id: string }[];
  readonly anyway: boolean;
}

let service: TestService;
let headers: Record<string, string>;
let ground: string;
let report: string;

beforeAll(async () => {
  service = await startTestService();
  const made = await createKey(
    service.engine.store,
    { name: 'test', roles: ['auditor'] },
    { agent: `${BASE}/id/agent/test`, now: new Date() },
  );
  headers = { authorization: `Bearer ${made.key}` };
  ground = readFileSync(join(PROJECT, 'demo', 'ground.ttl'), 'utf8');
  report = (await file(service, benchReport())).headers.get('location') ?? '';
});

function ask(query: string, body: string | FormData, more: Record<string, string> = {}): Promise<Response> {
  const type = typeof body === 'string' ? { 'content-type': 'text/turtle' } : undefined;
  return service.get(`/what-if?${query}`, { ...headers, ...type, ...more }, { method: 'POST', body });
}

async function changes(reply: Response): Promise<Change[]> {
  expect(reply.status).toBe(200);
  return (await json(reply)).changes as Change[];
}

describe('POST /what-if', () => {
  it('lists the reports that other rules would send elsewhere, and stores nothing', async () => {
    const before = service.engine.store.sequence;
    const found = await changes(await ask('since=2000-01-01&set=trial', RULES));
    expect(found).toMatchObject([
      { report, before: [{ label: { nl: 'Groendienst Stad Gent' } }], after: [{ id: IVAGO }], anyway: false },
    ]);
    expect(await changes(await ask('since=2999-01-01&set=trial', RULES))).toEqual([]);
    expect(service.engine.store.sequence).toBe(before);
    expect((await service.get('/rules/trial')).status).toBe(404);
  });

  it('supposes a register, whole or what changed in it', async () => {
    const other = ground.replaceAll('<id/organisation/gent-groendienst>', '<id/organisation/ivago>');
    expect(other).not.toBe(ground);
    const before = service.engine.store.sequence;
    const whole = await changes(await ask('since=2000-01-01&register=demo-ground&asOf=2026-10-01', other));
    expect(whole).toMatchObject([{ report, after: [{ id: IVAGO }], anyway: false }]);
    expect(await changes(await ask('since=2000-01-01&register=demo-ground', ground))).toEqual([]);
    expect(await changes(await ask('since=2000-01-01&register=demo-ground&delta=true', other))).toMatchObject(
      [{ report }],
    );
    expect(service.engine.store.sequence).toBe(before);
  });

  it('supposes rules and a register together, as parts of a form', async () => {
    const form = new FormData();
    form.append('rules', new Blob([RULES], { type: 'text/turtle' }));
    form.append('register', new Blob([ground], { type: 'text/turtle' }));
    const found = await changes(await ask('since=2000-01-01&set=trial&register=demo-ground', form));
    expect(found).toMatchObject([{ report, after: [{ id: IVAGO }] }]);
  });

  it('answers in the form that is asked for', async () => {
    for (const [accept, word] of [
      ['text/csv', `${report},`],
      ['text/plain', '1 of 1 reports would go to someone else'],
      ['text/turtle', 'ww:ChangedAnswer'],
      ['application/ld+json', 'https://w3id.org/wegwijzer#toManager'],
    ] as const) {
      const reply = await ask('since=2000-01-01&set=trial', RULES, { accept });
      expect(reply.headers.get('content-type')).toContain(accept);
      expect(await reply.text()).toContain(word);
    }
  });

  it('says what is wrong with a request, and is for those who work with rules', async () => {
    for (const wrong of ['set=trial', 'since=soon&set=trial', 'since=2026-01-01', 'since=2026-01-01&sets=a'])
      expect((await ask(wrong, RULES)).status).toBe(400);
    expect((await ask('since=2026-01-01&set=trial', 'no rules')).status).toBe(400);
    expect((await ask('since=2026-01-01&register=demo-ground', BROKEN)).status).toBe(422);
    const june31 = '"2026-06-31"^^<http://www.w3.org/2001/XMLSchema#date>';
    const never = RULES.replace('ww:manager', `<http://schema.org/validFrom> ${june31} ; ww:manager`);
    const refused = await ask('since=2026-01-01&set=trial', never);
    expect(await json(refused)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('"2026-06-31" in <http://schema.org/validFrom> is no day') as string,
    });
    expect((await ask('since=2026-01-01&set=a', RULES, { 'content-type': 'text/html' })).status).toBe(415);
    expect((await ask('since=2026-01-01&set=a', RULES, { accept: 'image/png' })).status).toBe(406);
    expect((await ask('since=2026-01-01&set=a', RULES, { authorization: '' })).status).toBe(401);
  });
});
