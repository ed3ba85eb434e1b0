import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, type Role } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from '../interfaces/service.js';
import { ruleSetTurtle } from '../rulesets/turtle.js';
import { PROJECT } from '../support/engine.js';
import { runProgram, type Ended } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-cli-'));
let service: TestService;
let report: { id: string; decision: { id: string } };

beforeAll(async () => {
  service = await startTestService();
  await keyFor('steward');
  await keyFor('manager', { organisation: `${BASE}/id/organisation/ivago` });
  report = (await json(await file(service, benchReport()))) as typeof report;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a key in a file named after its role. */
async function keyFor(role: Role, more: { organisation?: string } = {}): Promise<void> {
  const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const { key } = await createKey(service.engine.store, { name: role, roles: [role], ...more }, by);
  writeFileSync(join(folder, `${role}.key`), `${key}\n`);
}

/** Runs the program against the service. */
function run(args: readonly string[], { url = service.url, key = 'steward' } = {}): Promise<Ended> {
  const where = ['--url', url, '--key-file', join(folder, `${key}.key`)];
  return runProgram([...args, ...where], { cwd: folder });
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

describe('commands on a running service', () => {
  it('load a register, show what changes, list its versions, and review what waits since', async () => {
    const ground = readFileSync(join(PROJECT, 'demo', 'ground.ttl'), 'utf8');
    const next = join(folder, 'ground.ttl');
    writeFileSync(next, ground.replaceAll('<id/organisation/gent-groendienst>', '<id/organisation/ivago>'));
    const load = ['load', next, '--register', 'demo-ground', '--as-of', '2026-10-01'];
    const look = await run([...load, '--dry-run']);
    expect(look).toMatchObject({ code: 0, out: 'Nothing was changed. Register demo-ground: version 1.\n' });
    expect(look.err).toContain('with another manager');
    expect((await run(load)).out).toContain('Register demo-ground: version 2');
    expect((await run(['registers', 'list'])).out).toContain('2  as of 2026-10-01');
    const different = await run(['registers', 'diff', 'demo-ground']);
    expect(different.out).toContain('Version 2 of demo-ground, as of 2026-10-01:');
    expect(different.out).toMatch(/\d+ with another manager/);
    expect(await run(['registers', 'diff', 'demo-ground', '--number', '9'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such version of a register demo-ground') as string,
    });
    expect(await run(['registers', 'undo', 'demo-ground'], { key: 'manager' })).toMatchObject({ code: 1 });
    expect((await run(['registers', 'undo', 'demo-ground'])).out).toContain(
      'Register demo-ground: version 3',
    );
    await service.engine.redecide.settled();
    expect((await run(['redecide', 'list'])).out).toBe('Nothing waits.\n');
    expect((await run(['registers', 'undo', 'demo-ground'])).out).toContain(
      'Register demo-ground: version 4',
    );
    await service.engine.redecide.settled();
    expect((await run(['redecide', 'list'])).out).toContain(report.id);
    expect((await run(['redecide', 'apply', '--all'])).out).toContain('1 decided again');
    expect((await run(['redecide', 'list'])).out).toBe('Nothing waits.\n');
    expect((await run(['redecide', 'dismiss', report.id])).code).toBe(1);
  });

  it('check, load, compare and list rule sets', async () => {
    const path = join(folder, 'litter.ttl');
    writeFileSync(
      path,
      ruleSetTurtle(`${BASE}/id/rules/litter`, '1', [
        {
          name: 'grass',
          conditions: 'ww:groundClass terrein:Groenvlak ; ww:category cat:zwerfvuil',
          manager: `<${BASE}/id/organisation/ivago>`,
          example: 'ww:category cat:zwerfvuil ; ww:groundClass terrein:Groenvlak',
        },
      ]),
    );
    expect((await run(['rules', 'check', path])).out).toContain('can be loaded');
    expect((await run(['rules', 'diff', path])).out).toContain('+ <');
    const look = await run(['load', path, '--rules', 'litter', '--dry-run']);
    expect(look.out).toContain('version 1 can be loaded');
    expect((await run(['rules', 'list'])).out).not.toContain('litter');
    expect((await run(['rules', 'load', path])).out).toContain('version 1 is in force');
    expect((await run(['load', path, '--rules', 'litter'])).out).toContain('was in force already');
    expect((await run(['rules', 'diff', '--set', 'litter', '--to', '1'])).out).toBe('No rule differs.\n');
    expect((await run(['rules', 'list'])).out).toContain('litter\t1\t');
  });

  it('suppose, replay and look for gaps', async () => {
    const supposed = ['--register', 'demo-ground', '--load', join(PROJECT, 'demo', 'ground.ttl')];
    const whatIf = await run(['what-if', ...supposed, '--since', '2000-01-01']);
    expect(whatIf.out).toContain('of 1 reports would go to someone else');
    const rules = await run(['what-if', '--rules', join(folder, 'litter.ttl'), '--since', '2000-01-01']);
    expect(rules.out).toContain('of 1 reports would go to someone else');
    expect((await run(['replay', report.decision.id])).out).toContain('the same, to the byte');
    const gaps = ['coverage', '--area', '44021', '--category', 'nutskast-beschadigd', '--strict'];
    const found = await run([...gaps, '--only', 'overlap']);
    expect(found).toMatchObject({ code: 1 });
    expect(found.out).toContain('overlap:');
  });

  it('suppose a register that is larger than a part of a form may be', async () => {
    const ground = readFileSync(join(PROJECT, 'demo', 'ground.ttl'), 'utf8');
    const large = join(folder, 'large.ttl');
    writeFileSync(large, ground + `# ${'x'.repeat(998)}\n`.repeat(17 * 1024));
    const supposed = ['--register', 'demo-ground', '--load', large];
    const whatIf = await run(['what-if', ...supposed, '--since', '2000-01-01']);
    expect(whatIf).toMatchObject({ code: 0, err: '' });
    expect(whatIf.out).toContain('of 1 reports would go to someone else');
  });

  it('say what was refused, and that nothing answers', async () => {
    const list = ['redecide', 'list'];
    expect(await run(list, { key: 'manager' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/does not let the key in .*manager\.key do that/) as string,
    });
    writeFileSync(join(folder, 'wrong.key'), 'nonsense');
    expect((await run(list, { key: 'wrong' })).err).toContain('does not take the key');
    const nowhere = `http://127.0.0.1:${String(await freePort())}`;
    expect((await run(list, { url: nowhere })).err).toContain(`Nothing answers at ${nowhere}`);
    expect((await run(list, { url: 'http://127.0.0.1:9' })).err).toContain('bad port');
    expect((await run(list, { key: 'absent' })).code).toBe(2);
    expect((await run(['replay', 'none'])).err).toContain('404');
    expect((await run(['coverage', '--only', 'foo'])).code).toBe(2);
  });

  it('look at the key and the file first, and show no key', async () => {
    writeFileSync(join(folder, 'two.key'), 'wwk_first_secret\nwwk_second_secret\n');
    const keys = await run(['redecide', 'list'], { key: 'two' });
    expect(keys).toMatchObject({ code: 2, err: expect.stringContaining('one line') as string });
    expect(keys.err).not.toContain('secret');
    const file = await run(['load', 'nowhere.ttl', '--register', 'nowhere']);
    expect(file).toMatchObject({ code: 1, err: expect.stringContaining('nowhere.ttl') as string });
    expect(file.err).not.toContain('answer');
    expect((await run(['redecide', 'list'], { url: 'localhost:8080' })).code).toBe(2);
  });

  it('say that the service may still be at work where the connection breaks off', async () => {
    const silent = createServer((request) => request.socket.destroy());
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`;
    const load = ['load', join(PROJECT, 'demo', 'ground.ttl'), '--register', 'ground', '--yes'];
    const changed = await run(load, { url });
    expect(changed).toMatchObject({ code: 1, err: expect.stringContaining('still be at work') as string });
    expect(changed.err).not.toContain('Nothing answers');
    expect((await run(['redecide', 'list'], { url })).err).not.toContain('at work');
    silent.close();
  });

  it('look first whether what fails can be listed', async () => {
    const load = ['load', join(PROJECT, 'demo', 'ground.ttl'), '--register', 'unlisted', '--yes'];
    const refused = await run([...load, '--failures', join(folder, 'nowhere', 'failures.csv')]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--failures') as string });
    expect((await run(['registers', 'list'])).out).not.toContain('unlisted');
  });
  it('list what was wrong with the records of a register, whether it was refused or they were left out', async () => {
    const path = join(folder, 'faulty.ttl');
    const lamp = (key: string, more: string): string =>
      `<${BASE}/id/lamp/${key}> a <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ;
        <http://www.w3.org/ns/locn#geometry> [ <http://www.opengis.net/ont/geosparql#asWKT> "${more}" ] .\n`;
    writeFileSync(path, lamp('a', 'POINT (3.7 51.05)') + lamp('b', 'POINT (here)') + lamp('c', 'no place'));
    const failures = join(folder, 'refused.csv');
    const load = ['load', path, '--register', 'faulty', '--yes', '--failures', failures];
    const refused = await run(load);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(failures) as string });
    expect(refused.err).toContain('so nothing was changed');
    const listed = readFileSync(failures, 'utf8');
    expect(listed).toContain('file,line,record,feature,fault,fout');
    for (const key of ['b', 'c'])
      expect(listed).toContain(`${path},,${key === 'b' ? '2' : '3'},${BASE}/id/lamp/${key},`);
    const taken = await run([...load, '--max-failures', '2']);
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('version 1') as string });
    expect(taken.err).toMatch(/2 records are left out; the first faults in them are listed: \d+\./);
    expect(readFileSync(failures, 'utf8')).toBe(listed);
  });

  it('say of a file by themselves that it cannot be sent as it is', async () => {
    const path = join(folder, 'packed.ttl.gz');
    writeFileSync(path, gzipSync('# nothing'));
    const packed = await run(['load', path, '--register', 'packed', '--yes']);
    expect(packed).toMatchObject({
      code: 1,
      err: expect.stringMatching(/packed\.ttl\.gz: .*gunzip/) as string,
    });
  });
});
