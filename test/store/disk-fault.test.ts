import { expect, it, vi } from 'vitest';
import { findFaults } from '#wegwijzer/service/readiness.js';
import { EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import { change, temporaryFolder, textLine } from './support.js';

it('a disk that has failed for good makes the service not ready, and says that it must be restarted', async () => {
  const directory = temporaryFolder();
  const journal = Journal.open(directory);
  const lock = { release: () => Promise.resolve() };
  const store = new EmbeddedStore(journal, lock, { directory, readers: 0, spare: false });
  await store.start();
  const insert = [textLine(1, 'text')];
  const failing = vi.spyOn(journal.tables.environment, 'transactionSync');
  failing.mockImplementationOnce(() => {
    throw new Error('No space left on device');
  });
  await expect(store.commit(change({ insert }))).rejects.toThrow('Make room');
  expect((await findFaults(store, directory)).storage).toBeUndefined();
  // No fault of a disk can be made here: this is what LMDB throws of every write after one.
  failing.mockImplementationOnce(() => {
    throw new Error('MDB_PANIC: Update of meta page failed or environment had fatal error');
  });
  await expect(store.commit(change({ insert }))).rejects.toMatchObject({
    type: 'storage-unavailable',
    message: expect.stringContaining('restart the service') as string,
  });
  expect(await findFaults(store, directory)).toMatchObject({
    storage: expect.stringContaining('restarted') as string,
  });
  await store.close();
});

it('a store that was opened for reading stays so, and is not ready, whatever has become of the permissions', async () => {
  const directory = temporaryFolder();
  await Journal.open(directory).close();
  const journal = Journal.open(directory, { readOnly: true });
  const lock = { release: () => Promise.resolve() };
  const store = new EmbeddedStore(journal, lock, { directory, readers: 0, spare: false });
  await store.start();
  const remedy = 'Mend its permissions, then restart the service';
  await expect(store.commit(change({ insert: [textLine(1, 'text')] }))).rejects.toThrow(remedy);
  const { storage } = await findFaults(store, directory);
  expect(storage).toContain(remedy);
  await store.close();
});
