import type { GraphStore } from '../graph-store.js';
import { inspectDataDirectory, makeOwnFolder } from './data-directory.js';
import { Journal } from './journal.js';
import { acquireWriterLock } from './writer-lock.js';

/** The records beside the graph, without any graph worker: what administers them need not wait for a graph to be built. */
export type RecordDirectory = Pick<GraphStore, 'commit' | 'readRecord' | 'readRecords' | 'close'>;

/**
 * Opens the records of a data directory for reading and writing.
 * @throws DirectoryInUseError where a service runs on it, DataDirectoryError
 */
export async function openRecordDirectory(directory: string): Promise<RecordDirectory> {
  inspectDataDirectory(directory);
  makeOwnFolder(directory);
  const lock = await acquireWriterLock(directory);
  try {
    const journal = Journal.open(directory);
    return {
      commit: (change) => journal.commit(change),
      readRecord: (table, key) => journal.record(table, key),
      readRecords: (table, range = {}) => journal.records(table, range),
      close: async () => {
        await journal.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
