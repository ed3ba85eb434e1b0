import type { OpenReport } from './open-reports.js';

/** Open reports by one thing that they have, each lot in the order in which they were filed. */
export class Shelves<Key> {
  readonly #lots = new Map<Key, OpenReport[]>();

  put(key: Key, report: OpenReport): void {
    const lot = this.#lots.get(key);
    if (!lot) this.#lots.set(key, [report]);
    else lot.splice(lot.findLastIndex(({ filed }) => filed <= report.filed) + 1, 0, report);
  }

  remove(key: Key, report: OpenReport): void {
    const lot = this.#lots.get(key);
    const at = lot?.lastIndexOf(report) ?? -1;
    if (at >= 0) lot?.splice(at, 1);
    if (lot?.length === 0) this.#lots.delete(key);
  }

  /** The latest so many of a lot. */
  latest(key: Key, most: number): readonly OpenReport[] {
    const lot = this.#lots.get(key) ?? [];
    return lot.length > most ? lot.slice(-most) : lot;
  }
}
