/** Places where geometry makes the answer hard; `geometry-map.ts` draws where everything is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import type { Chosen, Decision } from '#wegwijzer/responsibility/index.js';
import { readStoredReport, whatIf } from '#wegwijzer/reports/index.js';
import { BASE } from '../support/engine.js';
import { lamp, lonLat, WORLD, type Place } from './geometry-map.js';
import { decideIn, openMap, type Decide } from './map-engine.js';
import { missingIn } from './missing.js';

let engine: Engine;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-geometry-'));
  engine = await openMap(folder);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const decide: Decide = (...asked) => decideIn(engine, ...asked);

/** What a person would see of a decision. */
function seen({ outcome, responsible, choices }: Decision): unknown {
  return [outcome, responsible?.label.nl, ...choices.map(({ label }) => label.nl)];
}

/** Answers a question with one of its choices. */
function choose({ choices }: Decision, text: RegExp): Chosen[] {
  const choice = choices.find(({ label }) => text.test(label.nl));
  if (!choice) throw new Error(`There is no choice like ${String(text)}.`);
  return [{ role: choice.role, feature: choice.feature.iri, side: choice.side }];
}

describe('municipal boundaries', () => {
  it('a place well inside is its municipality’s, not the province’s', async () => {
    expect(seen(await decide('wespennest', [250, 200], { accuracy: 20 }))).toEqual([
      'decided',
      'Gemeente Alfa',
    ]);
  });

  it('a place exactly on the boundary is in both, and asks in which', async () => {
    const decision = await decide('wespennest', [500, 700]);
    expect(seen(decision)).toEqual(['ambiguous', undefined, expect.any(String), expect.any(String)]);
    expect(decision.clarify?.nl).toMatch(/^Ligt de plek in (Alfa of in Beta|Beta of in Alfa)\?$/);
  });

  it('the hole of an area belongs to the enclave in it', async () => {
    expect(seen(await decide('wespennest', [250, 450], { accuracy: 5 }))).toEqual([
      'decided',
      'Gemeente Gamma',
    ]);
  });

  it('an edge of a hole is a boundary like any other', async () => {
    const decision = await decide('wespennest', [197, 450], { accuracy: 10 });
    expect(decision.outcome).toBe('ambiguous');
    expect(decision.choices.map(({ label }) => label.nl)).toEqual(['Alfa', 'Gamma']);
  });

  it('a boundary out of reach of the accuracy raises no question', async () => {
    expect(seen(await decide('wespennest', [490, 700], { accuracy: 9 }))).toEqual([
      'decided',
      'Gemeente Alfa',
    ]);
  });

  it('a boundary within the accuracy is asked about, however many pieces of ground are nearer', async () => {
    expect(seen(await decide('wespennest', [495, 557], { accuracy: 20 }))).toEqual([
      'ambiguous',
      undefined,
      'Alfa',
      'Beta',
    ]);
  });

  it.each([250, 2000, 10_000])(
    'a place that may be off by %i metres is never certain, as not all of that is looked at',
    async (accuracy) => {
      const decision = await decide('wespennest', [5400, 500], { accuracy });
      expect(seen(decision)).toEqual(['ambiguous', undefined]);
      expect(decision.candidates.map(({ label }) => label.nl)).toEqual(['Gemeente Delta']);
      expect(decision.sentence.en).toBe(
        'Not certain yet: Gemeente Delta may be responsible, because the place is not known precisely enough.',
      );
      expect(missingIn(decision).filter((what) => !what.startsWith('a fact'))).toEqual([]);
    },
  );

  it('where no rule chose, the nearest municipality is a fallback, and the question is still there', async () => {
    const decision = await decide('put-in-wegdek', [495, 900], { accuracy: 10 });
    expect(seen(decision)).toEqual(['fallback', 'Gemeente Alfa', 'Alfa', 'Beta']);
  });

  it('such a fallback leads to the one municipality, also as it is kept, so that nothing else is another answer', async () => {
    const [lon, lat] = lonLat([495, 900]);
    const { location } = await engine.intake.submit({
      mediaType: 'application/ld+json',
      body: Buffer.from(
        JSON.stringify({
          '@context': `${BASE}/context/report.jsonld`,
          type: 'Report',
          category: 'put-in-wegdek',
          description: 'Put',
          location: { lon, lat, accuracy: 10 },
        }),
      ),
    });
    expect(readStoredReport(engine.store, BASE, location)?.managers).toEqual([
      `${BASE}/id/organisation/Alfa`,
    ]);
    const parts = { store: engine.store, responsibility: engine.responsibility, baseUrl: BASE };
    const { reports, changes } = await whatIf(parts, { supposition: {}, since: new Date('2000-01-01') });
    expect({ reports, changes }).toEqual({ reports: 1, changes: [] });
  });
});

