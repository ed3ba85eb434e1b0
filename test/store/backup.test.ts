import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backup, restore } from '#wegwijzer/store/embedded/backup.js';
import { blobFolder, createBlobFiles } from '#wegwijzer/store/embedded/blob-files.js';
import { BackupError } from '#wegwijzer/store/embedded/backup-manifest.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { DataDirectoryError } from '#wegwijzer/store/embedded/data-directory.js';
import { exportQuads } from '#wegwijzer/store/embedded/export.js';
import { SCHEMA_VERSION } from '#wegwijzer/store/embedded/data-directory.js';
import type { EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import { TABLE_NAMES } from '#wegwijzer/store/embedded/journal-tables.js';
import { KeyFile } from '#wegwijzer/store/embedded/key-file.js';
import { readRecords } from '#wegwijzer/store/embedded/record-stream.js';
import {
  change,
  digest,
  manyLines,
  openStore,
  startChild,
  temporaryFolder,
  textLine,
  workerGraphs,
} from './support.js';

const everything = change({
  create: [
    { graph: 'urn:empty', access: 'public' },
    { graph: 'urn:secret', access: 'internal' },
  ],
  insert: [...manyLines(200), textLine(1, 'secret "é" 🦆', 'urn:secret')],
  keep: [
    { table: 'outbox', key: 'o', value: 'delivery' },
    { table: 'idempotency', key: 'i', value: '{"status":201}' },
    { table: 'personal', key: 'p', value: 'encrypted' },
  ],
});

/** Commits it, with a key to personal data. */
async function commitEverything(store: EmbeddedStore): Promise<void> {
  const { reference } = store.secrets.take();
  const key = { table: 'personal-key', key: 'p', value: reference } as const;
  await store.commit({ ...everything, keep: [...(everything.keep ?? []), key] });
  await store.commit(change({ insert: [textLine(1, 'long ago', 'urn:past')], archive: ['urn:past'] }));
}

/** A directory with something in every table: an empty graph, an internal one, an archived one and personal data. */
async function filledDirectory(): Promise<string> {
  const directory = join(temporaryFolder(), 'data');
  const store = await openStore(directory);
  await commitEverything(store);
  await store.close();
  return directory;
}

/** The same with a large graph, which was replaced once. */
async function largeDirectory(): Promise<string> {
  const directory = join(temporaryFolder(), 'data');
  const store = await openStore(directory);
  await commitEverything(store);
  for (const text of ['first', 'second']) {
    const replacement = await store.replaceGraph({ graph: 'urn:large', agent: 'urn:agent', reason: 'load' });
    await replacement.add(manyLines(51_000, 'urn:large', text));
    await replacement.commit();
  }
  await store.close();
  return directory;
}

/** A digest of every table's records; without keys to personal data where `keys` is false. */
async function records(directory: string, keys = true): Promise<Record<string, string>> {
  const journal = Journal.open(directory, { readOnly: true });
  const snapshot = journal.snapshot();
  const { transaction } = snapshot;
  const live = new Set([...snapshot.graphs()].map(({ entry }) => entry.segment));
  const all: Record<string, string> = {};
  for (const name of TABLE_NAMES.filter(
    (table) => table !== 'segments' && (keys || table !== 'personal-key'),
  ))
    all[name] = digest(
      [...readRecords(journal.tables, name, transaction)]
        .filter(({ key }) => name !== 'quads' || live.has(key.readUInt32BE(0)))
        .map(({ key, value }) => `${key.toString('hex')} ${value.toString()}`),
    );
  snapshot.release();
  await journal.close();
  return all;
}

/** A directory that names files as those of attachments `a`, `b` and so on. @returns it with their names */
async function directoryNaming(
  ...contents: readonly (string | undefined)[]
): Promise<{ directory: string; files: string[] }> {
  const directory = join(temporaryFolder(), 'data');
  const store = await openStore(directory);
  const files: string[] = [];
  for (const [index, content] of contents.entries()) {
    // One that is not given is kept elsewhere.
    files.push(content === undefined ? digestOf(index) : await store.blobs.put(Buffer.from(content)));
    const value = JSON.stringify({ file: files[index] });
    const key = String.fromCharCode(97 + index);
    await store.commit(change({ keep: [{ table: 'attachment', key, value }] }));
  }
  await store.close();
  return { directory, files };
}

function digestOf(index: number): string {
  return String(index).repeat(64);
}

function pathOf(directory: string, file: string): string {
  return join(blobFolder(directory), file.slice(0, 2), file);
}

describe('a backup', () => {
  it('restores to exactly what was there, the keys to personal data apart', async () => {
    const directory = await largeDirectory();
    const target = join(temporaryFolder(), 'backup');
    const tables = new Set<string>();
    const summary = await backup(directory, target, {}, ({ table }) => tables.add(table));
    expect(summary).toMatchObject({ sequence: 4, keys: false });
    expect(tables).toContain('quads');
    const text = readdirSync(target).map((name) => readFileSync(join(target, name), 'latin1'));
    const keys = new KeyFile(directory, { readOnly: true });
    const key = keys.read('slot:0');
    keys.close();
    expect(key).toHaveLength(32);
    for (const form of ['latin1', 'base64', 'hex'] as const)
      expect(text.join('')).not.toContain(key?.toString(form));
    const restored = join(temporaryFolder(), 'data');
    await restore(target, restored);
    expect(await records(restored, false)).toEqual(await records(directory, false));
    expect((await records(restored))['personal-key']).toBe(digest([]));
    expect(await checkJournal(restored)).toEqual(await checkJournal(directory));
    const store = await openStore(restored, { readers: 1 });
    expect(await workerGraphs(store, 'public')).toEqual(['urn:empty', 'urn:g', 'urn:large']);
    expect(store.readRecord('personal', 'p')).toBe('encrypted');
    await store.commit(change({ insert: [textLine('after', 'restore')] }));
    await store.close();
    expect(await checkJournal(restored)).toMatchObject({ ok: true, problems: [], sequence: 5 });
  });

  it('gives the keys back from the file beside it, and from no other', async () => {
    const directory = await filledDirectory();
    const folder = temporaryFolder();
    const withKeys = join(folder, 'keys.gz');
    await backup(directory, join(folder, 'backup'), { withKeys });
    await restore(join(folder, 'backup'), join(folder, 'restored'), { keys: withKeys });
    expect(await records(join(folder, 'restored'))).toEqual(await records(directory));
    const both = [directory, join(folder, 'restored')].map((each) => new KeyFile(each, { readOnly: true }));
    expect(both[1]?.read('slot:0')).toEqual(both[0]?.read('slot:0'));
    for (const keys of both) keys.close();
    await backup(directory, join(folder, 'without'));
    const other = restore(join(folder, 'without'), join(folder, 'again'), { keys: withKeys });
    await expect(other).rejects.toThrow(/was made without keys/);
    appendFileSync(withKeys, 'x');
    const tampered = restore(join(folder, 'backup'), join(folder, 'again'), { keys: withKeys });
    await expect(tampered).rejects.toThrow(/SHA-256 differs/);
    const missing = restore(join(folder, 'backup'), join(folder, 'again'), { keys: join(folder, 'none') });
    await expect(missing).rejects.toThrow(/is missing/);
    expect(existsSync(join(folder, 'again'))).toBe(false);
  });

  it('is not written over anything, nor with its keys inside', async () => {
    const directory = await filledDirectory();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'precious'), '');
    await expect(backup(directory, folder)).rejects.toThrow(
      /is not empty\. A backup is written to a directory of its own/,
    );
    const target = join(folder, 'backup');
    await expect(backup(directory, target, { withKeys: join(target, 'k') })).rejects.toThrow(
      /lies within the backup/,
    );
    await expect(backup(directory, target, { withKeys: join(folder, 'precious') })).rejects.toThrow(
      /exists already/,
    );
    expect(readdirSync(folder)).toEqual(['precious']);
    await expect(backup(join(folder, 'none'), target)).rejects.toThrow(DataDirectoryError);
  });

  it('is refused when it was touched or is not whole, before anything is restored', async () => {
    const directory = await filledDirectory();
    const fresh = join(temporaryFolder(), 'data');
    const damages: [string, (backup: string) => void][] = [
      [
        'SHA-256 differs',
        (b) => {
          appendFileSync(join(b, 'log.gz'), 'x');
        },
      ],
      [
        'graphs.gz is missing',
        (b) => {
          rmSync(join(b, 'graphs.gz'));
        },
      ],
      [
        'or one that was interrupted',
        (b) => {
          rmSync(join(b, 'wegwijzer-backup.json'));
        },
      ],
      [
        'is damaged',
        (b) => {
          writeFileSync(join(b, 'wegwijzer-backup.json'), '{');
        },
      ],
      [
        'has schema version 7',
        (b) => {
          const path = join(b, 'wegwijzer-backup.json');
          writeFileSync(
            path,
            readFileSync(path, 'utf8').replace(/"schemaVersion": \d+/, '"schemaVersion": 7'),
          );
        },
      ],
    ];
    for (const [message, damage] of damages) {
      const target = join(temporaryFolder(), 'backup');
      await backup(directory, target);
      damage(target);
      const refused = restore(target, fresh);
      await expect(refused).rejects.toThrow(BackupError);
      await expect(refused).rejects.toThrow(message);
      expect(existsSync(fresh)).toBe(false);
    }
  });

  it('is restored into no directory that holds data, but again into one where that was interrupted', async () => {
    const directory = await filledDirectory();
    const target = join(temporaryFolder(), 'backup');
    await backup(directory, target);
    await expect(restore(target, directory)).rejects.toThrow(/holds data already/);
    const half = join(temporaryFolder(), 'half');
    await restore(target, half);
    const marker = `{"format":"wegwijzer-data","schemaVersion":${String(SCHEMA_VERSION)},"initialised":false,"restoring":true}`;
    writeFileSync(join(half, 'wegwijzer.json'), marker);
    await expect(openStore(half)).rejects.toThrow(/restoring it was interrupted/);
    await restore(target, half);
    expect(await checkJournal(half)).toMatchObject({ ok: true, problems: [] });
  });

  it('of a directory whose files are in a bucket is restored without them', async () => {
    const { directory } = await directoryNaming(undefined);
    const target = join(temporaryFolder(), 'backup');
    const restored = join(temporaryFolder(), 'data');
    expect(await backup(directory, target, { files: false })).toMatchObject({ missing: [] });
    expect(await restore(target, restored, { files: false })).toMatchObject({ missing: [] });
    expect(await checkJournal(restored, { engine: false, files: false })).toMatchObject({ problems: [] });
    expect(await records(restored)).toEqual(await records(directory));
  });

  it('during which a file is erased says which, and is restored without it', async () => {
    const { directory, files } = await directoryNaming('stays', 'goes');
    const [stays = '', goes = ''] = files;
    const target = join(temporaryFolder(), 'backup');
    const restored = join(temporaryFolder(), 'data');
    // The tables are of the moment before; the files are copied after them.
    const made = await backup(directory, target, {}, () => {
      rmSync(pathOf(directory, goes), { force: true });
    });
    const missing = [`The file ${goes} of attachment b is missing.`];
    expect(made).toMatchObject({ missing });
    expect(await restore(target, restored)).toMatchObject({ missing });
    expect((await createBlobFiles(blobFolder(restored)).get(stays))?.toString()).toBe('stays');
    expect((await checkJournal(restored)).problems).toEqual(missing);
  });

  it('leaves out damaged files and says which, and so does a restore; everything else is there', async () => {
    const { directory, files } = await directoryNaming('stays', 'rots', 'rots later');
    const [stays = '', rots = '', later = ''] = files;
    writeFileSync(pathOf(directory, rots), 'damaged');
    const target = join(temporaryFolder(), 'backup');
    const made = await backup(directory, target);
    const told = (name: string): unknown => expect.stringContaining(`${name} is damaged`);
    expect(made).toMatchObject({ missing: [], damaged: [told(rots)] });
    writeFileSync(pathOf(target, later), 'damaged');
    const restored = join(temporaryFolder(), 'data');
    expect(await restore(target, restored)).toMatchObject({
      missing: [expect.stringContaining(rots)],
      damaged: [told(later)],
    });
    expect((await createBlobFiles(blobFolder(restored)).get(stays))?.toString()).toBe('stays');
    expect(await records(restored)).toEqual(await records(directory));
  });

  it('that does not agree with itself is no data directory at any moment of its restore', async () => {
    const directory = await filledDirectory();
    const journal = Journal.open(directory);
    journal.write(() => {
      journal.counters.restore({ ...journal.state, quads: journal.state.quads + 1 });
    });
    await journal.close();
    const target = join(temporaryFolder(), 'backup');
    await backup(directory, target);
    const restored = join(temporaryFolder(), 'data');
    await expect(restore(target, restored)).rejects.toThrow(/does not agree with itself/);
    await expect(openStore(restored)).rejects.toThrow(/restoring it was interrupted/);
  });

  it('is of one moment, also while another process commits', async () => {
    const directory = join(temporaryFolder(), 'data');
    const child = startChild('commitOn', directory, '0');
    await child.hears('committed 500');
    const folder = temporaryFolder();
    for (const name of ['one', 'two', 'three']) {
      const acknowledged = child.said.filter((line) => line.startsWith('committed ')).length;
      const { sequence } = await backup(directory, join(folder, name));
      expect(sequence).toBeGreaterThanOrEqual(acknowledged);
      const report = await checkJournal(directory);
      expect(report).toMatchObject({ ok: true, problems: [] });
      expect(report.sequence).toBeGreaterThanOrEqual(sequence);
      await restore(join(folder, name), join(folder, `${name}-restored`));
      expect(await checkJournal(join(folder, `${name}-restored`))).toMatchObject({
        ok: true,
        problems: [],
        sequence,
      });
    }
    await child.kill();
  });
});

