const MIB = 1024 ** 2;

/** What a stream of someone else may take, whatever it holds. */
export interface FollowLimits {
  /** Pages that are remembered of one stream. */
  readonly pages: number;
  /** Bytes of one page, after decompression. */
  readonly pageBytes: number;
  /** Statements of one page. */
  readonly pageQuads: number;
  /** Relations and members of one page, each. */
  readonly pageEntries: number;
  /** Members of all pages together that may still change, of each of which a digest is kept. */
  readonly openMembers: number;
  /** Statements of one member. */
  readonly memberQuads: number;
  /** Members of one page that it only names, and that are asked for at their own addresses. */
  readonly memberFetches: number;
  /** Members in quarantine; with more, the stream is left alone until someone has looked. */
  readonly refused: number;
  /** Milliseconds for one request, redirects and body included. */
  readonly timeout: number;
}

/** For a stream of tens of millions of members, such as the address register. */
export const USUAL_LIMITS: FollowLimits = {
  pages: 250_000,
  pageBytes: 8 * MIB,
  pageQuads: 100_000,
  pageEntries: 10_000,
  openMembers: 2_000_000,
  memberQuads: 5_000,
  memberFetches: 1_000,
  refused: 1_000,
  timeout: 30_000,
};
