import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createKey } from '#wegwijzer/access/index.js';
import { openRecordDirectory } from '#wegwijzer/store/embedded/record-directory.js';
import { demoScenarios } from '../support/engine.js';
import { endProcess, endsWithTests, PROGRAM } from '../support/program.js';

/** The real service in a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts the service and waits until it listens.
 * @param options.wrap turns the command into another one, such as one under a limit
 */
export async function startServiceProcess(options: {
  readonly directory: string;
  readonly port: number;
  readonly wrap?: (command: readonly string[]) => readonly string[];
  /** Further settings, as flags. */
  readonly flags?: readonly string[];
  /** User and group to run it as. */
  readonly user?: number;
}): Promise<ServiceProcess> {
  const { directory, port } = options;
  const wrap = options.wrap ?? ((command: readonly string[]) => command);
  const url = `http://localhost:${String(port)}`;
  const settings = [
    '--port',
    String(port),
    '--data-directory',
    directory,
    '--spare',
    'false',
    '--log-level',
    'error',
    ...(options.flags ?? []),
  ];
  const [program = '', ...programArguments] = wrap([process.execPath, PROGRAM, 'serve', ...settings]);
  const child = endsWithTests(
    spawn(program, programArguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
    }),
  );
  let output = '';
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('listens at')) resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`The service ended with ${String(code)}: ${output}`));
    });
  });
  return {
    url,
    process: child,
    kill: () => endProcess(child, 'SIGKILL'),
    stop: () => endProcess(child, 'SIGTERM'),
  };
}

/** A report about the bench of the demo, told apart by its description. */
export function benchReport(description: string): Record<string, unknown> & { readonly location: object } {
  const [bench] = demoScenarios();
  return {
    '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
    type: 'Report',
    category: 'zitbank-beschadigd',
    description,
    location: { lon: bench?.lon, lat: bench?.lat, accuracy: 5 },
  };
}

/** Files a report. */
export function post(url: string, report: unknown): Promise<Response> {
  return fetch(`${url}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: typeof report === 'string' ? report : JSON.stringify(report),
  });
}

/** Makes a data directory, with the key of an administrator of the service that is to run on a port. @returns the key */
export async function administratorKey(directory: string, port: number): Promise<string> {
  const first = await startServiceProcess({ directory, port });
  await first.stop();
  const store = await openRecordDirectory(directory);
  const by = { agent: 'urn:test', now: new Date() };
  const { key } = await createKey(store, { name: 'test', roles: ['administrator'] }, by);
  await store.close();
  return key;
}