describe('outside every area', () => {
  it('just over the edge the nearest one is a fallback, even where a rule would hold inside', async () => {
    const decision = await decide('wespennest', [500, 1250], { accuracy: 5 });
    expect(seen(decision)).toEqual(['fallback', 'Gemeente Provincie']);
    expect(
      decision.facts.map(({ feature, distance }) => [feature.label.nl, Math.round(distance ?? 0)]),
    ).toEqual([['Provincie', 50]]);
  });

  it('far away nobody is found', async () => {
    expect(seen(await decide('wespennest', [500, 1500], { accuracy: 5 }))).toEqual(['undecided', undefined]);
  });
});

describe('roads', () => {
  it('a road on the boundary has the manager of the side where the point is', async () => {
    expect(seen(await decide('put-in-wegdek', [497, 300], { accuracy: 1 }))).toEqual([
      'decided',
      'Gemeente Alfa',
    ]);
    expect(seen(await decide('put-in-wegdek', [503, 300], { accuracy: 1 }))).toEqual([
      'decided',
      'Gemeente Beta',
    ]);
  });

  it('in the middle of it, the question is which side, told by compass and by whose ground it is', async () => {
    const decision = await decide('put-in-wegdek', [500, 300], { accuracy: 3 });
    expect(decision.outcome).toBe('ambiguous');
    expect(decision.choices.map(({ label }) => label.nl)).toEqual([
      'de kant in het westen van Grensstraat (Alfa)',
      'de kant in het oosten van Grensstraat (Beta)',
    ]);
    expect(decision.clarify?.en).toBe(
      'Is it about the west side of Grensstraat (Alfa) or about the east side of Grensstraat (Beta)?',
    );
  });

  it('beyond its end, in line with it, the question is which side as well', async () => {
    const asked = await Promise.all(
      [500, 499.9995, 500.0005].map((east) => decide('put-in-wegdek', [east, 80])),
    );
    for (const { outcome, choices } of asked)
      expect([outcome, choices.map(({ side }) => side).sort()]).toEqual(['ambiguous', ['left', 'right']]);
    const options = { accuracy: 3 };
    expect(seen(await decide('put-in-wegdek', [496, 80], options))).toEqual(['decided', 'Gemeente Alfa']);
    expect(seen(await decide('put-in-wegdek', [504, 80], options))).toEqual(['decided', 'Gemeente Beta']);
  });

  it('under ground that nobody is recorded for, a road has its two sides still', async () => {
    const place: Place = [849, 530];
    expect(seen(await decide('sluikstort', place, { accuracy: 0.5 }))).toEqual(['decided', 'Gemeente Alfa']);
    const asked = await decide('sluikstort', place, { accuracy: 20 });
    expect(asked.outcome).toBe('ambiguous');
    expect(asked.choices.map(({ label }) => label.nl)).toEqual([
      'de kant in het westen van Ringweg (Beta)',
      'de kant in het oosten van Ringweg (Beta)',
    ]);
    const answers = [/westen/, /oosten/].map((side) =>
      decide('sluikstort', place, { accuracy: 20, chosen: choose(asked, side) }),
    );
    expect((await Promise.all(answers)).map(seen)).toEqual([
      ['decided', 'Gemeente Alfa'],
      ['decided', 'Wegenagentschap'],
    ]);
  });

  it('its verge, for which nobody is recorded either, is the road’s as well', async () => {
    expect(seen(await decide('sluikstort', [853.5, 530], { accuracy: 3 }))).toEqual([
      'decided',
      'Wegenagentschap',
    ]);
  });

  it('a park beside it, for which nobody is recorded, is not: the place may be in that', async () => {
    const asked = await decide('sluikstort', [658, 100], { accuracy: 20 });
    expect(asked.outcome).toBe('ambiguous');
    expect(asked.candidates.map(({ label }) => label.nl)).toEqual(['Wegenagentschap', 'Gemeente Beta']);
    const answers = ['wegbaan', 'groenvlak'].map((kind) =>
      decide('sluikstort', [658, 100], { accuracy: 20, chosen: choose(asked, new RegExp(kind)) }),
    );
    expect((await Promise.all(answers)).map(seen)).toEqual([
      ['decided', 'Wegenagentschap'],
      ['decided', 'Gemeente Beta'],
    ]);
    expect(seen(await decide('sluikstort', [658, 100], { accuracy: 5 }))).toEqual([
      'decided',
      'Wegenagentschap',
    ]);
  });

  it('the answer settles it', async () => {
    const asked = await decide('put-in-wegdek', [500, 300], { accuracy: 3 });
    const east = await decide('put-in-wegdek', [500, 300], { accuracy: 3, chosen: choose(asked, /oosten/) });
    expect(seen(east)).toEqual(['decided', 'Gemeente Beta']);
    const west = await decide('put-in-wegdek', [500, 300], { accuracy: 3, chosen: choose(asked, /westen/) });
    expect(seen(west)).toEqual(['decided', 'Gemeente Alfa']);
  });

  it('a road that is named without a place is asked about, side by side', async () => {
    const category = (await engine.responsibility.categoryIri('put-in-wegdek')) ?? '';
    const asset = 'http://localhost:8080/id/road/grens';
    const ask = (chosen: readonly Chosen[] = []): Promise<Decision> =>
      engine.responsibility.decide({ category, accuracy: 10, asset, chosen });
    const asked = await ask();
    expect(asked.outcome).toBe('ambiguous');
    expect(asked.choices.map(({ side }) => side)).toEqual(['left', 'right']);
    expect(seen(await ask(choose(asked, /oosten/)))).toEqual(['decided', 'Gemeente Beta']);
    expect(seen(await ask(choose(asked, /westen/)))).toEqual(['decided', 'Gemeente Alfa']);
  });

  it('beside two roads, both are offered where the place may be nearer to the farther one, however far that is', async () => {
    const asked = await decide('put-in-wegdek', [930, 728], { accuracy: 10 });
    expect(seen(asked)).toEqual(['ambiguous', undefined, 'Zuidweg', 'Noordweg']);
    const options = { accuracy: 10, chosen: choose(asked, /Noordweg/) };
    expect(seen(await decide('put-in-wegdek', [930, 728], options))).toEqual(['decided', 'Wegenagentschap']);
  });

  it('a road is not certain where others that may be meant are farther than is looked for', async () => {
    const near = await decide('put-in-wegdek', [5550, 200], { accuracy: 100 });
    expect(seen(near)).toEqual(['decided', 'Wegenagentschap']);
    const far = await decide('put-in-wegdek', [5550, 300], { accuracy: 100 });
    expect(seen(far)).toEqual(['ambiguous', undefined]);
    expect(far.candidates.map(({ label }) => label.nl)).toEqual(['Wegenagentschap']);
  });

  it('a road that is recorded as a point is open between its two managers, named or not, and near others too', async () => {
    const asset = `${BASE}/id/road/punt`;
    const asked = await Promise.all([
      decide('put-in-wegdek', [5905, 900], { accuracy: 1 }),
      decide('put-in-wegdek', [5905, 900], { accuracy: 1, asset }),
      decide('put-in-wegdek', [5905, 900], { accuracy: 1, chosen: [{ role: 'ground', feature: asset }] }),
    ]);
    for (const { outcome, candidates, clarify } of asked)
      expect([outcome, candidates.map(({ label }) => label.nl), clarify]).toEqual([
        'ambiguous',
        ['Gemeente Alfa', 'Wegenagentschap'],
        undefined,
      ]);
    expect((await decide('wespennest', [5905, 900], { accuracy: 1 })).outcome).toBe('decided');
  });

  it('two pieces of one street are told apart by where they lie', async () => {
    const decision = await decide('put-in-wegdek', [160, 800], { accuracy: 5 });
    expect(decision.choices.map(({ label }) => label.en).sort()).toEqual([
      'Dorpsstraat to the east of the place',
      'Dorpsstraat to the west of the place',
    ]);
    const east = await decide('put-in-wegdek', [160, 800], {
      accuracy: 5,
      chosen: choose(decision, /oosten/),
    });
    expect(seen(east)).toEqual(['decided', 'Wegenagentschap']);
  });
});

