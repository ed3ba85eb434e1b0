import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Milliseconds for a server to answer its first query: some load a million quads before. */
const START_TIMEOUT = 300_000;

async function start(
  command: (port: number) => readonly string[],
  path: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const port = await freePort();
  const [program = '', ...programArguments] = command(port);
  const child = spawn(program, programArguments, {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  const url = `http://127.0.0.1:${String(port)}${path}`;
  const stop = (): Promise<void> => end(child);
  const limit = performance.now() + START_TIMEOUT;
  while (!(await answers(url))) {
    if (child.exitCode === null && performance.now() < limit) continue;
    await stop();
    throw new Error(`${program} did not answer.`);
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const query = new URLSearchParams({ query: 'ASK {}' }).toString();
  const headers = { accept: 'application/sparql-results+json' };
  const answer = await fetch(`${url}?${query}`, { headers, signal: AbortSignal.timeout(30_000) }).catch(
    () => undefined,
  );
  if (!answer?.ok) await new Promise((resolve) => setTimeout(resolve, 100));
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.ok ?? false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const path = (relative: string): string => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Our service with one reader, on a data directory that is filled already; clients are told apart by a header. */
export function startOurs(directory: string, baseUrl: string): Promise<ServerProcess> {
  return start(
    (port) => [
      process.execPath,
      path('dist/cli/main.js'),
      'serve',
      ...['--port', String(port), '--data-directory', directory, '--base-url', baseUrl],
      ...['--demo', 'true', '--readers', '1', '--log-level', 'fatal', '--trusted-proxies', '1'],
      ...['--reader-time-per-minute', '1h', '--queries-per-minute', '10000000', '--queries-at-once', '1000'],
    ],
    '/sparql',
  );
}

/** Comunica's own endpoint over a file, which it fetches by HTTP. */
export async function startComunica(file: string): Promise<ServerProcess> {
  const program = path('node_modules/@comunica/query-sparql/bin/http.js');
  const files = createHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/n-quads' });
    createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(files, 'listening');
  const source = `http://127.0.0.1:${String((files.address() as AddressInfo).port)}/graph.nq`;
  const server = await start(
    (port) => [
      process.execPath,
      program,
      source,
      '-p',
      String(port),
      '-w',
      '1',
      '-t',
      '300',
      '--unionDefaultGraph',
    ],
    '/sparql',
  );
  const stop = async (): Promise<void> => {
    await server.stop();
    files.closeAllConnections();
    files.close();
  };
  return { url: server.url, stop };
}

/** Oxigraph server, loaded with a file. @param program path of the `oxigraph` binary */
export async function startOxigraph(
  program: string,
  file: string,
  directory: string,
): Promise<ServerProcess> {
  const load = spawn(program, ['load', '--location', directory, '--file', file], { stdio: 'inherit' });
  await once(load, 'exit');
  return start(
    (port) => [program, 'serve-read-only', '--location', directory, '--bind', `127.0.0.1:${String(port)}`],
    '/query',
  );
}

/** Fuseki, with a file in memory. @param program path of the `fuseki-server` script */
export function startFuseki(program: string, file: string): Promise<ServerProcess> {
  return start((port) => [program, `--port=${String(port)}`, `--file=${file}`, '/bench'], '/bench');
}
