import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { replayDecision } from '#wegwijzer/reports/index.js';
import { decisionLines, decisionToJson, type Decision } from '#wegwijzer/responsibility/index.js';
import { BASE, PROJECT } from '../support/engine.js';

const WW = 'https://w3id.org/wegwijzer#';
const GRASS = { category: 'zitbank-beschadigd', lon: 3.7099224, lat: 51.0453067, accuracy: 5 };
const TODAY = new Date('2026-11-23T12:00:00Z');
/** Registers by the day that they describe; that of the grounds is 327 days old. */
const REGISTERS = { organisations: '2026-11-01', areas: '2026-11-01', ground: '2025-12-31' };

let directory: string;
let engine: Engine;

const start = (registerMaxAgeDays?: number): Promise<Engine> =>
  startEngine({
    directory: join(directory, 'data'),
    baseUrl: BASE,
    readers: 0,
    spare: false,
    now: () => TODAY,
    ...(registerMaxAgeDays === undefined ? {} : { registerMaxAgeDays }),
  });

async function restart(registerMaxAgeDays?: number): Promise<void> {
  await engine.close();
  engine = await start(registerMaxAgeDays);
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-stale-'));
  engine = await start(300);
  for (const [name, asOf] of Object.entries(REGISTERS))
    await engine.loadRegister({ name, asOf, files: [{ path: join(PROJECT, 'demo', `${name}.ttl`) }] });
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

async function decide(): Promise<Decision> {
  const { lon, lat, accuracy } = GRASS;
  const category = (await engine.responsibility.categoryIri(GRASS.category)) ?? '';
  return engine.responsibility.decide({ category, point: [lon, lat], accuracy });
}

/** Files a report, and gives the IRI of its decision. */
async function file(): Promise<string> {
  const { category, ...location } = GRASS;
  const report = { '@context': `${BASE}/context/report.jsonld`, type: 'Report', category, location };
  const body = Buffer.from(JSON.stringify({ ...report, description: 'Proef' }));
  const { json } = await engine.intake.submit({ mediaType: 'application/ld+json', body });
  return (JSON.parse(json) as { decision: { id: string } }).decision.id;
}

const staleRegisters = ({ facts }: Decision): string[] => [
  ...new Set(facts.flatMap(({ register, stale }) => (stale ? [register.label.nl] : []))),
];

describe('a register that is older than it may be', () => {
  it('is flagged on each fact from it, and no other, in the record and in JSON', async () => {
    const decision = await decide();
    expect(staleRegisters(decision)).toEqual(['ground']);
    const lines = decisionLines(decision, { iri: 'urn:d', graph: 'urn:g', agent: 'urn:a' });
    const flagged = lines.filter((line) => line.includes(`<${WW}stale> "true"`));
    const grounds = decision.facts.filter(({ role }) => role === 'ground');
    expect(flagged).toHaveLength(grounds.length);
    const { facts } = decisionToJson(decision) as unknown as { facts: { role: string; stale?: boolean }[] };
    expect(facts.filter(({ stale }) => stale).map(({ role }) => role)).toEqual(grounds.map(() => 'ground'));
  });

  it('is told of to the dispatcher, with its age and what it may be', async () => {
    const { forDispatcher } = await decide();
    expect(forDispatcher.en).toContain(
      'Mind: the register ground describes 2025-12-31, 327 days ago; more than 300 counts as stale.',
    );
    expect(forDispatcher.nl).toContain('327 dagen geleden; meer dan 300 geldt als verouderd.');
  });

  it('may be as old as twice the time in which it says it is renewed', async () => {
    const path = join(directory, 'ground.ttl');
    const frequency = 'http://publications.europa.eu/resource/authority/frequency';
    for (const [code, expected] of [
      ['ANNUAL', []],
      ['QUARTERLY', ['ground']],
      ['UNKNOWN', ['ground']],
    ] as const) {
      const said = `<${BASE}/id/register/ground> <http://purl.org/dc/terms/accrualPeriodicity> <${frequency}/${code}> .`;
      writeFileSync(path, `${readFileSync(join(PROJECT, 'demo', 'ground.ttl'), 'utf8')}\n${said}`);
      await engine.loadRegister({ name: 'ground', asOf: '2025-12-31', files: [{ path }] });
      expect(staleRegisters(await decide()), code).toEqual(expected);
    }
  });

  it('is one by the setting of the last start that gave one', async () => {
    await restart();
    expect(staleRegisters(await decide())).toEqual(['ground']);
    await restart(327);
    expect(staleRegisters(await decide())).toEqual([]);
    await restart(20);
    expect(staleRegisters(await decide()).sort()).toEqual(['areas', 'ground']);
  });

  it('stays one in the replay of a decision, whatever is set or loaded since', async () => {
    const decision = await file();
    await restart(1000);
    const path = join(directory, 'ground.ttl');
    writeFileSync(
      path,
      '<urn:x> a <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#Groenvlak> ; <http://www.w3.org/ns/locn#geometry> [ a <http://www.w3.org/ns/locn#Geometry> ; <http://www.opengis.net/ont/geosparql#asWKT> "POLYGON ((3.1 51, 3.2 51, 3.2 51.1, 3.1 51))"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] .',
    );
    await engine.loadRegister({ name: 'ground', asOf: '2026-11-20', files: [{ path }] });
    expect(staleRegisters(await decide())).toEqual([]);
    const {
      same,
      missing,
      added,
      decision: again,
    } = await replayDecision({ ...engine, baseUrl: BASE }, decision);
    expect({ same, missing, added }).toEqual({ same: true, missing: [], added: [] });
    expect(staleRegisters(again)).toEqual(['ground']);
  });

  it('asks no report to be decided again when the setting changes', async () => {
    await file();
    await restart(20);
    expect(engine.redecide.list()).toEqual([]);
  });
});
