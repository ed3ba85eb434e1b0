import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { warnOfReaders } from '#wegwijzer/service/logger.js';
import { backup, restore } from '#wegwijzer/store/embedded/backup.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { DataDirectoryError, inspectDataDirectory } from '#wegwijzer/store/embedded/data-directory.js';
import { Journal } from '#wegwijzer/store/embedded/journal.js';
import { acquireWriterLock, DirectoryInUseError } from '#wegwijzer/store/embedded/writer-lock.js';
import { change, manyLines, openStore, startChild, temporaryFolder, workerLines } from './support.js';

async function filledDirectory(): Promise<string> {
  const directory = temporaryFolder();
  const store = await openStore(directory);
  await store.commit(change({ insert: manyLines(3000) }));
  await store.close();
  return directory;
}

/** Every file below a directory, with what is in it. */
function contents(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter(
    (name) => !name.includes('writer.lock') && statSync(join(directory, name)).isFile(),
  );
  return new Map(files.map((name) => [name, readFileSync(join(directory, name)).toString('base64')]));
}

describe('the place of writer', () => {
  it('is refused to a second opener in the same process, which is told who holds it', async () => {
    const directory = temporaryFolder();
    const store = await openStore(directory);
    const second = openStore(directory);
    await expect(second).rejects.toThrow(DirectoryInUseError);
    await expect(second).rejects.toThrow(
      new RegExp(`in use by another process \\(${String(process.pid)}\\)`),
    );
    await store.commit(change({ insert: manyLines(1) }));
  });

  it('is refused to another process, and free the moment its holder is killed', async () => {
    const directory = temporaryFolder();
    const holder = startChild('hold', directory);
    await holder.hears('ready');
    await expect(openStore(directory)).rejects.toThrow(`(${String(holder.pid)})`);
    const other = startChild('hold', directory);
    expect(await other.hears('refused')).toContain(`DirectoryInUseError ${directory} is in use`);
    await holder.kill();
    const store = await openStore(directory);
    await store.commit(change({ insert: manyLines(1) }));
  });

  it('is one for each directory, however long its path', async () => {
    const folder = temporaryFolder();
    const [one, two] = ['one', 'two'].map((name) => join(folder, 'long'.repeat(30), 'path'.repeat(20), name));
    const stores = [await openStore(one ?? ''), await openStore(two ?? '')];
    await expect(openStore(one ?? '')).rejects.toThrow(DirectoryInUseError);
    expect(readdirSync(folder)).toEqual(['long'.repeat(30)]);
    for (const store of stores) await store.close();
    await (await openStore(one ?? '')).close();
  });
});

describe('a data directory', () => {
  it('is made where there is none', async () => {
    const directory = join(temporaryFolder(), 'new', 'data');
    await openStore(directory);
    expect(inspectDataDirectory(directory)).toBe('whole');
  });

  it('may be a volume of its own, where the file system has a folder already', async () => {
    const [directory, target] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [directory, target]) mkdirSync(join(folder, 'lost+found'));
    const store = await openStore(directory);
    await store.commit(change({ insert: manyLines(3) }));
    await store.close();
    await backup(directory, target);
    const restored = temporaryFolder();
    mkdirSync(join(restored, 'lost+found'));
    await restore(target, restored);
    expect(inspectDataDirectory(restored)).toBe('whole');
    expect(readdirSync(restored)).toContain('lost+found');
  });

  it('is of its user alone, and one that is open to others is warned of', async () => {
    const directory = join(temporaryFolder(), 'new', 'data');
    await (await openStore(directory)).close();
    const journal = join(directory, 'journal');
    expect([directory, journal].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    const warnings: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => warnings.push(line) });
    // A volume that everybody may enter, as containers make them.
    chmodSync(directory, 0o755);
    warnOfReaders(logger, directory);
    expect(warnings).toEqual([]);
    chmodSync(journal, 0o755);
    warnOfReaders(logger, directory);
    expect(warnings.join('')).toContain('chmod -R go=');
  });

  const damages: [string, RegExp, (directory: string) => void][] = [
    [
      'cut in half',
      /journal is torn\. Restore it from a backup/,
      (d) => {
        const path = join(d, 'journal', 'data.mdb');
        truncateSync(path, Math.floor(statSync(path).size / 2));
      },
    ],
    [
      'of garbage',
      /does not begin as an LMDB file/,
      (d) => {
        writeFileSync(join(d, 'journal', 'data.mdb'), Buffer.alloc(100_000, 'garbage'));
      },
    ],
    [
      'of no bytes',
      /does not begin as an LMDB file/,
      (d) => {
        truncateSync(join(d, 'journal', 'data.mdb'), 0);
      },
    ],
    [
      'that is gone',
      /data\.mdb is missing/,
      (d) => {
        execFileSync('rm', [join(d, 'journal', 'data.mdb')]);
      },
    ],
    [
      'with a damaged marker',
      /wegwijzer\.json is damaged/,
      (d) => {
        writeFileSync(join(d, 'wegwijzer.json'), '{"format":"wegw');
      },
    ],
    [
      'of another version',
      /has schema version 99; this version of Wegwijzer reads 2/,
      (d) => {
        writeFileSync(
          join(d, 'wegwijzer.json'),
          '{"format":"wegwijzer-data","schemaVersion":99,"initialised":true}',
        );
      },
    ],
    [
      'whose restore was interrupted',
      /restoring it was interrupted/,
      (d) => {
        writeFileSync(
          join(d, 'wegwijzer.json'),
          '{"format":"wegwijzer-data","schemaVersion":2,"initialised":false,"restoring":true}',
        );
      },
    ],
  ];
  it.each(damages)('with a journal %s is refused, and left as it is', async (_, message, damage) => {
    const directory = await filledDirectory();
    damage(directory);
    const before = contents(directory);
    await expect(openStore(directory)).rejects.toThrow(DataDirectoryError);
    await expect(openStore(directory)).rejects.toThrow(message);
    await expect(checkJournal(directory)).rejects.toThrow(message);
    expect(contents(directory)).toEqual(before);
  });

  it('of something else is refused, and left as it is', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'thesis.txt'), 'my only copy');
    await expect(openStore(directory)).rejects.toThrow(/is not a data directory of Wegwijzer/);
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
  });

  it('that a process began to make before it was killed is made anew', async () => {
    const directory = temporaryFolder();
    mkdirSync(join(directory, 'journal'));
    writeFileSync(join(directory, 'journal', 'data.mdb'), 'torn');
    const marker = '{"format":"wegwijzer-data","schemaVersion":2,"initialised":false}';
    writeFileSync(join(directory, 'wegwijzer.json'), marker);
    const store = await openStore(directory);
    await store.commit(change({ insert: manyLines(3) }));
    expect(await workerLines(store)).toHaveLength(3);
  });

  it('is never taken for torn after an ordinary end, whatever it went through', async () => {
    const directory = temporaryFolder();
    for (let round = 0; round < 8; round += 1) {
      const store = await openStore(directory);
      const graphs = Array.from({ length: 20 }, (_, n) => `urn:g:${String(n)}`);
      await Promise.all(
        graphs.map((graph) => store.commit(change({ insert: manyLines(50 * round, graph, String(round)) }))),
      );
      await store.commit(change({ drop: graphs.filter((__, n) => n % (round + 1) === 0) }));
      await store.close();
      expect(inspectDataDirectory(directory)).toBe('whole');
    }
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [] });
  });
});

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

