import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import type { Decision } from '#wegwijzer/responsibility/index.js';
import { BASE } from '../support/engine.js';
import { missingIn } from './missing.js';

const flanders = join(packageFile(), '..', 'shared', 'flanders');
/** Decisions that are made at once. */
const AT_ONCE = 64;

const skipped = existsSync(flanders) ? '' : ' (skipped: ../shared/flanders is not there)';
describe.skipIf(skipped !== '')(`decisions on the real registers of Flanders${skipped}`, () => {
  let engine: Engine;
  let directory: string;
  const load = (name: string): Promise<unknown> =>
    engine.loadRegister({ name, asOf: '2026-01-01', files: [{ path: join(flanders, `${name}.ttl`) }] });

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'wegwijzer-flanders-'));
    engine = await startEngine({ directory, baseUrl: BASE, readers: 0, spare: false });
    for (const name of ['organisations', 'municipalities']) await load(name);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The points with a known manager; each `step`th of them. */
  async function decideAt(step: number): Promise<Decision[]> {
    const category = (await engine.responsibility.categoryIri('put-in-wegdek')) ?? '';
    const rows = readFileSync(join(flanders, 'report-points.csv'), 'utf8').trim().split('\n').slice(1);
    const points = rows.filter((_, index) => index % step === 0).map((row) => row.split(',').map(Number));
    const decisions: Decision[] = [];
    for (let at = 0; at < points.length; at += AT_ONCE)
      decisions.push(
        ...(await Promise.all(
          points
            .slice(at, at + AT_ONCE)
            .map(([, lon = 0, lat = 0, noise = 0]) =>
              engine.responsibility.decide({ category, point: [lon, lat], accuracy: Math.max(1, 2 * noise) }),
            ),
        )),
      );
    return decisions;
  }

  it('without the register of roads are fallbacks that name all they must', async () => {
    const decisions = await decideAt(25);
    expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(['fallback']));
    expect(decisions.flatMap(missingIn)).toEqual([]);
  });

  it('name a rule, a dated fact and who else it might have been, at every point', async () => {
    await load('road-segments');
    const decisions = await decideAt(1);
    expect(decisions.length).toBeGreaterThan(7000);
    expect(new Set(decisions.map(({ outcome }) => outcome))).toContain('ambiguous');
    expect(decisions.flatMap(missingIn)).toEqual([]);
  });
});
