import { beforeAll, describe, expect, it } from 'vitest';
import { createKey, type KeyRequest } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GROEN = `${BASE}/id/organisation/gent-groendienst`;
const WEGEN = `${BASE}/id/organisation/gent-wegendienst`;
const GENT = 'https://data.vlaanderen.be/id/organisatie/OVO002067';
const AWV = 'https://data.vlaanderen.be/id/organisatie/OVO000098';
const AREA = 'https://data.vlaanderen.be/id/gemeente/44021';

let service: TestService;
let clock = new Date('2026-11-23T09:00:00Z');
const keys = new Map<string, string>();

async function keyFor(name: string, request: Omit<KeyRequest, 'name'>): Promise<void> {
  const made = await createKey(
    service.engine.store,
    { name, ...request },
    { agent: `${BASE}/id/agent/test`, now: clock },
  );
  keys.set(name, made.key);
}

beforeAll(async () => {
  service = await startTestService({}, { now: () => clock });
  await keyFor('groen', { roles: ['manager'], organisation: GROEN });
  await keyFor('wegen', { roles: ['manager'], organisation: WEGEN });
  await keyFor('gent', { roles: ['manager'], organisation: GENT });
  await keyFor('awv', { roles: ['manager'], organisation: AWV });
  await keyFor('dispatcher', { roles: ['dispatcher'], areas: [AREA] });
  await keyFor('auditor', { roles: ['auditor'] });
  await keyFor('app', { roles: ['reporter'] });
});

interface LifeAnswer {
  readonly state: { readonly key: string; readonly status: string; readonly actionNeeded: boolean };
  readonly handler: { readonly id: string } | null;
  readonly timeline: readonly {
    readonly command: string;
    readonly message: { readonly nl: string; readonly en: string };
  }[];
  readonly commands: readonly string[];
  readonly merged?: readonly string[];
  readonly parts?: readonly string[];
  readonly answerBy?: string;
  readonly solveBy?: string;
}

interface Filed {
  readonly iri: string;
  readonly follow: string;
  readonly body: Record<string, unknown>;
}

async function fileReport(changes: Record<string, unknown> = {}, as?: string): Promise<Filed> {
  const headers = as === undefined ? {} : { authorization: `Bearer ${keys.get(as) ?? ''}` };
  const response = await file(service, benchReport(changes), headers);
  const body = await json(response);
  expect(response.status, JSON.stringify(body)).toBe(201);
  return { iri: String(body.id), follow: String(body.follow), body };
}

/** A bench at a place of its own, so that tests do not meet each other's duplicates. */
const placed = (lon: number, lat: number): Record<string, unknown> => ({
  body: { type: 'Body', description: 'De bank is stuk.', location: { type: 'Geometry', lon, lat } },
});

function command(iri: string, name: string, body: object, as?: string, headers = {}): Promise<Response> {
  const key = as === undefined ? {} : { authorization: `Bearer ${keys.get(as) ?? ''}` };
  return service.get(
    `${iri}/${name}`,
    { 'content-type': 'application/json', ...key, ...headers },
    { method: 'POST', body: JSON.stringify(body) },
  );
}

async function done(iri: string, name: string, body: object, as?: string): Promise<LifeAnswer> {
  const response = await command(iri, name, body, as);
  const answer = await json(response);
  expect(response.status, `${name}: ${JSON.stringify(answer)}`).toBe(200);
  return answer as unknown as LifeAnswer;
}

async function timeline(iri: string): Promise<LifeAnswer> {
  return (await json(await service.get(`${iri.replace('/id/', '/doc/')}/timeline`))) as unknown as LifeAnswer;
}

const sentences = (life: LifeAnswer): string[] => life.timeline.map(({ message }) => message.en);