describe('a full disk', () => {
  it.skipIf(!hasPrlimit)(
    'fails the commit with a clear problem, loses nothing, and is over once there is room',
    async () => {
      const directory = temporaryFolder();
      const child = startChild('commitWhenAsked', directory);
      await child.hears('ready');
      const limit = (size: string): void => {
        execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${size}:unlimited`]);
      };
      child.tell('1000');
      await child.hears('committed 1');
      limit(String(statSync(join(directory, 'journal', 'data.mdb')).size));
      child.tell('500000');
      expect(await child.hears('failed 2')).toMatch(
        /ProblemError storage-unavailable The data directory cannot be written/,
      );
      child.tell('400000');
      await child.hears('failed 3');
      limit('unlimited');
      child.tell('500000');
      await child.hears('committed 4');
      await child.kill();
      const store = await openStore(directory);
      const subjects = (store.readGraph('urn:graph:child') ?? []).map((line) => line.slice(0, 9));
      expect(subjects.sort()).toEqual(['<urn:s:1>', '<urn:s:4>']);
      await store.close();
      expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [], sequence: 2 });
    },
  );
});

describe.skipIf(process.getuid?.() !== 0)('a data directory of another user', () => {
  const NOBODY = 65_534;
  const theirs = /cannot be opened: .*Its files must belong to the user of the service/;

  async function asAnother<T>(action: () => T | Promise<T>): Promise<T> {
    process.seteuid?.(NOBODY);
    try {
      return await action();
    } finally {
      process.seteuid?.(0);
    }
  }

  async function reachable(): Promise<string> {
    const directory = await filledDirectory();
    chmodSync(directory, 0o777);
    return directory;
  }

  it('is not taken for torn or empty', async () => {
    const directory = await reachable();
    await expect(asAnother(() => inspectDataDirectory(directory))).rejects.toThrow(theirs);
    chmodSync(join(directory, 'journal'), 0o777);
    chmodSync(join(directory, 'journal', 'data.mdb'), 0o600);
    await expect(asAnother(() => inspectDataDirectory(directory))).rejects.toThrow(theirs);
    chmodSync(directory, 0o700);
    await expect(asAnother(() => inspectDataDirectory(directory))).rejects.toThrow(theirs);
  });

  it('is named where the journal cannot be opened', async () => {
    const directory = await reachable();
    chmodSync(join(directory, 'journal'), 0o777);
    chmodSync(join(directory, 'journal', 'data.mdb'), 0o444);
    await expect(asAnother(() => Journal.open(directory))).rejects.toThrow(theirs);
  });

  it('is not said to be in use where nobody has it', async () => {
    const directory = await reachable();
    const holder = startChild('hold', directory);
    await holder.hears('ready');
    await holder.kill();
    expect(readdirSync(directory)).toContain('writer.lock');
    await expect(asAnother(() => acquireWriterLock(directory))).rejects.toThrow(theirs);
  });
});
