import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'n3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  coverageLines,
  coverageToCsv,
  coverageToGeoJson,
  findCoverage,
  readAsked,
  type Cell,
  type CoverageReport,
} from '#wegwijzer/coverage/index.js';
import { takeInventory } from '#wegwijzer/coverage/inventory.js';
import { coverCells } from '#wegwijzer/spatial/index.js';
import type { Engine } from '#wegwijzer/engine.js';
import { BASE, freshEngine } from '../support/engine.js';

const GENT = 'https://data.vlaanderen.be/id/gemeente/44021';
const CAT = 'https://w3id.org/wegwijzer/category/';
const INFRA = 'https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#';

let engine: Engine;
let demo: CoverageReport;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-coverage-'));

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
  demo = await findCoverage(engine, {});
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const found = ({ cells }: CoverageReport): Cell[] => cells.filter(({ coverage }) => coverage !== 'covered');

describe('coverage of the demo', () => {
  it('finds the gap and the overlap that were put in, and nothing else', () => {
    expect(
      found(demo).map(
        ({ coverage, area, category, assetClass, groundClass, responsible, fallback, sample }) => ({
          ...{ coverage, area: area?.iri, category: category.iri, asset: sample.asset },
          ...{ assetClass: assetClass?.iri, groundClass: groundClass?.iri },
          ...{
            responsible: responsible.map(({ iri }) => iri).sort(),
            fallback: fallback.map(({ iri }) => iri),
          },
        }),
      ),
    ).toEqual([
      {
        ...{ coverage: 'gap', area: GENT, category: `${CAT}laadpaal-defect` },
        ...{
          asset: `${BASE}/id/asset/laadpaal-001`,
          assetClass: `${INFRA}Oplaadpunt`,
          groundClass: undefined,
        },
        ...{ responsible: [], fallback: ['https://data.vlaanderen.be/id/organisatie/OVO002067'] },
      },
      {
        ...{ coverage: 'overlap', area: GENT, category: `${CAT}nutskast-beschadigd` },
        ...{ asset: `${BASE}/id/asset/nutskast-017`, assetClass: `${INFRA}Nutskast` },
        groundClass: 'https://data.vlaanderen.be/ns/openbaardomein/terreindeel#Trottoir',
        responsible: [`${BASE}/id/organisation/fluvius`, `${BASE}/id/organisation/proximus`],
        fallback: [],
      },
    ]);
  });

  it('names the rules that disagree', () => {
    const overlap = demo.cells.find(({ coverage }) => coverage === 'overlap');
    expect(overlap?.rules.map(({ iri }) => iri.replace(/.*#/, '')).sort()).toEqual([
      'elektriciteitskast',
      'telecomkast',
    ]);
  });

  it('gives sample points that tell the same story when they are asked about', async () => {
    expect(demo.cells.length).toBeGreaterThan(500);
    for (const { category, sample, coverage, responsible, area } of demo.cells) {
      const question = { category: category.iri, point: sample.point, asset: sample.asset, accuracy: 1 };
      const { facts, ...decision } = await engine.responsibility.decide(question);
      const who = [...decision.candidates, ...(decision.responsible ? [decision.responsible] : [])];
      const told = `${category.iri} at ${sample.point.join(' ')}`;
      expect(
        facts.map(({ feature }) => feature.iri),
        told,
      ).toContain(area?.iri);
      if (coverage === 'gap') expect(['fallback', 'undecided'], told).toContain(decision.outcome);
      if (coverage === 'overlap') expect(decision.outcome, told).toBe('ambiguous');
      // Near an edge the place may be open; whom the rules name there is always among the answers.
      if (coverage === 'covered')
        expect(
          who.some(({ iri }) => responsible.some((one) => one.iri === iri)),
          told,
        ).toBe(true);
    }
  });

  it('can be asked for an area by name, code or IRI, and for a category with those below it', async () => {
    for (const area of ['Gent', '44021', GENT]) {
      const asked = await readAsked(engine, { areas: [area], categories: ['zwerfvuil'] });
      expect(asked.areas).toEqual([GENT]);
      expect(asked.categories).toContain(`${CAT}sluikstort`);
      const { cells } = await findCoverage(engine, asked);
      expect(new Set(cells.map((cell) => cell.area?.iri))).toEqual(new Set([GENT]));
      expect(new Set(cells.map(({ category }) => category.iri))).toEqual(new Set(asked.categories));
    }
    for (const nowhere of ['Nergens', '99999', GENT.replace('44021', '99999'), 'urn:"nowhere"'])
      await expect(readAsked(engine, { areas: [nowhere], categories: [] })).rejects.toMatchObject({
        type: 'invalid-parameter',
      });
    await expect(readAsked(engine, { areas: [], categories: ['nergens'] })).rejects.toMatchObject({
      type: 'invalid-parameter',
    });
  });

  it('of one small area is what it is in that of all areas, and no register is read through for it', async () => {
    const { cells } = await findCoverage(engine, { areas: [GENT] });
    expect(cells).toEqual(demo.cells.filter(({ area }) => area?.iri === GENT));
    const survey = await engine.responsibility.surveying();
    const [gent] = await survey.features([GENT]);
    const within = gent && coverCells(gent.geometry);
    const { store } = engine;
    let read = 0;
    const counted = {
      sequence: store.sequence,
      select: (query: string) => store.select(query),
      linesAsOf: (...asked: Parameters<typeof store.linesAsOf>) => {
        read += 1;
        return store.linesAsOf(...asked);
      },
    };
    const inArea = await takeInventory(counted, survey, { within });
    expect(read).toBe(0);
    const { features } = await takeInventory(counted, survey, {});
    expect(read).toBe(1);
    expect(features).toEqual(expect.arrayContaining([...inArea.features]));
    expect(inArea.features.length).toBeGreaterThan(100);
  });

  it('also looks where no register knows the ground, when asked to', async () => {
    const asked = { categories: [`${CAT}zitbank-beschadigd`], unrecorded: true };
    const gaps = found(await findCoverage(engine, asked));
    expect(gaps.map(({ coverage, groundClass }) => ({ coverage, groundClass }))).toEqual([
      { coverage: 'gap', groundClass: undefined },
      { coverage: 'gap', groundClass: undefined },
    ]);
  });

  it('stops when nobody waits any more, and refuses more than it may look at', async () => {
    await expect(findCoverage(engine, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    await expect(findCoverage(engine, { most: 10 })).rejects.toMatchObject({ type: 'invalid-parameter' });
  });

  it('is CSV, GeoJSON and a SHACL validation report with quality measurements', () => {
    const [header, ...rows] = coverageToCsv(demo).trimEnd().split('\r\n');
    expect(header).toContain('coverage,area,area_name,category');
    expect(rows).toHaveLength(demo.cells.length);
    const { features } = coverageToGeoJson(demo) as { features: { geometry: { coordinates: number[] } }[] };
    expect(features.map(({ geometry }) => geometry.coordinates)).toEqual(
      demo.cells.map(({ sample }) => sample.point),
    );
    const lines = coverageLines(demo, { iri: `${BASE}/coverage`, dataset: `${BASE}/void#dataset` });
    const quads = new Parser({ format: 'N-Quads' }).parse(lines.join('\n'));
    const SH = 'http://www.w3.org/ns/shacl#';
    const typed = (type: string): string[] =>
      quads.filter(({ object }) => object.value === type).map(({ subject }) => subject.value);
    expect(typed(`${SH}ValidationResult`)).toHaveLength(2);
    for (const result of typed(`${SH}ValidationResult`)) {
      const of = (property: string): number =>
        quads.filter(({ subject, predicate }) => subject.value === result && predicate.value === property)
          .length;
      for (const required of ['focusNode', 'resultSeverity', 'sourceConstraintComponent'])
        expect(of(SH + required), required).toBe(1);
      expect(of(`${SH}resultMessage`)).toBe(2);
    }
    expect(typed('http://www.w3.org/ns/dqv#QualityMeasurement')).toHaveLength(3);
  });
});

describe('coverage, as rules change', () => {
  it('has no gap any more where a rule closes it', async () => {
    const graph = `${BASE}/id/rules/trial`;
    const path = join(folder, 'trial.ttl');
    writeFileSync(
      path,
      `@prefix ww: <https://w3id.org/wegwijzer#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
       <${graph}#charging> a ww:ResponsibilityRule ; skos:prefLabel "laadpalen"@nl ;
         ww:assetClass <${INFRA}Oplaadpunt> ; ww:manager <${BASE}/id/organisation/fluvius> .`,
    );
    const { readTerms } = await import('#wegwijzer/registers/index.js');
    const lines = await readTerms([path], graph, BASE);
    const responsibility = await engine.responsibility.supposing({ ruleSets: [{ graph, lines }] });
    const { cells } = await findCoverage({ store: engine.store, responsibility }, {});
    expect(cells.filter(({ coverage }) => coverage === 'gap')).toEqual([]);
    await responsibility.close();
  });
});

describe('coverage of an area that was loaded before shapes had a bound', () => {
  it('is what it is without tiles to look in', async () => {
    const request = { areas: [GENT] };
    const before = await findCoverage(engine, request);
    const [graph, part] = [`${BASE}/id/register/demo-areas`, `${BASE}/id/geometry/far`];
    const far = '"LINESTRING (0 0, 60 0)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>';
    const lines = [
      `<${GENT}> <http://www.w3.org/ns/locn#geometry> <${part}> <${graph}> .`,
      `<${part}> <http://www.opengis.net/ont/geosparql#asWKT> ${far} <${graph}> .`,
    ];
    const who = { agent: `${BASE}/id/agent/test`, reason: 'An older release' };
    await engine.store.commit({ ...who, insert: lines });
    const { cells, areas } = await findCoverage(engine, request);
    await engine.store.commit({ ...who, remove: lines });
    expect(cells.length).toBeGreaterThan(0);
    expect({ cells, areas }).toEqual({ cells: before.cells, areas: before.areas });
  });
});