describe('a report that goes as it should', () => {
  it('is accepted, started, solved and rated, each step with an official status', async () => {
    const { iri, follow, body } = await fileReport();
    expect(body).toMatchObject({ life: 'offered', manager: GROEN });
    expect((await done(iri, 'accept', {}, 'groen')).state).toMatchObject({
      key: 'accepted',
      status: 'https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/557',
      flemishPhase: 'https://data.vlaanderen.be/id/conceptscheme/StatusVlaamseFase/Behandeling',
      flemishCode: 'https://data.vlaanderen.be/id/conceptscheme/StatusVlaamseCode/Ontvangen',
    });
    await done(iri, 'start', {}, 'groen');
    const solved = await done(iri, 'resolve', { text: 'Nieuwe rugleuning geplaatst.' }, 'groen');
    expect(solved.state.status).toMatch(/133$/);
    const rated = await done(follow, 'rate', { rating: 5 });
    expect(rated.state.key).toBe('finished');
    expect(sentences(rated)).toEqual([
      'Ingediend',
      'Parks service, City of Ghent has accepted your report.',
      'Parks service, City of Ghent has started on your report.',
      'Parks service, City of Ghent has solved the problem.',
      'Thank you for your rating.',
    ]);
  });

  it('keeps its history as OSLO statuses in the graph', async () => {
    const { iri } = await fileReport();
    await done(iri, 'accept', {}, 'groen');
    const query = `PREFIX m: <https://data.vlaanderen.be/ns/melding#> PREFIX dct: <http://purl.org/dc/terms/>
      SELECT ?code ?by ?date ?description WHERE { <${iri}> m:heeftStatus ?s . ?s a m:Meldingstatus ;
      m:statuswaarde ?code ; m:statuswijzigingDoor ?by ; m:statusdatum ?date ; dct:description ?description } ORDER BY ?code`;
    const answer = await (await service.get(`/sparql?query=${encodeURIComponent(query)}`)).text();
    const rows = (JSON.parse(answer) as { results: { bindings: Record<string, { value: string }>[] } })
      .results.bindings;
    expect(rows.map(({ code, by }) => [code?.value.slice(-3), by?.value])).toEqual([
      ['511', `${BASE}/id/agent/service`],
      ['557', GROEN],
    ]);
  });
});

