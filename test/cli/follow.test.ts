import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { freePort } from '../faults/process.js';
import { member, startPublisher, STREAM, type Publisher } from '../following/publisher.js';
import { startTestService } from '../interfaces/service.js';
import { endProcess, endsWithTests, PROGRAM, runProgram } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-follow-'));
const HERE = ['--data-directory', join(folder, 'data'), '--port', '9999'];
const PRIVATE = ['--unsafe-outgoing-to-private-addresses', 'true'];
const publishers: Publisher[] = [];

afterAll(async () => {
  for (const publisher of publishers) await publisher.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Command {
  readonly child: ChildProcess;
  readonly output: () => string;
}

/** Begins a command that goes on. */
function begin(...given: readonly string[]): Command {
  const child = endsWithTests(
    spawn(process.execPath, [PROGRAM, ...given], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return { child, output: () => output };
}

/** Runs a command to its end. @returns its code and what it said */
async function run(...given: readonly string[]): Promise<string> {
  const { code, out, err } = await runProgram(given);
  return `${String(code)} ${out}${err}`;
}

async function publishing(count: number, port?: number): Promise<Publisher> {
  const publisher = await startPublisher(port);
  publishers.push(publisher);
  const stream = STREAM.replace('3600', '1');
  const members = Array.from({ length: count }, (_, index) =>
    member({ version: index + 1, bench: String(index) }),
  );
  publisher.set('/stream', stream + members.join(''));
  return publisher;
}

it('says in words what is wrong with an address, a name or a peer', async () => {
  const follow = (url: string, ...more: readonly string[]): Promise<string> =>
    run('follow', url, '--register', 'benches', '--once', ...HERE, ...more);
  expect(await follow('benches')).toMatch(
    /^2 wegwijzer: "benches" cannot be followed: give a whole address, such as /,
  );
  expect(await follow('http://127.0.0.1:9001/x')).toContain('is not an address on the public Internet');
  const port = await freePort();
  expect(await follow(`http://127.0.0.1:${String(port)}/x`, ...PRIVATE)).toMatch(/^1 .*no answer/);
  const publisher = await publishing(1);
  const { url } = publisher;
  expect(await follow(`${url}/none`, ...PRIVATE)).toMatch(/^1 .*answers 404/);
  publisher.set('/text', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('x'));
  expect(await follow(`${url}/text`, ...PRIVATE)).toMatch(/^1 .*"text\/html", which is no RDF that we read/);
  publisher.set('/other', '<a> <b> <c> .');
  expect(await follow(`${url}/other`, ...PRIVATE)).toMatch(/^1 .*leads to no view of an event stream/);
  expect(await run('follow', `${url}/stream`, '--register', 'a b', ...HERE)).toMatch(/^2 .*letters, digits/);
  expect(await run('follow', `${url}/stream`, ...HERE)).toMatch(/^2 .*--register <name>/);
}, 120_000);

it('shows what is followed and why it stands still, and forgets it', async () => {
  expect(await run('follows', 'quarantine', 'unknown', ...HERE)).toMatch(
    /^1 wegwijzer: Register unknown follows no stream/,
  );
  expect(await run('follows', 'list', ...HERE)).toMatch(/cannot be read now: .*leads to no view/);
  expect(await run('follows', 'forget', 'benches', ...HERE)).toMatch(
    /^0 Register benches follows no stream any more/,
  );
  expect(await run('follows', 'list', ...HERE)).toBe('0 No register follows a stream.\n');
  expect(await run('follows', 'forget', 'benches', ...HERE)).toMatch(
    /^1 wegwijzer: Register benches follows no stream/,
  );
}, 60_000);

it('goes on when a peer that went down is back, and ends at once when told to', async () => {
  const port = await freePort();
  const publisher = await publishing(1, port);
  const following = begin('follow', `${publisher.url}/stream`, '--register', 'benches', ...HERE, ...PRIVATE);
  const patience = { timeout: 60_000, interval: 100 };
  await expect.poll(following.output, patience).toContain('1 versions taken');
  await publisher.close();
  await expect.poll(following.output, patience).toContain('cannot be read now');
  expect(await run('follows', 'list', ...HERE)).toContain('in use by another process');
  await publishing(2, port);
  await expect.poll(following.output, patience).toContain('2 versions taken');
  expect(following.output().match(/cannot be read now/g)).toHaveLength(1);
  await endProcess(following.child, 'SIGINT');
  expect(following.child.exitCode).toBe(0);
}, 180_000);

it('works through a running service', async () => {
  const service = await startTestService({ demo: false, unsafeOutgoingToPrivateAddresses: true });
  const by = { agent: 'urn:test', now: new Date() };
  const { key } = await createKey(service.engine.store, { name: 's', roles: ['steward'] }, by);
  writeFileSync(join(folder, 'key'), key);
  const there = ['--url', service.url, '--key-file', join(folder, 'key')];
  const publisher = await publishing(2);
  const { url } = publisher;
  publisher.set('/stream', STREAM + member({ version: 1 }) + member({ version: 2, turtle: 'a <urn:x>' }));
  const follow = service.engine.following.follow({ name: 'benches', url: `${url}/stream` });
  await follow.upToDate();
  expect(await run('follows', 'list', ...there)).toContain('1 in quarantine');
  expect(await run('follows', 'quarantine', 'benches', ...there)).toContain('exactly one thing');
  expect(await run('follows', 'quarantine', 'benches', '--retry', ...there)).toMatch(/^0 0 taken, 1 left\./);
  const dropped = await run(
    'follows',
    'quarantine',
    'benches',
    '--drop',
    `${url}/stream/version/2`,
    ...there,
  );
  expect(dropped).toBe('0 1 forgotten.\n');
  expect(await run('follows', 'quarantine', 'benches', ...there)).toBe('0 Nothing is in quarantine.\n');
  expect(await run('follows', 'forget', 'benches', ...there)).toMatch(/^2 .*is following\. Stop that first/);
  await follow.stop();
  expect(await run('follows', 'forget', 'benches', ...there)).toMatch(/^0 /);
  expect(await run('follows', 'list', ...there)).toBe('0 No register follows a stream.\n');
}, 120_000);
