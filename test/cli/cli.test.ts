import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openEmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { ruleSetTurtle } from '../rulesets/turtle.js';
import { endsWithTests, PROGRAM, runProgram, type Ended } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-cli-'));
// Each command opens a graph of its own, which takes a busy machine a while.
vi.setConfig({ testTimeout: 300_000 });
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the program in a folder of its own. */
function run(...args: string[]): Promise<Ended> {
  return runProgram(args, { cwd: folder });
}

describe('wegwijzer', () => {
  it('explains every command', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const command of [
      'serve',
      'load',
      'backup',
      'restore',
      'check',
      'export',
      'config',
      'keys',
      'rules',
      'coverage',
      'delivery',
    ]) {
      expect(out).toContain(command);
      expect((await run(command, '--help')).out).toContain('Example');
    }
  });

  it.each([
    [['nonsense'], 'nonsense'],
    [['load', 'x.ttl'], '--register'],
    [['load', 'x.ttl', '--register', 'a b'], 'letters'],
    [['load', 'x.ttl', '--register', 'a', '--as-of', 'yesterday'], 'YYYY-MM-DD'],
    [['load', 'x.ttl', '--rules', 'a', '--as-of', '2026-01-31'], '--as-of'],
    [['load', 'x.ttl', '--rules', 'a', '--delta', '--url', 'http://localhost:1'], '--delta'],
    [['load', 'x.ttl', '--rules', 'a', '--yes'], '--yes'],
    [['load', 'x.ttl', '--rules', 'a', '--failures', 'f.csv'], '--failures'],
    [['serve', '--port', 'x'], 'port'],
    [['rules', 'diff'], '--set'],
    [['coverage', '--format', 'png'], 'geojson'],
    [['rules', 'check', 'a b.ttl'], 'letters'],
    [['keys', 'create', '--name', 'x', '--role', 'king'], 'dispatcher'],
    [['keys', 'create', '--role', 'steward'], '--name'],
    [['keys', 'list', '--url', 'http://localhost:1'], '--key-file'],
    [['delivery', 'channels'], '--key-file'],
    [['delivery', 'set', 'main'], '--webhook'],
    [['delivery', 'replay', 'main', '--since', 'yesterday'], '2026-11-25'],
    [['delivery', 'notices', 'list', '--bogus'], '--bogus'],
    [['keys', 'create', '--name', 'x', '--role', 'manager'], 'organisation'],
    [['keys', 'create', '--name', 'x', '--role', 'steward', '--expires', '2027-02-30'], 'YYYY-MM-DD'],
    [['load', 'x.ttl', '--register', 'a', '--as-of', '2026-02-30'], 'YYYY-MM-DD'],
    [['coverage', '--only', 'foo'], 'overlap'],
  ])('refuses %j with one clear word and exit code 2', async (args, word) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(word);
    expect(err).not.toContain('    at ');
  });

  it('shows the settings', async () => {
    const { out } = await run('config', '--port', '9000');
    expect(out).toMatch(/baseUrl += http:\/\/localhost:9000/);
  });

  it.each([
    [['registers', 'list']],
    [['keys', 'list']],
    [['keys', 'revoke', '3f9c07b1e2a4']],
    [['rules', 'list']],
    [['what-if', '--rules', 'a.ttl', '--since', '2026-01-01']],
    [['export']],
  ])('begins no data directory for %j', async (args) => {
    const nowhere = join(folder, 'mistyped');
    const { code, err } = await run(...args, '--data-directory', nowhere);
    expect(code).toBe(1);
    expect(err).toContain(`${nowhere} holds no data yet`);
    expect(err).toContain('--data-directory');
    expect(existsSync(nowhere)).toBe(false);
  });

  it('loads, checks, exports, backs up and restores', async () => {
    const register = join(folder, 'bins.ttl');
    writeFileSync(
      register,
      `@prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
       @prefix locn: <http://www.w3.org/ns/locn#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
       <urn:bin:1> a infra:Afvalbak ; locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (3.7 51)"^^geo:wktLiteral ] .`,
    );
    const loaded = await run('load', register, '--register', 'bins', '--as-of', '2026-01-31');
    expect(loaded).toMatchObject({
      code: 0,
      out: expect.stringContaining('Register bins: version 1') as string,
    });
    expect(await run('check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('All is well') as string,
    });
    const graph = join(folder, 'graph.nq');
    expect((await run('export', graph, '--data-directory', join(folder, 'mistyped'))).code).toBe(1);
    expect((await run('export', graph)).code).toBe(0);
    expect(readFileSync(graph, 'utf8')).toContain('<urn:bin:1>');
    expect(await run('export', graph)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Remove it, or name another file') as string,
    });
    expect(existsSync(`${graph}.part`)).toBe(false);
    const backup = join(folder, 'backup');
    expect((await run('backup', backup)).code).toBe(0);
    expect((await run('restore', backup)).code).toBe(1);
    const restored = join(folder, 'restored');
    expect((await run('restore', backup, '--data-directory', restored)).code).toBe(0);
    expect((await run('export', '--data-directory', restored)).out).toBe(readFileSync(graph, 'utf8'));
  });

  it('restores a directory whose files are in a bucket, and tells of files that are missing', async () => {
    const own = join(folder, 'with-file');
    const store = await openEmbeddedStore({ directory: own, readers: 0, spare: false });
    const value = JSON.stringify({ file: 'a'.repeat(64) });
    await store.commit({
      agent: 'urn:agent',
      reason: 'test',
      keep: [{ table: 'attachment', key: 'photo', value }],
    });
    await store.close();
    const bucket = ['--attachment-bucket', 'https://key-id:secret@s3.example.org/bucket'];
    for (const [name, flags] of [
      ['elsewhere', bucket],
      ['lost', []],
    ] as const) {
      const copy = join(folder, `${name}-backup`);
      const made = await run('backup', copy, '--data-directory', own, ...flags);
      const restored = await run('restore', copy, '--data-directory', join(folder, name), ...flags);
      for (const { code, out } of [made, restored]) {
        expect(code).toBe(0);
        expect(out.includes(`missing: The file ${'a'.repeat(64)} of attachment photo`)).toBe(name === 'lost');
      }
    }
  });

  it('shows what would change, keeps it from happening, and lists what fails', async () => {
    const table = join(folder, 'benches.csv');
    const mapping = join(folder, 'benches.yaml');
    writeFileSync(
      mapping,
      'iri: urn:bench:{nr}\nclass: infra:Zitbank\ngeometry: { lon: lon, lat: lat }\nproperties:\n  - { property: obd:beheerder, iri: "urn:org:{org}" }\n',
    );
    const load = (content: string, ...flags: string[]): Promise<Ended> => {
      writeFileSync(table, content);
      return run('load', table, '--register', 'benches', '--mapping', mapping, ...flags);
    };
    const failures = join(folder, 'benches-failures.csv');
    const first = 'nr,org,lon,lat\n1,a,3.7,51\n';
    expect(await load(first, '--failures', join(folder, 'nowhere', 'failures.csv'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('--failures') as string,
    });
    expect((await load(first)).out).toContain('version 1, 1 records');
    expect(existsSync(failures)).toBe(false);
    const next = 'nr,org,lon,lat\n1,b,3.7,51\n2,b,3.7,51\n3,b,oops,51\n';
    const refused = await load(next);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('line 4') as string });
    expect(readFileSync(failures, 'utf8')).toMatch(
      /^file,line.*\r\n.*benches\.csv,4,3,urn:bench:3,.*number.*getal/s,
    );
    const looked = await load(next, '--max-failures', '1', '--dry-run');
    expect(looked.err).toMatch(/1 added, 0 removed, 1 changed; 1 with another manager/);
    expect(looked.err).toContain('1 × <urn:org:a> → <urn:org:b>');
    expect(looked.out).toContain('Nothing was changed. Register benches: version 1');
    expect((await load(next, '--max-failures', '1')).out).toContain('version 2, 3 records, 1 left out');
    expect((await run('registers', 'list')).out).toMatch(
      /benches .*\n {2}1 .*\n {2}2 .*full: \+1 −0 ~1 {2}benches\.csv/,
    );
    expect((await run('registers', 'diff', 'benches')).out).toContain(
      '1 added, 0 removed, 1 changed; 1 with',
    );
    expect((await run('registers', 'undo', 'benches')).out).toContain('Register benches: version 3');
    expect((await run('redecide', 'list')).out).toBe('Nothing waits.\n');
    expect(await run('redecide', 'apply')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--all') as string,
    });
  });

  it('checks, loads, compares and lists rule sets', async () => {
    const file = join(folder, 'trial.ttl');
    const set = 'http://localhost:8080/id/rules/trial';
    const write = (version: string, conditions: string): void => {
      const rule = {
        name: 'grass',
        conditions,
        manager: '<urn:org:a>',
        example: 'ww:groundClass terrein:Groenvlak',
      };
      const example = `${rule.example} ; ww:category cat:graffiti`;
      writeFileSync(file, ruleSetTurtle(set, version, [{ ...rule, example }]));
    };
    write('1', 'ww:groundClass terrein:Groenvlak');
    expect((await run('rules', 'check', file)).out).toContain('version 1 can be loaded, 1 rules, 1 examples');
    expect((await run('load', file, '--rules', 'trial', '--dry-run')).out).toContain('can be loaded');
    expect((await run('rules', 'list')).out).not.toContain('trial');
    expect((await run('rules', 'load', file)).out).toContain('version 1 is in force');
    write('2', 'ww:groundClass terrein:Trottoir');
    const refused = await run('rules', 'load', file);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`<${set}#grass>`) as string });
    write('2', 'ww:groundClass terrein:Groenvlak ; ww:category cat:graffiti');
    expect((await run('rules', 'diff', file)).out).toMatch(/^~ <.*#grass> rule grass\n.*#category/);
    expect((await run('rules', 'load', file)).code).toBe(0);
    expect((await run('rules', 'list')).out).toMatch(/^\*\ttrial\t2\t.*^ \ttrial\t1\t/ms);
  });

  it('fails with one line on a file that is not there', async () => {
    const { code, err } = await run('load', 'nowhere.ttl', '--register', 'nowhere');
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('nowhere.ttl');
  });

  it('makes, lists and revokes keys in the data directory', async () => {
    const made = await run('keys', 'create', '--name', 'First', '--role', 'administrator');
    expect(made.out).toMatch(/^wwk_[\w-]{12}_[\w-]{43}\n$/);
    writeFileSync(join(folder, 'admin.key'), made.out);
    const id = /Key ([\w-]{12})/.exec(made.err)?.[1] ?? '';
    expect((await run('keys', 'list')).out).toContain(`${id}\t`);
    const other = await run('keys', 'create', '--name', 'Other', '--role', 'steward', '--role', 'auditor');
    const otherId = other.out.slice(4, 16);
    expect(await run('keys', 'revoke', otherId)).toMatchObject({ code: 0 });
    expect((await run('keys', 'list')).out).toMatch(new RegExp(`${otherId}.*revoked.*steward,auditor`));
    expect((await run('keys', 'revoke', 'nothing')).code).toBe(1);
  });

  /** As the directory is in use, the command line goes through the service. */
  async function administerKeys(url: string): Promise<void> {
    const refused = await run('keys', 'list');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('--url');
    const through = ['--url', url, '--key-file', 'admin.key'];
    const area = ['--area', 'https://example.org/id/area/1'];
    const made = await run('keys', 'create', '--name', 'Desk', '--role', 'dispatcher', ...area, ...through);
    expect(made.out).toMatch(/^wwk_/);
    expect((await run('keys', 'list', ...through)).out).toContain(
      'dispatcher\tDesk\thttps://example.org/id/area/1',
    );
    expect((await run('keys', 'revoke', made.out.slice(4, 16), ...through)).out).toContain('is revoked');
  }

  it('ends without a word when its reader has seen enough', async () => {
    const program = endsWithTests(
      spawn(process.execPath, [PROGRAM, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    program.stdout.destroy();
    let complaint = '';
    program.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
    const code = await new Promise<number | null>((resolve) => program.on('close', resolve));
    expect([code, complaint]).toEqual([0, '']);
  });

  it('serves until it is told to stop, and lets nobody else write meanwhile', async () => {
    const flags = ['--port', '0', '--base-url', 'http://localhost:8080', '--spare', 'false'];
    const service = endsWithTests(spawn(process.execPath, [PROGRAM, 'serve', ...flags], { cwd: folder }));
    const greeting = await new Promise<string>((resolve, reject) => {
      let text = '';
      service.stdout.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (text.includes('curl')) resolve(text);
      });
      service.once('exit', () => {
        reject(new Error(`It ended before it listened: ${text}`));
      });
    });
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0] ?? '';
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await administerKeys(url);
    const second = await run('load', join(folder, 'bins.ttl'), '--register', 'bins');
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('in use') as string });
    const ended = new Promise<number | null>((resolve) => service.on('exit', resolve));
    service.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
