/** Instances of the service side by side on this machine, each with a data directory and a port of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const stops = [];
let folder;
// Whoever ends the demonstration early ends its instances, too.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));

/**
 * Chooses where an instance lives; nothing runs yet.
 * @param baseUrl its public address, where that is another than where it listens
 */
export async function prepareInstance(name, baseUrl) {
  folder ??= mkdtempSync(join(tmpdir(), 'wegwijzer-demo-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return {
    name,
    port,
    url,
    settings: ['--data-directory', join(folder, name), '--base-url', baseUrl ?? url],
  };
}

/** Runs a command on the data directory of an instance to its end. @returns what it prints */
export function run({ settings }, ...command) {
  const done = spawnSync(process.execPath, [MAIN, ...command, ...settings], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout;
}

/** Starts an instance and resolves when it listens. */
export async function serve({ name, port, settings }, flags) {
  const more = ['--port', String(port), '--log-level', 'warn', '--spare', 'false', ...flags];
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
}

/** Stops all instances and removes their data. */
export async function stopAll() {
  for (const stop of stops.splice(0)) await stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
