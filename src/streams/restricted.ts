/**
 * Whether a stream is had under an agreement only, with all its views: each of these has the same members.
 * @param words names of streams as the setting has them, such as `register/trees`, or `all`
 * @param stream name of the stream, with that of a register percent-encoded
 */
export function isRestricted(words: readonly string[], stream: string): boolean {
  return words.some((word) => word === 'all' || word.split('/').map(encodeURIComponent).join('/') === stream);
}