describe('grounds and things', () => {
  it('on the edge that two pieces of ground share, neither is guessed', async () => {
    const decision = await decide('zitbank-beschadigd', [80, 625]);
    expect(decision.outcome).toBe('ambiguous');
    const grass = await decide('zitbank-beschadigd', [80, 625], { chosen: choose(decision, /weide/) });
    expect(seen(grass)).toEqual(['decided', 'Parken']);
  });

  it('litter in the water is for whoever manages the water', async () => {
    expect(seen(await decide('sluikstort', [610, 700], { accuracy: 3 }))).toEqual(['decided', 'Waterwegen']);
  });

  it('what is reported of water from its bank is for whoever manages the water', async () => {
    const decision = await decide('waterloop-vervuild', [625, 700], { accuracy: 3 });
    expect(seen(decision)).toEqual(['decided', 'Waterwegen']);
    expect(decision.facts[0]).toMatchObject({ role: 'ground', feature: { label: { nl: 'vaart' } } });
    expect(decision.facts[0]?.distance).toBeCloseTo(5, 0);
  });

  it('in the hole of a ground lies another, and the edge between them is asked about', async () => {
    expect(seen(await decide('sluikstort', [715, 315], { accuracy: 3 }))).toEqual(['decided', 'Waterwegen']);
    expect(seen(await decide('sluikstort', [750, 350], { accuracy: 3 }))).toEqual(['decided', 'Parken']);
    const edge = await decide('sluikstort', [730, 350], { accuracy: 3 });
    expect(edge.outcome).toBe('ambiguous');
    expect(edge.choices.map(({ label }) => label.nl).sort()).toEqual([
      'groenvlak eiland',
      'waterdeel vijver',
    ]);
  });

  it('the line of a street is not offered beside its carriageway, which people call the same', async () => {
    const decision = await decide('zwerfvuil-op-straat', [350, 803], { accuracy: 5 });
    expect(decision.outcome).toBe('ambiguous');
    expect(decision.choices.map(({ label }) => label.nl).sort()).toEqual([
      'rijbaan Kerkstraat',
      'trottoir stoep',
    ]);
  });

  it('a lamp that stands in a neighbour’s territory stays with its own manager', async () => {
    expect(seen(await decide('straatverlichting-defect', [521, 950], { accuracy: 5 }))).toEqual([
      'decided',
      'Gemeente Alfa',
    ]);
  });

  it('the one lamp of another is not lost among many, and may be chosen', async () => {
    const options = { accuracy: 20 };
    const asked = await decide('straatverlichting-defect', [900, 50], options);
    expect(asked.outcome).toBe('ambiguous');
    expect(asked.candidates.map(({ label }) => label.nl)).toEqual(['Gemeente Alfa', 'Gemeente Beta']);
    expect(asked.choices).toHaveLength(6);
    const answers = await Promise.all(
      asked.choices.map(({ role, feature, side }) =>
        decide('straatverlichting-defect', [900, 50], {
          ...options,
          chosen: [{ role, feature: feature.iri, side }],
        }),
      ),
    );
    const led = answers.map(({ responsible }) => responsible?.label.nl);
    expect(new Set(led)).toEqual(new Set(['Gemeente Alfa', 'Gemeente Beta']));
  });

  it('a named road is judged at the reported place, as a road is long', async () => {
    const asset = `${BASE}/id/road/grens`;
    const options = { accuracy: 5, asset };
    expect(seen(await decide('put-in-wegdek', [494, 120], options))).toEqual(['decided', 'Gemeente Alfa']);
    expect(seen(await decide('put-in-wegdek', [506, 120], options))).toEqual(['decided', 'Gemeente Beta']);
  });

  it('that a road is named makes the reported place no surer: the side within its accuracy is asked about', async () => {
    const asset = `${BASE}/id/road/grens`;
    const asked = await decide('put-in-wegdek', [494, 300], { accuracy: 20, asset });
    expect([asked.outcome, asked.choices.map(({ side }) => side)]).toEqual(['ambiguous', ['left', 'right']]);
    const chosen = choose(asked, /oosten/);
    const answered = await decide('put-in-wegdek', [494, 300], { accuracy: 20, asset, chosen });
    expect(seen(answered)).toEqual(['decided', 'Gemeente Beta']);
  });

  it('a named road that is wide is judged at the place beside its line too', async () => {
    const options = { accuracy: 5, asset: `${BASE}/id/road/grens` };
    expect(seen(await decide('put-in-wegdek', [488, 150], options))).toEqual(['decided', 'Gemeente Alfa']);
    // Farther off it may be anywhere on it.
    expect((await decide('put-in-wegdek', [440, 150], options)).outcome).toBe('ambiguous');
  });

  it('a long thing that is named without a place may be anywhere on it, which matters only where rules ask for that', async () => {
    const asset = `${BASE}/id/road/lang`;
    const [nest, hole] = await Promise.all(
      ['wespennest', 'put-in-wegdek'].map(async (key) =>
        engine.responsibility.decide({
          category: (await engine.responsibility.categoryIri(key)) ?? '',
          accuracy: 10,
          asset,
        }),
      ),
    );
    expect(nest?.outcome).toBe('ambiguous');
    expect(nest?.candidates.map(({ label }) => label.nl).sort()).toEqual(['Gemeente Alfa', 'Gemeente Beta']);
    expect(hole && seen(hole)).toEqual(['decided', 'Wegenagentschap']);
  });

  it('nor does the name of a long thing across a boundary tell on which side of that the place is', async () => {
    const options = { asset: `${BASE}/id/ground/laan` };
    expect(seen(await decide('wespennest', [492, 30], { ...options, accuracy: 20 }))).toEqual([
      'ambiguous',
      undefined,
      'Alfa',
      'Beta',
    ]);
    expect(seen(await decide('wespennest', [492, 30], { ...options, accuracy: 5 }))).toEqual([
      'decided',
      'Gemeente Alfa',
    ]);
  });

  it('a short thing that is named is where the registers have it, however rough the reported place', async () => {
    const options = { asset: `${BASE}/id/ground/perk` };
    for (const accuracy of [20, 300])
      expect(seen(await decide('wespennest', [497, 22], { ...options, accuracy }))).toEqual([
        'decided',
        'Gemeente Alfa',
      ]);
  });
});

