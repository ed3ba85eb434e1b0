import type { Named } from '../responsibility/index.js';
import type { LonLat } from '../spatial/index.js';

/**
 * What one cell of the matrix says: a manager, nobody (`gap`: no rule holds there), or several (`overlap`: rules of
 * equal weight lead to different managers).
 */
export type Coverage = 'covered' | 'gap' | 'overlap';

/** A place on the map where a cell can be seen for oneself. */
export interface Sample {
  /** Longitude and latitude, WGS84. */
  readonly point: LonLat;
  /** The asset that a report there names, where the cell is about an asset of a register. */
  readonly asset?: string | undefined;
}

/** One cell: reports of a category, about a kind of thing on a kind of ground, in an area. */
export interface Cell {
  /** `undefined` outside all areas. */
  readonly area: Named | undefined;
  readonly category: Named;
  /** Class of the thing in the register; `undefined` where no register has such a thing at the place. */
  readonly assetClass: Named | undefined;
  /** Class of the ground or road; `undefined` where no register says what the ground is. */
  readonly groundClass: Named | undefined;
  readonly coverage: Coverage;
  /** Whom the rules make responsible, by how many places were looked at. */
  readonly responsible: readonly Named[];
  /** Who gets the report where nobody is responsible. */
  readonly fallback: readonly Named[];
  readonly rules: readonly Named[];
  readonly sample: Sample;
  /** Kinds of place in this cell that differ for the rules. */
  readonly kinds: number;
}

/** The matrix, with what it rests on. */
export interface CoverageReport {
  /** The day for which it is, `xsd:date`. */
  readonly day: string;
  readonly areas: number;
  readonly categories: number;
  /** Places that were looked at. */
  readonly places: number;
  readonly cells: readonly Cell[];
}
