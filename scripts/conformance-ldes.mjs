/**
 * Replicates our event streams with the npm `ldes-client`, unordered, in order, and following across a kill and a restart
 * of the service, and compares what it got with the versions that the service answers, quad by quad; of a register, what
 * the latest versions come to also with its graph. The client is installed in a temporary folder; without a registry the
 * script says so and ends well.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import jsonld from 'jsonld';
import { Parser, Writer } from 'n3';
import { latestVersions, thingsIn } from './latest-versions.mjs';
import { prepare, root } from './prepare.mjs';

const CLIENT = 'ldes-client@0.3.0';
const STREAMS = ['reports', 'decisions', 'register/demo-assets'];
const POSITION = '<http://schema.org/position>';
/** Milliseconds in which the client must be installed. */
const INSTALLING = 90_000;
/** Milliseconds in which a follower must have what was filed. */
const PATIENCE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-ldes-'));
const children = new Set();
let failures = 0;

function start(program, args) {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const started = { child, output: '', errors: '' };
  child.stdout.on('data', (chunk) => (started.output += chunk));
  child.stderr.on('data', (chunk) => (started.errors += chunk));
  started.ended = new Promise((resolve) => child.once('close', resolve)).finally(() =>
    children.delete(child),
  );
  return started;
}

async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await wait(50);
  }
}

async function startService(port) {
  const args = ['--port', String(port), '--data-directory', join(folder, 'data'), '--log-level', 'error'];
  const service = start(process.execPath, [
    join(root, 'dist/cli/main.js'),
    'serve',
    ...args,
    '--spare',
    'false',
  ]);
  await until(() => service.output.includes('listens at'), `the service listens (${service.errors})`);
  return service;
}

async function fileReports(url, count) {
  const report = JSON.parse(readFileSync(join(root, 'demo/scenarios.json'), 'utf8'))[0];
  for (let filed = 0; filed < count; filed += 1)
    await fetch(`${url}/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/ld+json' },
      body: JSON.stringify({
        '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
        type: 'Report',
        category: report.category,
        description: `Melding ${filed}`,
        location: { lon: report.lon, lat: report.lat, accuracy: 5 },
      }),
    });
}

/** The positions that an output has, one for each time that a member is in it. */
function positionsIn(output) {
  return output
    .split('\n')
    .filter((line) => line.includes(POSITION))
    .map((line) => Number(/position> "?(\d+)/.exec(line)?.[1]));
}

/** What the service answers for each version, until there is none. */
async function versionsOf(url, stream) {
  const texts = [];
  for (let position = 1; ; position += 1) {
    const response = await fetch(`${url}/ldes/${stream}/version/${position}`, {
      headers: { accept: 'application/n-quads' },
    });
    if (!response.ok) return texts;
    texts.push(await response.text());
  }
}

function canonical(nquads) {
  return jsonld.canonize(nquads, { inputFormat: 'application/n-quads', algorithm: 'RDFC-1.0' });
}

/** What the client printed, which is Turtle, as N-Quads; what it logs between is left out. */
function statementsOf(output) {
  const turtle = output
    .split('\n')
    .filter((line) => /^(<|_:)/.test(line))
    .join('\n');
  return new Writer({ format: 'N-Quads' }).quadsToString(new Parser().parse(turtle));
}

async function compare(name, output, versions) {
  const positions = positionsIn(output);
  const isOnce = positions.length === versions.length && new Set(positions).size === positions.length;
  const isSame = (await canonical(statementsOf(output))) === (await canonical(versions.join('')));
  if (!isOnce || !isSame) failures += 1;
  const verdict = isOnce && isSame ? 'passed' : 'FAILED';
  console.log(
    `${verdict}: ${name}: ${positions.length} of ${versions.length} members, quads ${isSame ? 'alike' : 'differ'}`,
  );
}

/** Compares what the latest versions that the client got come to with the graph of the register, without `ww:cell`. */
async function compareWithGraph(url, register, output) {
  const graph = encodeURIComponent(`${url}/id/register/${register}`);
  const response = await fetch(`${url}/data?graph=${graph}`, { headers: { accept: 'application/n-quads' } });
  const things = thingsIn(new Parser().parse(await response.text()));
  const got = latestVersions(new Parser().parse(statementsOf(output)));
  const [expected, actual] = await Promise.all(
    [things, got].map((quads) => canonical(new Writer({ format: 'N-Quads' }).quadsToString(quads))),
  );
  const isSame = things.length > 0 && actual === expected;
  if (!isSame) failures += 1;
  console.log(
    `${isSame ? 'passed' : 'FAILED'}: register/${register}, latest versions: ${got.length} of ${things.length} quads of its graph, ${isSame ? 'alike' : 'they differ'}`,
  );
}

async function check(url, restart) {
  const client = join(folder, 'node_modules/.bin/ldes-client');
  for (const stream of STREAMS) {
    const versions = await versionsOf(url, stream);
    for (const order of ['none', 'ascending']) {
      const run = start(client, [`${url}/ldes/${stream}`, '--ordered', order]);
      await run.ended;
      await compare(`${stream}, ordered ${order}`, run.output, versions);
      const [, register] = stream.split('/');
      if (register !== undefined && order === 'none') await compareWithGraph(url, register, run.output);
    }
  }
  const following = [
    '--follow',
    '--save',
    join(folder, 'state'),
    '--poll-interval',
    '500',
    '--retry-count',
    '0',
  ];
  const follow = () => start(client, [`${url}/ldes/reports`, ...following]);
  const known = (await versionsOf(url, 'reports')).length;
  const first = follow();
  await until(() => positionsIn(first.output).length >= known, 'the follower has what there is');
  // The client ends on a connection that breaks, so it is stopped with the service and goes on from what it saved.
  first.child.kill('SIGTERM');
  await first.ended;
  await restart();
  await fileReports(url, 60);
  const second = follow();
  await until(() => positionsIn(second.output).length >= 60, 'the follower has what came after the restart');
  second.child.kill('SIGTERM');
  await second.ended;
  await compare(
    'reports, followed across a kill',
    `${first.output}\n${second.output}`,
    await versionsOf(url, 'reports'),
  );
}

async function freePort() {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function main() {
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, CLIENT];
  const installed = spawnSync('npm', install, { cwd: folder, stdio: 'ignore', timeout: INSTALLING });
  if (installed.status !== 0) {
    console.log(`Skipped: ${CLIENT} cannot be installed; is there a registry?`);
    return;
  }
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let service = await startService(port);
  await fileReports(url, 280);
  await until(
    async () => (await fetch(`${url}/ldes/decisions/version/280`)).ok,
    'the decisions are published',
  );
  await until(async () => (await fetch(`${url}/ldes/reports/version/280`)).ok, 'the reports are published');
  await check(url, async () => {
    service.child.kill('SIGKILL');
    await service.ended;
    await wait(1500);
    service = await startService(port);
  });
}

try {
  await prepare();
  await main();
} catch (error) {
  failures += 1;
  console.error(error);
} finally {
  const ending = [...children].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ending);
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
