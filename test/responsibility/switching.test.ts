/** Decisions that are made while a register of many things is replaced by the next version of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import type { Decision, Responsibility } from '#wegwijzer/responsibility/index.js';
import { BASE } from '../support/engine.js';

/** Lamps, enough of them for the register to be switched as a whole, each in a tile of its own. */
const LAMPS = 9000;
const TODAY = new Date('2026-11-23T12:00:00Z');
const VERSIONS = [
  { manager: 'Alfa', asOf: '2026-11-01' },
  { manager: 'Beta', asOf: '2026-11-02' },
] as const;

let directory: string;
let engine: Engine;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-switching-'));
  engine = await startEngine({
    directory: join(directory, 'data'),
    baseUrl: BASE,
    readers: 1,
    spare: true,
    now: () => TODAY,
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A place in a grid of some 300 by 300 metres. */
function placeOf(lamp: number): [lon: number, lat: number] {
  return [3.2 + (lamp % 100) * 0.004, 50.8 + Math.floor(lamp / 100) * 0.003];
}

function register(manager: string): string {
  const lamps = Array.from({ length: LAMPS }, (_, at) => {
    const point = placeOf(at)
      .map((value) => value.toFixed(6))
      .join(' ');
    return `<id/asset/lamp-${String(at)}> a infra:Verlichtingspaal ; obd:beheerder <id/organisation/${manager}> ;
      locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (${point})"^^geo:wktLiteral ] .`;
  });
  const organisations = VERSIONS.map(
    ({ manager: name }) => `<id/organisation/${name}> a org:Organization ; skos:prefLabel "${name}"@nl .`,
  );
  return `@prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix locn: <http://www.w3.org/ns/locn#> .
    @prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> .
    @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
    ${organisations.join('\n')}
    ${lamps.join('\n')}`;
}

async function load({ manager, asOf }: (typeof VERSIONS)[number]): Promise<void> {
  const path = join(directory, `${manager}.ttl`);
  writeFileSync(path, register(manager));
  await engine.loadRegister({ name: 'lamps', asOf, files: [{ path }] });
}

async function decide(responsibility: Responsibility, lamp: number): Promise<Decision> {
  const category = (await responsibility.categoryIri('straatverlichting-defect')) ?? '';
  return responsibility.decide({ category, point: placeOf(lamp), accuracy: 1 });
}

/** Who it is, and by which version of the register. */
function told({ responsible, facts }: Decision): unknown {
  return [responsible?.label.nl, ...facts.map(({ asOf }) => asOf)];
}

it('each is made by the old version or by the new one, and is the same when it is made again', async () => {
  await load(VERSIONS[0]);
  const end = new AbortController();
  const loaded = load(VERSIONS[1]).finally(() => {
    end.abort();
  });
  const made: { readonly lamp: number; readonly decision: Decision }[] = [];
  // Each of them asks about a lamp that nobody asked about before.
  for (let lamp = 0; !end.signal.aborted && lamp < LAMPS; lamp += 1)
    made.push({ lamp, decision: await decide(engine.responsibility, lamp) });
  await loaded;
  made.push({ lamp: LAMPS - 1, decision: await decide(engine.responsibility, LAMPS - 1) });

  const byVersion = VERSIONS.map(({ manager, asOf }) => JSON.stringify([manager, asOf]));
  const kinds = new Set(made.map(({ decision }) => JSON.stringify(told(decision))));
  expect([...kinds].sort()).toEqual(byVersion);

  for (const sequence of new Set(made.map(({ decision }) => decision.asOf))) {
    const then = await engine.responsibility.asOf(sequence, TODAY);
    const again = made.filter(({ decision }) => decision.asOf === sequence);
    for (const { lamp, decision } of again) expect(await decide(then, lamp)).toEqual(decision);
    await then.close();
  }
}, 120_000);
