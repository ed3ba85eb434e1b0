/**
 * Joins two instances, as docs/federation.md explains: ours with the demo graph, and a partner's with a register of
 * lamps. Starts both, asks the question of `query.rq`, prints the table, and stops both.
 *
 *     npm run demo:federation
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../scripts/prepare.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const MAIN = here('../../dist/cli/main.js');

prepare();
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-federation-'));
const stops = [];
try {
  const partner = await start('partner', { demo: false, load: ['poles.ttl', '--register', 'poles'] });
  const ours = await start('ours', {
    demo: true,
    baseUrl: 'http://localhost:8080',
    flags: [
      ['--federation-endpoints', `${partner}/sparql`],
      // Both instances are on this machine, which is refused otherwise.
      ['--unsafe-outgoing-to-private-addresses', 'true'],
    ],
  });
  const query = readFileSync(here('query.rq'), 'utf8').replace('<PARTNER>', `<${partner}/sparql>`);
  const answer = await fetch(`${ours}/sparql`, {
    method: 'POST',
    headers: { 'content-type': 'application/sparql-query', accept: 'text/csv' },
    body: query,
  });
  console.log(await answer.text());
  if (!answer.ok) process.exitCode = 1;
} finally {
  for (const stop of stops) await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Starts an instance with a data directory of its own, and gives its address. */
async function start(name, { demo, baseUrl, load, flags = [] }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = ['--data-directory', join(folder, name), '--base-url', baseUrl ?? url];
  if (load) {
    const [file, ...rest] = load;
    const { status } = spawnSync(process.execPath, [MAIN, 'load', here(file), ...rest, ...settings], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`The register of ${name} could not be loaded.`);
  }
  const more = [['--port', port], ['--demo', demo], ['--log-level', 'warn'], ...flags].flat().map(String);
  const service = spawn(process.execPath, [MAIN, 'serve', ...settings, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(async () => {
    if (service.exitCode !== null) return;
    service.kill('SIGTERM');
    await once(service, 'exit');
  });
  await new Promise((resolve, reject) => {
    service.stdout.on('data', (text) => String(text).includes('listens at') && resolve());
    service.once('exit', (code) => reject(new Error(`${name} ended with ${code}.`)));
  });
  return url;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
