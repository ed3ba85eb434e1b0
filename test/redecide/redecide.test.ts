import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#wegwijzer/access/index.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import {
  readStoredReport,
  type Command,
  type OutboxEvent,
  type ReportLife,
} from '#wegwijzer/reports/index.js';
import { redecisionIri } from '#wegwijzer/redecide/index.js';
import { BASE } from '../support/engine.js';
import { openTown, PREFIXES, road, x, type Town } from './town.js';

const AGENT = `${BASE}/id/agent/steward`;
const STEWARD: Client = { id: AGENT, name: 'steward', anonymous: false, roles: new Set(['steward']) };

describe('open reports, when a register changes', () => {
  let town: Town;
  let [north, south] = ['', ''];
  const waiting = (): { report: string; from: readonly string[]; to: readonly string[] }[] =>
    town.engine.redecide.list().map(({ report, from, to }) => ({ report, from, to }));
  const stored = (report: string): { decision: string | undefined; handler: string | undefined } => {
    const found = readStoredReport(town.engine.store, BASE, report);
    return { decision: found?.decision, handler: found?.handler };
  };

  beforeEach(async () => {
    town = await openTown();
    await town.load(
      'bodies',
      ['A', 'B', 'C'].map((name) => `:${name} a org:Organization ; skos:prefLabel "${name}"@nl .\n`).join(''),
    );
    await town.load('roads', road('north', 'A', 51.06) + road('south', 'A', 51.05));
    north = await town.file(3.705, 51.06);
    south = await town.file(3.705, 51.05);
  });
  afterEach(async () => {
    await town.close();
  });

  it('are listed where the answer is another one now, with why; nothing else of them changes', async () => {
    const before = stored(north);
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    expect(waiting()).toEqual([{ report: north, from: [x('A')], to: [x('B')] }]);
    const [entry] = town.engine.redecide.list();
    expect(entry).toMatchObject({
      cause: `${BASE}/id/register/roads`,
      decision: before.decision,
      state: 'waiting',
      why: {
        nl: expect.stringContaining('B is verantwoordelijk') as string,
        en: expect.stringContaining('B is responsible') as string,
      },
    });
    expect(stored(north)).toEqual(before);
    const rows = await town.engine.store.query(
      'SELECT ?r WHERE { ?w a <https://w3id.org/wegwijzer#Redecision> ; <http://purl.org/dc/terms/subject> ?r }',
    );
    expect(rows).toContain(north);
  });

  it('get a new decision that supersedes the old one when a person says so', async () => {
    const before = stored(north);
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'C', 51.05));
    expect(waiting()).toHaveLength(2);
    const sequence = town.engine.store.sequence;
    expect(await town.engine.redecide.apply({ client: STEWARD, reports: [north, x('nothing')] })).toEqual({
      applied: [north],
      settled: [],
      kept: [],
      unknown: [x('nothing')],
    });
    const after = stored(north);
    expect(after.handler).toBe(x('B'));
    expect(after.decision).not.toBe(before.decision);
    const lines = (town.engine.store.readGraph(north.replace('/id/', '/doc/')) ?? []).join('\n');
    expect(lines).toContain(
      `<${after.decision ?? ''}> <http://www.w3.org/ns/prov#wasRevisionOf> <${before.decision ?? ''}>`,
    );
    expect(lines).toContain(
      `<${before.decision ?? ''}> <https://w3id.org/wegwijzer#responsible> <${x('A')}>`,
    );
    expect(waiting()).toEqual([{ report: south, from: [x('A')], to: [x('C')] }]);
    expect([...town.engine.store.log(sequence)].map(({ agent }) => agent)).toEqual([AGENT]);
    expect((await town.engine.redecide.apply({ client: STEWARD })).applied).toEqual([south]);
    expect(waiting()).toEqual([]);
  });

  const order = (command: Command): Promise<ReportLife> =>
    town.engine.life.perform({ report: north, command, authorise: () => Promise.resolve(STEWARD) });
  const events = (): OutboxEvent[] =>
    [...town.engine.store.readRecords('outbox')]
      .map(({ value }) => JSON.parse(value) as OutboxEvent)
      .filter(({ report }) => report === north);

  it('are told apart from what is no report, and from what is no IRI', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    const reports = [north, south, 'foo', ''];
    expect(await town.engine.redecide.dismiss({ agent: AGENT, reports })).toEqual([north]);
    expect(await town.engine.redecide.apply({ client: STEWARD, reports })).toEqual({
      applied: [north],
      settled: [],
      kept: [],
      unknown: [south, 'foo', ''],
    });
  });

  it('are offered to the new manager, whatever the old one had begun, and everyone concerned is told', async () => {
    await order({ name: 'accept' });
    await order({ name: 'start' });
    expect(town.engine.life.read(north)?.answerBy).toBeUndefined();
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    await town.engine.redecide.apply({ client: STEWARD });
    const life = town.engine.life.read(north);
    expect(life).toMatchObject({ state: 'offered', handler: x('B'), answerBy: expect.any(String) as string });
    expect(life?.history.at(-1)).toMatchObject({
      command: 'redecide',
      handler: x('B'),
      by: `${BASE}/id/agent/steward`,
      message: {
        nl: expect.stringContaining('ligt nu bij B') as string,
        en: expect.stringContaining('now with B') as string,
      },
    });
    expect(events().at(-1)).toMatchObject({
      kind: 'report.redecide',
      state: 'offered',
      organisation: x('B'),
      previous: x('A'),
    });
    expect((await order({ name: 'accept' })).state).toBe('accepted');
  });

  it('do not go to a manager who refused, and are not listed for that alone', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    await town.engine.redecide.apply({ client: STEWARD });
    await order({ name: 'refuse', reason: 'not-our-asset', text: 'Niet van ons' });
    const { decision } = stored(north);
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05) + road('x', 'A', 51.0601));
    expect(waiting()).toEqual([]);
    await town.load('roads', road('north', 'C', 51.06) + road('south', 'A', 51.05));
    expect(waiting()).toMatchObject([{ report: north, to: [x('C')] }]);
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    await town.engine.redecide.apply({ client: STEWARD });
    expect(stored(north).decision).toBe(decision);
    expect(stored(north).handler).not.toBe(x('B'));
  });

  it('stay with whom a person gave them to by hand, with the reason', async () => {
    await order({ name: 'assign', to: x('C'), text: 'Zo afgesproken' });
    const before = stored(north);
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    expect(town.engine.redecide.list()).toMatchObject([{ report: north, to: [x('B')], held: 'reassigned' }]);
    expect(await town.engine.redecide.apply({ client: STEWARD })).toMatchObject({
      applied: [],
      kept: [{ report: north, reason: 'reassigned' }],
    });
    expect(stored(north)).toEqual(before);
    expect(waiting()).toHaveLength(1);
    // Where whoever has it comes out, there is nothing left to say.
    await town.load('roads', road('north', 'C', 51.06) + road('south', 'A', 51.05));
    expect(waiting()).toEqual([]);
  });

  it('keep their decision where a person dismisses it, and are not brought up again for the same', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    expect(await town.engine.redecide.dismiss({ agent: AGENT, reports: [north, south] })).toEqual([north]);
    await town.load(
      'roads',
      road('north', 'B', 51.06) + road('south', 'A', 51.05) + road('other', 'A', 51.0601),
    );
    expect(town.engine.redecide.list().map(({ report, state }) => [report, state])).toEqual([
      [north, 'dismissed'],
    ]);
    expect((await town.engine.redecide.apply({ client: STEWARD })).applied).toEqual([]);
    await town.load('roads', road('north', 'C', 51.06) + road('south', 'A', 51.05));
    expect(town.engine.redecide.list()).toMatchObject([{ report: north, to: [x('C')], state: 'waiting' }]);
  });

  it('wait no longer once the answer is the same again', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    await town.load('roads', road('north', 'A', 51.06) + road('south', 'A', 51.05));
    expect(waiting()).toEqual([]);
  });

  it('are decided anew only near what changed', async () => {
    const seen: number[] = [];
    const { redecide } = town.engine;
    const watch = setInterval(() => {
      const progress = redecide.progress();
      if (progress?.done) seen.push(progress.decided);
    }, 0);
    await town.load('roads', road('north', 'B', 51.06), { delta: true });
    clearInterval(watch);
    expect(waiting().map(({ report }) => report)).toEqual([north]);
    expect(Math.max(0, ...seen)).toBeLessThan(2);
  });

  it('are not looked at after a load that is refused, which leaves nothing in the log', async () => {
    const { sequence } = town.engine.store;
    await expect(town.load('roads', ':north a weg:Wegsegment ; a .')).rejects.toMatchObject({
      type: 'invalid-register',
    });
    const rules = join(town.directory, 'broken.ttl');
    writeFileSync(rules, `${PREFIXES} :set a <https://w3id.org/wegwijzer#RuleSet> .`);
    await expect(town.engine.loadRules('broken', rules)).rejects.toMatchObject({ type: 'invalid-rules' });
    expect([...town.engine.store.log(sequence)]).toEqual([]);
    expect(waiting()).toEqual([]);
  });

  it('that are closed are left alone', async () => {
    const graph = north.replace('/id/', '/doc/');
    const state = (town.engine.store.readGraph(graph) ?? []).filter((line) =>
      line.startsWith(`<${north}> <https://w3id.org/wegwijzer#state>`),
    );
    expect(state).toHaveLength(1);
    await town.engine.store.commit({
      agent: AGENT,
      reason: 'Closed',
      remove: state,
      insert: state.map((line) => line.replace(/\/state\/\w+>/, '/state/finished>')),
    });
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'B', 51.05));
    expect(waiting().map(({ report }) => report)).toEqual([south]);
  });

  it('are not listed or decided about while they are closed, and wait again when they are reopened', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'B', 51.05));
    expect(waiting()).toHaveLength(2);
    await order({ name: 'withdraw', text: 'Al gevuld' });
    expect(waiting().map(({ report }) => report)).toEqual([south]);
    expect(await town.engine.redecide.dismiss({ agent: AGENT, reports: [north] })).toEqual([]);
    expect(await town.engine.redecide.apply({ client: STEWARD, reports: [north] })).toMatchObject({
      unknown: [north],
    });
    expect((await town.engine.redecide.apply({ client: STEWARD })).applied).toEqual([south]);
    // Looking at the open reports leaves what waits about others.
    await town.load('roads', road('other', 'A', 51.07), { delta: true });
    await order({ name: 'reopen', text: 'Toch niet' });
    expect(waiting()).toEqual([{ report: north, from: [x('A')], to: [x('B')] }]);
    expect((await town.engine.redecide.apply({ client: STEWARD })).applied).toEqual([north]);
  });

  it('are not brought up again for what was dismissed before they were closed and reopened', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'A', 51.05));
    await town.engine.redecide.dismiss({ agent: AGENT, reports: [north] });
    await order({ name: 'withdraw', text: 'Al gevuld' });
    await order({ name: 'reopen', text: 'Toch niet' });
    await town.load(
      'roads',
      road('north', 'B', 51.06) + road('south', 'A', 51.05) + road('other', 'A', 51.0601),
    );
    expect(town.engine.redecide.list().map(({ report, state }) => [report, state])).toEqual([
      [north, 'dismissed'],
    ]);
  });

  it('wait no longer once they are sealed', async () => {
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'B', 51.05));
    await order({ name: 'withdraw', text: 'Al gevuld' });
    await order({ name: 'seal' });
    expect(
      town.engine.store.readSubject(`${BASE}/doc/redecision/waiting`, redecisionIri(BASE, north)),
    ).toEqual([]);
  });

  it('are open by their statuses where they have no state', async () => {
    const lines = [north, south].flatMap((report) =>
      town.engine.store.readSubject(report.replace('/id/', '/doc/'), report),
    );
    const graph = south.replace('/id/', '/doc/');
    await town.engine.store.commit({
      agent: AGENT,
      reason: 'Reports from elsewhere',
      remove: lines.filter((line) => line.includes(' <https://w3id.org/wegwijzer#state> ')),
      insert: [
        `<${south}#status> <https://data.vlaanderen.be/ns/melding#statuswaarde> <https://data.vlaanderen.be/id/concept/MeldingStatuswaarde/138> <${graph}> .`,
      ],
    });
    await town.load('roads', road('north', 'B', 51.06) + road('south', 'B', 51.05));
    expect(waiting().map(({ report }) => report)).toEqual([north]);
  });

  it('are listed after a merger, and after other rules', async () => {
    await town.load(
      'mergers',
      ':m a org:ChangeEvent ; org:originalOrganization :A ; org:resultingOrganization :B ; prov:endedAtTime "2025-01-01T00:00:00Z"^^xsd:dateTime .',
    );
    expect(waiting()).toHaveLength(2);
    await town.engine.redecide.apply({ client: STEWARD });
    const rules = join(town.directory, 'rules.ttl');
    writeFileSync(
      rules,
      `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
       @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix cat: <https://w3id.org/wegwijzer/category/> . @prefix : <${BASE}/id/x/> .
       @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix schema: <http://schema.org/> .
       :set a ww:RuleSet ; dct:title "Putten"@nl , "Holes"@en ; owl:versionInfo "1" ; dct:issued "2026-01-01"^^xsd:date ; dct:creator :C ; schema:validFrom "2026-01-01"^^xsd:date ; skos:changeNote "Eerste"@nl , "First"@en .
       :rule ww:example [ ww:category cat:put-in-wegdek ; ww:asset :north ; ww:expects :C ] ; a ww:ResponsibilityRule ; dct:isPartOf :set ; ww:asset :north ; ww:category cat:put-in-wegdek ; ww:manager :C ;
         skos:prefLabel "C vult putten"@nl , "C fills holes"@en ; dct:source "test" .`,
    );
    await town.engine.loadRules('holes', rules);
    await town.engine.redecide.settled();
    for (const { to, cause } of town.engine.redecide.list()) {
      expect(to).toEqual([x('C')]);
      expect(cause).toBe(`${BASE}/id/rules/holes`);
    }
  });

  it('are still looked at where the process ended before it could', async () => {
    await town.engine.store.commit({
      agent: AGENT,
      reason: 'As a process leaves it that ends in a load',
      insert: [
        `<${BASE}/doc/redecision/waiting> <https://w3id.org/wegwijzer#scanPending> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <${BASE}/doc/redecision/waiting> .`,
        ...(town.engine.store.readGraph(`${BASE}/id/register/roads`) ?? [])
          .filter((line) => line.includes('/north>') && line.includes('wegbeheerder'))
          .map((line) => line.replace(x('A'), x('B'))),
      ],
      remove: (town.engine.store.readGraph(`${BASE}/id/register/roads`) ?? []).filter(
        (line) => line.includes('/north>') && line.includes('wegbeheerder'),
      ),
    });
    await town.restart();
    await town.engine.redecide.settled();
    expect(waiting()).toEqual([{ report: north, from: [x('A')], to: [x('B')] }]);
    expect((town.engine.store.readGraph(`${BASE}/doc/redecision/waiting`) ?? []).join('')).not.toContain(
      'scanPending',
    );
  });
});

