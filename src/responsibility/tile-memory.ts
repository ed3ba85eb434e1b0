import { LRUCache } from 'lru-cache';
import type { Feature } from './features.js';

/** Features that are remembered, tiles without any counting as one; some 20 MB. */
const REMEMBERED_FEATURES = 20_000;

/** What lies in a tile, by the keys of the features. */
export type TileContent = ReadonlyMap<string, Feature>;

/** Asks the graph what lies in some tiles; a tile with nothing in it may be left out of the answer. */
export type AskTiles = (cells: readonly string[]) => Promise<ReadonlyMap<string, TileContent>>;

/** Tiles to be asked for together, and the answer to come. */
interface NextQuery {
  readonly cells: string[];
  readonly answer: Promise<ReadonlyMap<string, TileContent>>;
}

/**
 * What the tiles hold, remembered: reports come from the same streets, and all of them from the same few
 * municipalities. What several decisions want to know in one turn of the event loop is asked in one query, once.
 */
export class TileMemory {
  readonly #ask: AskTiles;
  readonly #known = new LRUCache<string, TileContent>({
    maxSize: REMEMBERED_FEATURES,
    sizeCalculation: ({ size }) => 1 + size,
  });
  readonly #asked = new Map<string, Promise<TileContent>>();
  /** The query that the next turn sends. */
  #next: NextQuery | undefined;

  constructor(ask: AskTiles) {
    this.#ask = ask;
  }

  /** Every feature in these tiles, each once. */
  async featuresIn(cells: readonly string[]): Promise<Iterable<Feature>> {
    const contents = cells.map(
      (cell) => this.#known.get(cell) ?? this.#asked.get(cell) ?? this.#request(cell),
    );
    const features = new Map<string, Feature>();
    for (const content of contents)
      for (const [key, feature] of content instanceof Promise ? await content : content)
        features.set(key, feature);
    return features.values();
  }

  #request(cell: string): Promise<TileContent> {
    const { cells, answer } = (this.#next ??= this.#nextQuery());
    cells.push(cell);
    const content = answer.then((tiles) => {
      const found = tiles.get(cell) ?? new Map<string, Feature>();
      this.#known.set(cell, found);
      return found;
    });
    this.#asked.set(cell, content);
    // A failure is told to whoever asked; the next one asks again.
    const forget = (): void => void this.#asked.delete(cell);
    content.then(forget, forget);
    return content;
  }

  #nextQuery(): NextQuery {
    const cells: string[] = [];
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#next = undefined;
      return this.#ask(cells);
    });
    return { cells, answer };
  }
}
