import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedecide, type Redecide } from '#wegwijzer/redecide/index.js';
import { quadkey } from '#wegwijzer/spatial/index.js';
import { BASE } from '../support/engine.js';
import { openTown, road, x, type Town } from './town.js';

const AGENT = `${BASE}/id/agent/steward`;

describe('a look after a change of one thing', () => {
  let town: Town;
  let redecide: Redecide;
  /** Reports that were decided anew, by what they name. */
  let decided: (string | undefined)[];

  beforeEach(async () => {
    town = await openTown();
    const { store, life, responsibility } = town.engine;
    decided = [];
    redecide = createRedecide({
      store,
      life,
      responsibility: {
        ...responsibility,
        weigh: (question) => {
          decided.push(question.asset);
          return responsibility.weigh(question);
        },
      },
      baseUrl: BASE,
      agent: AGENT,
      now: () => new Date(),
    });
    await town.load('bodies', ':A a org:Organization ; skos:prefLabel "A"@nl .');
    await town.load('roads', road('north', 'A', 51.06) + road('south', 'A', 51.05));
  });
  afterEach(async () => {
    await redecide.close();
    await town.close();
  });

  it('decides about reports that name that thing or one near it, wherever their reporter stood', async () => {
    await town.file(3.705, 51.05, x('south'));
    await town.file(3.705, 51.05, x('north'));
    await town.file(3.705, 51.06, x('south'));
    const cells = new Set([quadkey(3.705, 51.06, 18)]);
    const features = new Set<string>();
    redecide.request({ touched: { cells, features } });
    await redecide.settled();
    expect(decided).toEqual([x('north')]);
    redecide.request({ touched: { cells: new Set(), features: new Set([x('south')]) } });
    await redecide.settled();
    expect(decided.slice(1)).toEqual([x('south'), x('south')]);
  });
});
