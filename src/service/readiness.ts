import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { GraphStore } from '../store/graph-store.js';

/** Bytes that must be free on the disk for the journal to take changes. */
const ROOM = 16 * 1024 ** 2;
/** Milliseconds in which the operational worker answers when all is well. */
const ANSWER_LIMIT = 1000;

/** What keeps the service from taking reports, by name of the part; empty when it can. */
export async function findFaults(store: GraphStore, directory: string): Promise<Record<string, string>> {
  const [storage, graph] = await Promise.all([storageFault(store, directory), graphFault(store)]);
  return { ...(storage === undefined ? {} : { storage }), ...(graph === undefined ? {} : { graph }) };
}

async function storageFault(store: GraphStore, directory: string): Promise<string | undefined> {
  if (store.isBroken) return 'The disk has failed. The service must be restarted before it can write again.';
  if (store.isReadOnly)
    return 'The data directory could not be written when the service started. Mend its permissions, then restart the service.';
  try {
    await access(directory, constants.W_OK);
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize < ROOM ? 'The disk of the data directory is full.' : undefined;
  } catch {
    return 'The data directory cannot be written.';
  }
}

/** Asks the operational worker the smallest question; a late answer is left to come, since ending it would end the worker. */
async function graphFault(store: GraphStore): Promise<string | undefined> {
  const late = new Promise<string>((resolve) => {
    setTimeout(resolve, ANSWER_LIMIT, 'The operational graph worker does not answer in time.').unref();
  });
  const answer = store.query('ASK {}', { scope: 'operational' }).then(
    () => undefined,
    () => 'The operational graph worker cannot be asked.',
  );
  return Promise.race([answer, late]);
}