describe('what cannot be done', () => {
  it('is 409 and says what can', async () => {
    const { iri } = await fileReport();
    const response = await command(iri, 'resolve', { text: 'Klaar.' }, 'groen');
    expect(response.status).toBe(409);
    const problem = await json(response);
    expect(problem).toMatchObject({ state: 'offered', command: 'resolve' });
    expect(problem.allowed).toEqual(expect.arrayContaining(['accept', 'refuse', 'transfer', 'withdraw']));
    expect(problem.allowed).not.toContain('escalate');
    expect((await timeline(iri)).timeline).toHaveLength(1);
  });

  it.each([
    ['accept', {}, undefined, 401],
    ['accept', {}, 'wegen', 403],
    ['accept', {}, 'auditor', 403],
    ['assign', { to: AWV }, 'groen', 403],
    ['withdraw', {}, undefined, 401],
    ['withdraw', {}, 'app', 403],
    ['escalate', {}, 'dispatcher', 404],
    ['refuse', { reason: 'not-our-asset' }, 'groen', 422],
    ['refuse', { reason: 'no-time', text: 'x' }, 'groen', 400],
    ['transfer', { to: 'https://example.org/nobody', text: 'x' }, 'groen', 400],
    ['transfer', { to: 'nobody', text: 'x' }, 'groen', 422],
    ['merge', { into: `${BASE}/id/report/none` }, 'groen', 400],
    ['accept', {}, 'dispatcher', 200],
  ])('%s %j as %s is %i', async (name, body, as, status) => {
    const { iri } = await fileReport();
    expect((await command(iri, name, body, as)).status).toBe(status);
  });

  it('is 404 for a report that is not there, and 412 for one that changed meanwhile', async () => {
    expect((await command(`${BASE}/id/report/none`, 'accept', {}, 'groen')).status).toBe(404);
    const { iri } = await fileReport();
    const seen = (await service.get(`${iri.replace('/id/', '/doc/')}/timeline`)).headers.get('etag') ?? '';
    expect((await command(iri, 'accept', {}, 'groen', { 'if-match': seen })).status).toBe(200);
    expect((await command(iri, 'start', {}, 'groen', { 'if-match': seen })).status).toBe(412);
  });

  it('is done once where it is asked many times at once', async () => {
    const { iri } = await fileReport();
    const answers = await Promise.all(Array.from({ length: 8 }, () => command(iri, 'accept', {}, 'groen')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    expect((await timeline(iri)).timeline).toHaveLength(2);
  });
});

describe('the handshake', () => {
  it('takes a report back that is refused for jurisdiction, decides again, forwards it and tells the reporter', async () => {
    // New York City Council, Int 0800-2026: no request may be closed because it is another agency's; it is taken back,
    // evaluated again and forwarded, and the one who complained is told.
    const { iri, follow } = await fileReport();
    const refusal = { reason: 'not-our-asset', text: 'Deze bank is niet van ons.' };
    const refused = await done(iri, 'refuse', refusal, 'groen');
    expect(refused).toMatchObject({ report: iri, state: { key: 'offered' }, handler: { id: GENT } });
    const told = (await json(await service.get(follow))) as unknown as LifeAnswer;
    expect(sentences(told).at(-1)).toBe(
      'Parks service, City of Ghent cannot deal with your report (not ours). We have put it to City of Ghent; you need not report anything again.',
    );
    expect(told.timeline.at(-1)).toMatchObject({ refusal: 'not-our-asset', text: refusal.text });
    expect((await command(iri, 'accept', {}, 'groen')).status).toBe(403);
    expect((await done(iri, 'accept', {}, 'gent')).state.key).toBe('accepted');
  });

  it('keeps both decisions, and the new one says what the old was', async () => {
    const { iri } = await fileReport();
    await done(iri, 'refuse', { reason: 'other', text: 'Nee.' }, 'groen');
    const turtle = await (await service.get(iri.replace('/id/', '/doc/'), { accept: 'text/turtle' })).text();
    expect(turtle.match(/prov:startedAtTime/g)).toHaveLength(2);
    expect(turtle).toContain('prov:wasRevisionOf');
    expect(turtle).toMatch(/ww:excluded\s+<[^>]*gent-groendienst>/);
  });

  it('gives a report that was refused twice to a dispatcher, who assigns it', async () => {
    const { iri } = await fileReport();
    await done(iri, 'refuse', { reason: 'not-our-asset', text: 'Nee.' }, 'groen');
    const twice = await done(iri, 'refuse', { reason: 'not-our-task', text: 'Ook niet.' }, 'gent');
    expect(twice).toMatchObject({ state: { key: 'unassigned' }, handler: null });
    expect(sentences(twice).at(-1)).toContain('A member of staff is now finding out who can solve it');
    const assigned = await done(iri, 'assign', { to: AWV }, 'dispatcher');
    expect(assigned).toMatchObject({ state: { key: 'offered' }, handler: { id: AWV } });
    expect((await done(iri, 'accept', {}, 'awv')).state.key).toBe('accepted');
  });

  it('transfers a report to an organisation that the manager names', async () => {
    const { iri } = await fileReport();
    const moved = await done(iri, 'transfer', { to: WEGEN, text: 'Staat op het voetpad.' }, 'groen');
    expect(moved).toMatchObject({ state: { key: 'offered' }, handler: { id: WEGEN } });
    expect((await command(iri, 'accept', {}, 'groen')).status).toBe(403);
    await done(iri, 'accept', {}, 'wegen');
  });

  it('goes to a dispatcher where nobody answers in time', async () => {
    const { iri, body } = await fileReport();
    // Monday the 23rd; three working days later is Thursday the 26th, the last second of it in Belgium.
    expect(body.answerBy).toBe('2026-11-26T22:59:59.000Z');
    const before = clock;
    clock = new Date('2026-11-26T22:59:58Z');
    await service.engine.escalation.look();
    expect((await timeline(iri)).state.key).toBe('offered');
    clock = new Date('2026-11-26T23:00:01Z');
    await service.engine.escalation.look();
    const life = await timeline(iri);
    expect(life).toMatchObject({ state: { key: 'unassigned' }, handler: null });
    expect(sentences(life).at(-1)).toBe(
      'Parks service, City of Ghent did not answer in time. A member of staff is now finding out who can solve it.',
    );
    clock = before;
  });
});

describe('the reporter', () => {
  it('is asked a question and answers by the secret link', async () => {
    const { iri, follow } = await fileReport();
    await done(iri, 'accept', {}, 'groen');
    const asked = await done(iri, 'question', { text: 'Welke bank precies?' }, 'groen');
    expect(asked.state).toMatchObject({ key: 'waiting', actionNeeded: true });
    const answered = await done(follow, 'answer', { text: 'Die naast de vijver.' });
    expect(answered.state).toMatchObject({ key: 'in-progress', actionNeeded: false });
    expect(answered.timeline.at(-1)).toMatchObject({ text: 'Die naast de vijver.', by: `${iri}#reporter` });
  });

  it('adds, withdraws, and reopens what was closed too soon', async () => {
    const { iri, follow } = await fileReport();
    await done(follow, 'addition', { text: 'Ook de poot is los.' });
    await done(iri, 'accept', {}, 'groen');
    await done(iri, 'resolve', { text: 'Klaar.' }, 'groen');
    const bad = await done(follow, 'rate', { rating: 1, text: 'Nog altijd stuk.', reopen: true });
    expect(bad).toMatchObject({ state: { key: 'reopened' }, handler: { id: GROEN } });
    expect((await done(follow, 'withdraw', {})).state.key).toBe('withdrawn');
    expect((await done(follow, 'reopen', { text: 'Toch niet.' })).state.key).toBe('reopened');
  });

  it('has nothing to fear from other links, and may not do what managers do', async () => {
    const mine = await fileReport();
    const other = await fileReport();
    const cut = mine.follow.slice(0, -1);
    expect((await service.get(cut)).status).toBe(404);
    expect((await command(mine.follow, 'accept', {})).status).toBe(404);
    const token = mine.follow.split('/').at(-1) ?? '';
    const response = await command(other.iri, 'withdraw', {}, undefined, {
      authorization: `Bearer ${token}`,
    });
    expect(response.status).toBe(403);
    expect(
      (await command(mine.iri, 'withdraw', {}, undefined, { authorization: `Bearer ${token}` })).status,
    ).toBe(200);
  });

  it('finds the secret of the link nowhere else', async () => {
    const { iri, follow } = await fileReport();
    const secret = follow.slice(-43);
    await service.get(follow);
    expect(service.log.join('')).not.toContain(secret);
    const { store } = service.engine;
    for (const table of ['follow', 'idempotency', 'outbox', 'inbox', 'audit'] as const)
      expect(JSON.stringify([...store.readRecords(table)])).not.toContain(secret);
    expect((store.readGraph(iri.replace('/id/', '/doc/')) ?? []).join('')).not.toContain(secret);
  });

  it('gets the same link for the same request, also where the first answer was lost', async () => {
    const body = benchReport(placed(3.7095, 51.0452));
    const [first, second] = [
      await file(service, body, { 'idempotency-key': 'lost' }),
      await file(service, body, { 'idempotency-key': 'lost' }),
    ];
    expect(await second.text()).toBe(await first.text());
  });

  it('may let an app do it, where the app filed the report', async () => {
    const { iri } = await fileReport({}, 'app');
    expect((await done(iri, 'withdraw', {}, 'app')).state.key).toBe('withdrawn');
  });
});

describe('several hands', () => {
  it('split a report, and the whole ends with its last part', async () => {
    const { iri } = await fileReport();
    const whole = await done(
      iri,
      'split',
      {
        parts: [
          { description: 'De bank herstellen.' },
          { category: 'put-in-wegdek', description: 'De put vullen.', to: WEGEN },
        ],
      },
      'groen',
    );
    expect(whole.state.key).toBe('split');
    const [first = '', second = ''] = whole.parts ?? [];
    const lives = [await timeline(first), await timeline(second)];
    const green = lives.findIndex(({ handler }) => handler?.id === GROEN);
    const [greenPart, roadPart] = green === 0 ? [first, second] : [second, first];
    expect(lives.map(({ handler }) => handler?.id).sort()).toEqual([GROEN, WEGEN].sort());
    await done(greenPart, 'accept', {}, 'groen');
    await done(greenPart, 'resolve', { text: 'Bank hersteld.' }, 'groen');
    expect((await timeline(iri)).state.key).toBe('split');
    await done(roadPart, 'accept', {}, 'wegen');
    await done(roadPart, 'resolve', { text: 'Put gevuld.' }, 'wegen');
    expect((await timeline(iri)).state.key).toBe('solved');
    await done(roadPart, 'reopen', { text: 'Verzakt opnieuw.' }, 'wegen');
    expect((await timeline(iri)).state.key).toBe('split');
  });

  it('merge reports about one problem, and all their reporters hear the news', async () => {
    const one = await fileReport();
    const two = await fileReport();
    expect((await done(two.iri, 'merge', { into: one.iri }, 'groen')).state.key).toBe('merged');
    await done(one.iri, 'accept', {}, 'groen');
    await done(one.iri, 'resolve', { text: 'Klaar.' }, 'groen');
    expect((await timeline(one.iri)).merged).toEqual([two.iri]);
    const other = (await json(await service.get(two.follow))) as unknown as LifeAnswer;
    expect(other.timeline.map(({ command: name }) => name).filter((name) => name === 'news')).toHaveLength(2);
    expect(other.timeline.at(-1)?.message.nl).toMatch(
      /^Over de melding waarmee de uwe samen wordt opgevolgd: “.* heeft het probleem opgelost\.”$/,
    );
    expect((await command(one.iri, 'merge', { into: one.iri }, 'groen')).status).toBe(409);
  });

  it('relate reports, both ways', async () => {
    const one = await fileReport();
    const two = await fileReport();
    await done(one.iri, 'relate', { to: two.iri }, 'groen');
    const turtle = await (
      await service.get(two.iri.replace('/id/', '/doc/'), { accept: 'text/turtle' })
    ).text();
    expect(turtle).toMatch(new RegExp(`dct:relation\\s+<${one.iri}>`));
  });
});

describe('a report that was made already', () => {
  it('is offered to follow, with why, and is not refused', async () => {
    const place = placed(3.71005, 51.04545);
    const first = await fileReport(place);
    const second = await fileReport(place);
    const offered = second.body.duplicates as Record<string, unknown>[];
    const mine = offered.find(({ report }) => report === first.iri);
    expect(mine).toMatchObject({ sameCategory: true, days: 0, subscribe: `${first.iri}/subscribe` });
    expect((mine?.explanation as { en: string }).en).toMatch(
      /^The same was reported today, \d metres from here\.$/,
    );
    const { follow } = await json(await service.get(`${first.iri}/subscribe`, {}, { method: 'POST' }));
    expect((await service.get(String(follow))).status).toBe(200);
    expect((await command(String(follow), 'withdraw', {})).status).not.toBe(200);
    const asReporter = String(follow).replace('/wws_', '/wwf_');
    expect((await service.get(asReporter)).status).toBe(404);
    expect((await command(asReporter, 'withdraw', {})).status).not.toBe(200);
    expect((await service.get(`${asReporter}/personal`, {}, { method: 'DELETE' })).status).not.toBe(200);
    expect((await timeline(first.iri)).state.key).toBe('offered');
  });

  it('can be asked for before filing', async () => {
    const answer = await json(
      await service.get('/duplicates?category=zitbank-beschadigd&lon=3.7099224&lat=51.0453067'),
    );
    expect((answer.duplicates as unknown[]).length).toBeGreaterThan(0);
    const far = await json(await service.get('/duplicates?category=zitbank-beschadigd&lon=3.72&lat=51.04'));
    expect(far.duplicates).toEqual([]);
  });
});

describe('the history of a report', () => {
  it('tells those who may know which client did what, and under which request', async () => {
    const { iri } = await fileReport();
    await command(iri, 'accept', {}, 'groen', { 'x-request-id': 'request-0815' });
    const path = `${iri.replace('/id/', '/doc/')}/history`;
    for (const name of ['groen', 'auditor', 'dispatcher']) {
      const response = await service.get(path, { authorization: `Bearer ${keys.get(name) ?? ''}` });
      expect(response.status, name).toBe(200);
      expect((await json(response)).entries).toMatchObject([
        { command: 'file', agent: `${BASE}/id/agent/service`, requestId: expect.any(String) as string },
        {
          command: 'accept',
          requestId: 'request-0815',
          agent: expect.stringContaining('/id/agent/key-') as string,
        },
      ]);
    }
    for (const headers of [{}, { authorization: `Bearer ${keys.get('awv') ?? ''}` }]) {
      const body = await json(await service.get(path, headers));
      expect(body).toMatchObject({
        part: 'public',
        entries: [{ command: 'file' }, { command: 'accept', by: GROEN }],
      });
      expect(JSON.stringify(body)).not.toMatch(/agent\/key-|request-0815/);
    }
    const change = [...service.engine.store.log(0)].find(({ requestId }) => requestId === 'request-0815');
    expect(change).toMatchObject({ reason: 'report.accept' });
  });

  it('says whom to tell what, in the order of the log', async () => {
    const { iri } = await fileReport();
    await done(iri, 'refuse', { reason: 'other', text: 'Nee.' }, 'groen');
    await service.deliveries.routed();
    const events = service.deliveries.inbox
      .events(GROEN, '', 1000)
      .map(({ position, event }) => ({ ...event, key: position }))
      .filter(({ report }) => report === iri);
    expect(events).toMatchObject([
      { kind: 'report.file', organisation: GROEN, previous: null },
      { kind: 'report.refuse', organisation: GENT, previous: GROEN, state: 'offered' },
    ]);
    const sequences = events.map(({ key }) => Number(key.slice(0, 12)));
    const [, last] = [...service.engine.store.log((sequences[1] ?? 0) - 2)];
    expect(last?.reason).toMatch(/^report\.refuse/);
  });
});
