/**
 * Runs the compatibility kit of the Dataspace Protocol (Eclipse Dataspace TCK) against a service of its own, on both
 * sides: metadata, catalogue, negotiation and transfer as provider and as consumer.
 *
 *     npm run conformance:dsp [-- --cache FOLDER] [-- --log FILE]
 *
 * The kit is fetched by Maven into a cache; Maven and a JDK from 17 on must be there, or it says so and ends with 0
 * (with `--required`, with 1). Ends with 1 where a test fails, or where the kit ran fewer tests than it has.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flag, readOptions, text } from '../../bench/options.js';
import { tckProperties } from './properties.js';
import { startDataspaceUnderTest } from './service-under-test.js';

/** Tests that the kit has; fewer would mean that it did not find them. */
const TESTS = 67;
/** Milliseconds in which Maven must have fetched the kit, and in which the kit must be done. */
const FETCHING = 120_000;
const PATIENCE = 900_000;

const values = readOptions({
  command: 'npm run conformance:dsp',
  about:
    'Runs the compatibility kit of the Dataspace Protocol against a service of its own, as provider and as consumer.',
  options: {
    cache: text('path', join(homedir(), '.cache', 'wegwijzer', 'dsp-tck'), 'folder that the kit is kept in'),
    log: text('file', undefined, 'file for what the kit says'),
    required: flag('end with 1, not 0, where the kit cannot be run'),
  },
});
const sources = fileURLToPath(new URL('../../../conformance/dsp/', import.meta.url));

/** The folder with the kit's packages, fetched where they are not there yet; what is missing otherwise. */
function fetchKit(): { readonly libraries: string } | { readonly missing: string } {
  const libraries = join(values.cache, '1.0.0-RC6');
  if (spawnSync('javac', ['-version']).status !== 0) return { missing: 'there is no JDK' };
  if (existsSync(join(libraries, 'complete'))) return { libraries };
  mkdirSync(libraries, { recursive: true });
  const fetched = spawnSync(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(sources, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${libraries}`,
    ],
    { stdio: 'ignore', timeout: FETCHING, killSignal: 'SIGKILL' },
  );
  if (fetched.error && 'code' in fetched.error && fetched.error.code === 'ENOENT')
    return { missing: 'there is no Maven' };
  if (fetched.status !== 0) return { missing: 'the kit cannot be fetched by Maven, or not in time' };
  writeFileSync(join(libraries, 'complete'), '');
  return { libraries };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs the kit and gives its output. */
async function runKit(libraries: string, properties: string): Promise<string> {
  const child = spawn('java', ['-cp', join(libraries, '*'), join(sources, 'RunTck.java'), properties], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = values.log === undefined ? undefined : createWriteStream(values.log);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      log?.write(chunk);
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await once(child, 'close');
  clearTimeout(timer);
  log?.end();
  return output;
}

async function main(): Promise<number> {
  const kit = fetchKit();
  if ('missing' in kit) {
    console.log(
      `Skipped: the compatibility kit of the Dataspace Protocol was not run, since ${kit.missing}.`,
    );
    return values.required ? 1 : 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-tck-'));
  const tckPort = await freePort();
  const service = await startDataspaceUnderTest({
    port: await freePort(),
    tckAddress: `http://localhost:${String(tckPort)}`,
  });
  try {
    const properties = join(folder, 'tck.properties');
    writeFileSync(properties, tckProperties(service, tckPort));
    const output = await runKit(kit.libraries, properties);
    const [, found = 0, passed = 0, failed = 0, skipped = 0] = (
      /^TCK (\d+) found, (\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(output) ?? []
    ).map(Number);
    for (const line of output.split('\n').filter((one) => one.startsWith('FAILED'))) console.error(line);
    if (found < TESTS) console.error(output.slice(-3000));
    console.log(
      `Dataspace TCK 1.0.0-RC6: ${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`,
    );
    return failed === 0 && found >= TESTS && passed + skipped === found ? 0 : 1;
  } finally {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exit(await main());
