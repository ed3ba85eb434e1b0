import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { BASE } from '../support/engine.js';

const ORGANISATIONS = 'https://wegwijzer.test/id/organisation/';
/** The municipalities that ended on 1 January 2025, by NIS code, and those that took over. */
const MERGERS: Readonly<Record<string, readonly string[]>> = {
  11002: ['11007'],
  23106: ['23023', '23024', '23032'],
  37021: ['37018', '37012'],
  37022: ['37015', '37007'],
  44086: ['44048', '44012'],
  44087: ['44034', '44073'],
  44088: ['44043', '44040'],
  46029: ['46014', '44045'],
  46030: ['46003', '46013', '11056'],
  71071: ['71057', '71069'],
  71072: ['71022', '73040'],
  73110: ['73006', '73032'],
  73111: ['73083', '73009'],
};
const ENDED = Object.entries(MERGERS).flatMap(([now, before]) => before.map((code) => [code, now] as const));

/** A road of each municipality that ended, as a register recorded them before. */
const ROADS = `
  @prefix weg: <https://data.vlaanderen.be/ns/weg#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix o: <${ORGANISATIONS}> .
  ${ENDED.map(
    ([code], index) => `<id/road/${code}> a weg:Wegsegment ; weg:linkerwegbeheerder o:${code} ;
      weg:rechterwegbeheerder o:${code} ; locn:geometry [ a locn:Geometry ; geo:asWKT
        "LINESTRING (${String(lonOf(index))} 51, ${String(lonOf(index))} 51.001)"^^geo:wktLiteral ] .`,
  ).join('\n')}`;

function lonOf(index: number): number {
  return 3 + index / 100;
}

let engine: Engine;
let directory: string;
let today = '2026-11-23';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-mergers-'));
  const now = (): Date => new Date(`${today}T12:00:00Z`);
  const where = { directory: join(directory, 'data'), baseUrl: BASE };
  engine = await startEngine({ ...where, readers: 0, spare: false, now });
  const roads = join(directory, 'roads.ttl');
  writeFileSync(roads, ROADS);
  await engine.loadRegister({ name: 'roads', asOf: '2024-06-30', files: [{ path: roads }] });
  const mergers = packageFile('demo', 'flanders', 'mergers-2025.ttl');
  await engine.loadRegister({ name: 'mergers', asOf: '2025-01-01', files: [{ path: mergers }] });
});
afterAll(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

async function decide(code: string, day: string): Promise<Decision> {
  today = day;
  const index = ENDED.findIndex(([ended]) => ended === code);
  const category = (await engine.responsibility.categoryIri('put-in-wegdek')) ?? '';
  return engine.responsibility.decide({ category, point: [lonOf(index), 51.0005], accuracy: 2 });
}

describe('the thirteen mergers of 1 January 2025', () => {
  it('ended twenty-seven municipalities', () => {
    expect(Object.keys(MERGERS)).toHaveLength(13);
    expect(ENDED).toHaveLength(27);
  });

  it.each(ENDED)('lead from a register that still names %s to %s, and say so', async (code, successor) => {
    const decision = await decide(code, '2025-01-01');
    expect(decision).toMatchObject({
      outcome: 'decided',
      responsible: { iri: ORGANISATIONS + successor },
    });
    const name = decision.responsible?.label.nl ?? '';
    const said = `${code} is sinds 2025-01-01 opgevolgd door ${name}.`;
    expect(decision.sentence.nl).toContain(said);
    expect(decision.forDispatcher.nl).toContain(said);
    expect(decision.facts).toContainEqual(
      expect.objectContaining({
        role: 'succession',
        register: { iri: `${BASE}/id/register/mergers`, label: { nl: 'mergers', en: 'mergers' } },
        asOf: '2025-01-01',
      }),
    );
  });

  it.each(ENDED)('leave the roads of %s to itself on the day before', async (code) => {
    const decision = await decide(code, '2024-12-31');
    expect(decision.responsible?.iri).toBe(ORGANISATIONS + code);
    expect(decision.sentence.nl).not.toContain('opgevolgd');
  });
});
