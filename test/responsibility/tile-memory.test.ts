import { describe, expect, it } from 'vitest';
import type { Feature } from '#wegwijzer/responsibility/features.js';
import { TileMemory } from '#wegwijzer/responsibility/tile-memory.js';

function feature(name: string): Feature {
  return {
    feature: `urn:feature:${name}`,
    role: 'asset',
    classes: [],
    register: 'urn:register',
    geometry: { type: 'Point', coordinates: [0, 0] },
    size: 0,
  };
}

/** A memory over a few tiles, and what it asked. */
function memory(tiles: Record<string, readonly string[]>): {
  memory: TileMemory;
  asked: (readonly string[])[];
  names: (cells: readonly string[]) => Promise<string[]>;
} {
  const asked: (readonly string[])[] = [];
  const created = new TileMemory((cells) => {
    asked.push(cells);
    const found = cells.flatMap((cell) => {
      const names = tiles[cell];
      return names ? [[cell, new Map(names.map((name) => [name, feature(name)]))] as const] : [];
    });
    return Promise.resolve(new Map(found));
  });
  const names = async (cells: readonly string[]): Promise<string[]> =>
    [...(await created.featuresIn(cells))].map((each) => each.feature.slice(12));
  return { memory: created, asked, names };
}

describe('the memory of tiles', () => {
  it('asks for each tile once, also for those with nothing in them', async () => {
    const { asked, names } = memory({ a: ['bench'], b: ['bin'] });
    expect(await names(['a', 'empty'])).toEqual(['bench']);
    expect(await names(['a', 'b', 'empty'])).toEqual(['bench', 'bin']);
    expect(asked).toEqual([['a', 'empty'], ['b']]);
  });

  it('asks one question for all that is wanted in one turn', async () => {
    const { asked, names } = memory({ a: ['bench'], b: ['bin'] });
    expect(await Promise.all([names(['a']), names(['a', 'b']), names(['b'])])).toEqual([
      ['bench'],
      ['bench', 'bin'],
      ['bin'],
    ]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('gives a feature that lies in several tiles once', async () => {
    const { names } = memory({ a: ['road'], b: ['road', 'bin'] });
    expect(await names(['a', 'b'])).toEqual(['road', 'bin']);
  });

  it('asks again after a failure, which everyone who waited is told of', async () => {
    let fails = true;
    const tiles = new TileMemory(() =>
      fails ? Promise.reject(new Error('no worker')) : Promise.resolve(new Map()),
    );
    const both = await Promise.allSettled([tiles.featuresIn(['a']), tiles.featuresIn(['a', 'b'])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect([...(await tiles.featuresIn(['a']))]).toEqual([]);
  });
});
