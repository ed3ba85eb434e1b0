import { blobFolder, missingBlobs } from './blob-files.js';
import { Journal, type JournalSnapshot } from './journal.js';

/** The files that a journal names, each with what names it. */
export function* namedFiles(
  { tables }: Journal,
  { transaction }: JournalSnapshot,
): Generator<readonly [hash: string, what: string]> {
  for (const { key, value } of tables.records.attachment.getRange({ transaction })) {
    if (!value.startsWith('{')) continue;
    const { file, thumbnail } = JSON.parse(value) as { file: string; thumbnail?: string };
    yield [file, `attachment ${key}`];
    if (thumbnail !== undefined) yield [thumbnail, `the thumbnail of attachment ${key}`];
  }
}

/**
 * The files that the journal of a data directory names and that are not in it, in plain words.
 * @param except names of those that are told of otherwise
 */
export async function missingFiles(directory: string, except: readonly string[] = []): Promise<string[]> {
  const journal = Journal.open(directory, { readOnly: true });
  const snapshot = journal.snapshot();
  try {
    return missingBlobs(blobFolder(directory), namedFiles(journal, snapshot), except);
  } finally {
    snapshot.release();
    await journal.close();
  }
}