describe('a thing that several registers describe', () => {
  const place: Place = [900, 950];
  const load = async (name: string, turtle: string): Promise<void> => {
    const path = join(folder, `${name}.ttl`);
    writeFileSync(path, WORLD.slice(0, WORLD.indexOf('<id/')) + turtle);
    await engine.loadRegister({ name, files: [{ path }] });
  };

  it('is open between those whom they name, named or not, whichever was loaded first', async () => {
    const answers: string[] = [];
    for (const order of [
      ['north', 'south'],
      ['south', 'north'],
    ]) {
      for (const name of order)
        await load(name, lamp('lamp-twice', place, name === 'north' ? 'parks' : 'agency'));
      for (const asset of [undefined, `${BASE}/id/asset/lamp-twice`]) {
        const decision = await decide(
          'straatverlichting-defect',
          place,
          asset === undefined ? {} : { asset },
        );
        const { outcome, candidates, clarify, facts } = decision;
        const led = candidates.map(({ label }) => label.nl);
        expect({ outcome, led: [...led].sort(), clarify }).toEqual({
          outcome: 'ambiguous',
          led: ['Parken', 'Wegenagentschap'],
          clarify: undefined,
        });
        answers.push(
          JSON.stringify([led, facts.map(({ feature, register }) => [feature.iri, register.iri])]),
        );
      }
      for (const name of order) await load(name, lamp('lamp-elsewhere', [900, 100], 'Beta'));
    }
    expect(new Set(answers).size).toBe(1);
  });
});