describe('an export', () => {
  it('is all quads as N-Quads, in order, the same after a restore', async () => {
    const directory = await largeDirectory();
    const target = join(temporaryFolder(), 'backup');
    const restored = join(temporaryFolder(), 'data');
    await backup(directory, target);
    await restore(target, restored);
    const pieces: string[] = [];
    let writing = false;
    const summary = await exportQuads(directory, async (piece) => {
      expect(writing).toBe(false);
      writing = true;
      await new Promise(setImmediate);
      pieces.push(piece);
      writing = false;
    });
    expect(summary).toEqual({ sequence: 4, graphs: 5, quads: 51_202 });
    const lines = pieces.join('').trimEnd().split('\n');
    expect(lines.length).toBe(51_202);
    expect(lines.at(-1)).toBe(textLine(1, 'secret "é" 🦆', 'urn:secret'));
    expect(lines.join('')).not.toContain('the key');
    expect(pieces.length).toBeGreaterThan(5);
    let again = '';
    await exportQuads(restored, (piece) => {
      again += piece;
    });
    expect(again === pieces.join('')).toBe(true);
  });
});

describe('a check', () => {
  /** Spoils a journal behind the store's back. */
  async function spoil(action: (journal: Journal) => void): Promise<readonly string[]> {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    for (let n = 0; n < 5; n += 1) await store.commit(change({ insert: [textLine(n, 'text')] }));
    await store.close();
    const journal = Journal.open(directory);
    journal.tables.environment.transactionSync(() => {
      action(journal);
    });
    await journal.close();
    const report = await checkJournal(directory);
    expect(report.ok).toBe(false);
    return report.problems;
  }

  it('finds a lost line, a lost change and wrong figures, and says so in plain words', async () => {
    const lost = await spoil(({ tables }) => {
      for (const { key, value } of [...tables.quads.getRange({ limit: 1 })])
        void tables.quads.put(key, value.slice(value.indexOf('\n') + 1));
    });
    expect(lost).toContain('Graph <urn:g> holds 4 quads and is noted with 5.');
    expect(lost).toContain('The log gives graph <urn:g> 1 lines that it does not hold.');
    const gap = await spoil(({ tables }) => void tables.log.remove(3));
    expect(gap).toContain('Change 3 is missing from the log: after 2 comes 4.');
    expect(gap).toContain('Change 4 does not name the change before it.');
    const short = await spoil(({ tables }) => void tables.log.remove(5));
    expect(short).toContain('The log ends at change 4, and the journal at 5.');
    const total = await spoil(
      ({ tables, state }) => void tables.state.put('journal', { ...state, quads: 9 }),
    );
    expect(total.join()).toMatch(
      /The graphs hold 5 quads of \d+ characters together; the total is noted as 9/,
    );
    const moved = await spoil(({ tables }) => {
      const entry = tables.graphs.get('urn:g');
      if (entry) void tables.graphs.put('urn:other', entry);
    });
    expect(moved).toContain('Graphs <urn:g> and <urn:other> lie in the same place.');
    expect(moved).toContain('Graph <urn:other> is in the journal and not in the log.');
    const stray = await spoil(({ tables }) => void tables.graphs.remove('urn:g'));
    expect(stray).toContain('Graph <urn:g> is in the log and not in the journal.');
    expect(stray.join()).toMatch(/Segment \d+ holds 1 blocks of lines and belongs to no graph\./);
  });

  it('says what it left out', async () => {
    const directory = await largeDirectory();
    const { ok, notes } = await checkJournal(directory, { replayLimit: 100, compareLimit: 1000 });
    expect(ok).toBe(true);
    expect(notes).toEqual([
      'The log was not replayed: 51201 quads are more than the 100 that are held in memory for it.',
      '1 graphs of more than 1000 quads were counted, not compared.',
    ]);
  });
});
