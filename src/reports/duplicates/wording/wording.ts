/** What speaks for two reports being about one problem. */
export interface DuplicateFacts {
  /** Metres. */
  readonly distance: number;
  readonly days: number;
  readonly sameCategory: boolean;
  readonly sameAsset: boolean;
}
