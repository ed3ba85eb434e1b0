/** A cell in words; every part in the language of the sentence. */
export interface CellWords {
  readonly category: string;
  readonly area: string | undefined;
  /** What the report is about, where a register has such a thing. */
  readonly asset: string | undefined;
  readonly ground: string | undefined;
  readonly responsible: readonly string[];
  readonly fallback: readonly string[];
}

/** What people read about a gap or an overlap, in one language. */
export interface Wording {
  gap(cell: CellWords): string;
  overlap(cell: CellWords): string;
}
