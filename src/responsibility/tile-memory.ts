import { LRUCache } from 'lru-cache';
import { askTogether, type AskAll } from './ask-together.js';
import type { Feature } from './features.js';

/** Features that are remembered, tiles without any counting as one; some 50 MB. */
const REMEMBERED_FEATURES = 50_000;

/** What lies in a tile, by the keys of the features. */
export type TileContent = ReadonlyMap<string, Feature>;

/** Asks the graph what lies in some tiles; a tile with nothing in it may be left out of the answer. */
export type AskTiles = AskAll<TileContent>;

/**
 * What the tiles hold, remembered: reports come from the same streets, and all of them from the same few
 * municipalities. What several decisions want to know in one turn of the event loop is asked in one query, once.
 */
export class TileMemory {
  readonly #ask: (cell: string) => Promise<TileContent | undefined>;
  readonly #known = new LRUCache<string, TileContent>({
    maxSize: REMEMBERED_FEATURES,
    sizeCalculation: ({ size }) => 1 + size,
  });

  constructor(ask: AskTiles) {
    this.#ask = askTogether(ask);
  }

  /** Every feature in these tiles, each once. */
  async featuresIn(cells: readonly string[]): Promise<Iterable<Feature>> {
    const contents = await Promise.all(cells.map((cell) => this.#contentOf(cell)));
    const features = new Map<string, Feature>();
    for (const content of contents) for (const [key, feature] of content) features.set(key, feature);
    return features.values();
  }

  async #contentOf(cell: string): Promise<TileContent> {
    const known = this.#known.get(cell);
    if (known) return known;
    const content = (await this.#ask(cell)) ?? new Map<string, Feature>();
    this.#known.set(cell, content);
    return content;
  }
}