const flanders = join(packageFile(), '..', 'shared', 'flanders');
describe.skipIf(!existsSync(flanders))('the real changes of manager between 2021 and 2025', () => {
  let town: Town;
  const filed = new Map<string, string>();
  const changes = existsSync(flanders)
    ? readFileSync(join(flanders, 'manager-changes.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => {
          const [segment = '', lon, lat, from = '', , ...rest] = line.split(',');
          const to = /,([A-Z0-9]+),/.exec(`,${rest.join(',')},`)?.[1] ?? '';
          return { segment, lon: Number(lon), lat: Number(lat), from, to };
        })
    : [];
  // Segment 879765 changed twice: it began with the first manager and ended with the last.
  const first = new Map([...changes].reverse().map(({ segment, from }) => [segment, from]));
  const last = new Map(changes.map(({ segment, to }) => [segment, to]));
  const turtle = (managers: ReadonlyMap<string, string>): string =>
    readFileSync(join(flanders, 'road-segments.ttl'), 'utf8')
      .split('\n')
      .map((line) => {
        const code = managers.get(/^ws:(\d+) /.exec(line)?.[1] ?? '');
        return code === undefined ? line : line.replace(/wegbeheerder o:\S+/g, `wegbeheerder o:${code}`);
      })
      .join('\n');

  beforeAll(async () => {
    town = await openTown();
    for (const name of ['organisations', 'municipalities'])
      await town.engine.loadRegister({ name, files: [{ path: join(flanders, `${name}.ttl`) }] });
    await town.load('roads', turtle(first));
    const points = readFileSync(join(flanders, 'report-points.csv'), 'utf8').trim().split('\n').slice(1);
    // On each segment that changes a report, and on every twentieth of the others.
    const seen = new Set<string>();
    for (const [index, line] of points.entries()) {
      const [segment = '', lon, lat, noise] = line.split(',');
      if (noise !== '0' || seen.has(segment) || (!first.has(segment) && index % 20 !== 0)) continue;
      seen.add(segment);
      filed.set(await town.file(Number(lon), Number(lat)), segment);
    }
  });
  afterAll(async () => {
    await town.close();
  });

  it('flag exactly the reports on those segments, each with its new manager', async () => {
    expect(first.size).toBe(14);
    expect(filed.size).toBeGreaterThan(100);
    expect([...filed.values()].filter((segment) => first.has(segment))).toHaveLength(first.size);
    await town.load('roads', turtle(last));
    const organisation = (code: string | undefined): string =>
      `https://wegwijzer.test/id/organisation/${code ?? ''}`;
    const flagged = new Map(
      town.engine.redecide.list().map(({ report, from, to }) => [filed.get(report) ?? '', { from, to }]),
    );
    expect([...flagged.keys()].sort()).toEqual([...first.keys()].sort());
    // Where a segment ends in another one, whose manager is another, the answer is open between the two.
    for (const [segment, { from, to }] of flagged) {
      expect(from).toContain(organisation(first.get(segment)));
      expect(to).toContain(organisation(last.get(segment)));
    }
    expect([...flagged.values()].filter(({ to }) => to.length === 1).length).toBeGreaterThan(10);
  });
});
