/** What holds at every place; `geometry-map.ts` draws where everything is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { decideIn, openMap, type Decide } from './map-engine.js';

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

describe('laws', () => {
  const coordinate = fc.double({ min: 0, max: 1000, noNaN: true });
  const category = fc.constantFrom('wespennest', 'put-in-wegdek', 'zitbank-beschadigd', 'sluikstort');

  it('an error of less than a millimetre never turns one certain answer into another', async () => {
    const onEdges = fc.oneof(coordinate, fc.constantFrom(0, 80, 160, 200, 300, 400, 500, 600, 620));
    const tiny = fc.double({ min: -0.0009, max: 0.0009, noNaN: true });
    await fc.assert(
      fc.asyncProperty(category, onEdges, onEdges, tiny, tiny, async (key, east, north, dx, dy) => {
        const [here, beside] = await Promise.all([
          decide(key, [east, north]),
          decide(key, [east + dx, north + dy]),
        ]);
        if (here.outcome !== 'decided' || beside.outcome !== 'decided') return;
        expect(beside.responsible?.iri).toBe(here.responsible?.iri);
      }),
      { numRuns: 150 },
    );
  });

  it('a certain answer is right wherever within its accuracy the true place is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('wespennest', 'ratten', 'put-in-wegdek', 'sluikstort', 'waterloop-vervuild'),
        coordinate,
        coordinate,
        fc.double({ min: 1, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        async (key, east, north, accuracy, angle) => {
          const said = await decide(key, [east, north], { accuracy });
          const away = 0.95 * accuracy;
          const truth = await decide(key, [east + away * Math.cos(angle), north + away * Math.sin(angle)]);
          if (said.outcome !== 'decided' || truth.outcome !== 'decided') return;
          expect(truth.responsible?.iri).toBe(said.responsible?.iri);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a question is in the names of things, never of those who manage them', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(category, coordinate, coordinate, async (key, east, north) => {
        const { clarify, choices } = await decide(key, [east, north], { accuracy: 15 });
        if (!clarify) return;
        asked += 1;
        const said = [clarify, ...choices.map(({ label }) => label)].flatMap(({ nl, en }) => [nl, en]);
        for (const words of said)
          expect(words).not.toMatch(/Gemeente|Parken|Waterwegen|Wegenagentschap|\/id\//);
      }),
      { numRuns: 150 },
    );
    expect(asked).toBeGreaterThan(0);
  });

  it('every choice that is offered leads to an answer without the same question', async () => {
    await fc.assert(
      fc.asyncProperty(category, coordinate, coordinate, async (key, east, north) => {
        const asked = await decide(key, [east, north], { accuracy: 15 });
        for (const choice of asked.choices) {
          const chosen = [{ role: choice.role, feature: choice.feature.iri, side: choice.side }];
          const answer = await decide(key, [east, north], { accuracy: 15, chosen });
          expect(answer.choices.map(({ role }) => role)).not.toContain(choice.role);
        }
      }),
      { numRuns: 100 },
    );
  });
});
