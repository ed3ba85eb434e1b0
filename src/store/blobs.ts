/** Files by what is in them. */
export interface BlobStore {
  /**
   * Keeps bytes; resolves when they are on disk.
   * @returns the SHA-256 of the bytes in hexadecimal, by which they are found
   * @throws ProblemError `storage-unavailable`
   */
  put(bytes: Buffer): Promise<string>;
  /** @returns `undefined` where there is no such file */
  get(hash: string): Promise<Buffer | undefined>;
  /** Removes a file; one that is not there is removed already. */
  remove(hash: string): Promise<void>;
  /**
   * Removes what is on disk and belongs to nothing: files that a process left when it was killed, whole or half written.
   * @param named names of files that stay
   * @param before what was written later stays too, since it may be about to be named
   */
  sweep(named: ReadonlySet<string>, before: Date): Promise<void>;
}
