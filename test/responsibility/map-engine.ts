/** An engine that knows the map of `geometry-map.ts`, and what is asked of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '#wegwijzer/engine.js';
import type { Chosen, Decision } from '#wegwijzer/responsibility/index.js';
import { freshEngine } from '../support/engine.js';
import { lonLat, WORLD, type Place } from './geometry-map.js';

/** Decides about a report of a category, by its key, at a place on the map. */
export type Decide = (
  category: string,
  place: Place,
  options?: { accuracy?: number; chosen?: readonly Chosen[]; asset?: string },
) => Promise<Decision>;

/** @param folder where the register is written, for as long as the engine is open */
export async function openMap(folder: string): Promise<Engine> {
  const engine = await freshEngine({ demo: false });
  const path = join(folder, 'world.ttl');
  writeFileSync(path, WORLD);
  await engine.loadRegister({ name: 'world', files: [{ path }] });
  return engine;
}

/** `Decide` in an engine; the place is exact where no accuracy is given. */
export async function decideIn(
  engine: Engine,
  ...[category, place, { accuracy = 0, chosen, asset } = {}]: Parameters<Decide>
): Promise<Decision> {
  const iri = (await engine.responsibility.categoryIri(category)) ?? '';
  return engine.responsibility.decide({ category: iri, point: lonLat(place), accuracy, chosen, asset });
}
