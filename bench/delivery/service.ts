import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { randomSequence } from '../synthetic.js';

/** The public address: every IRI begins with it. */
export const BASE = 'https://wegwijzer.example';
const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
/** The grass of the demo's park, and how far reports are spread over it: some 70 m. */
const PARK = { lon: 3.7099224, lat: 51.0453067 };
const SPREAD = 1e-3;

/** For how long, or how many reports; anonymously, or with the key of an app. */
export interface LoadLimit {
  readonly seconds?: number;
  readonly amount?: number;
  readonly key?: string;
}

/** The real service in a process of its own, with a key of an administrator. */
export interface BenchService {
  readonly url: string;
  /** Asks with the key; an answer that is no success is an error. */
  ask(method: string, path: string, body?: object): Promise<unknown>;
  /** Files reports about benches in the park as fast as they are taken. */
  load(limit: LoadLimit): Promise<autocannon.Result>;
  /** Processor time of the thread that takes reports in, so far, in milliseconds; `undefined` where the system does not tell (Linux does). */
  processorTime(): number | undefined;
  stop(): Promise<void>;
}

/** @param directory that does not exist yet, @param target where webhooks may go */
export async function startBenchService(directory: string, target: string): Promise<BenchService> {
  const where = ['--data-directory', directory, '--base-url', BASE];
  const create = ['keys', 'create', '--name', 'bench', '--role', 'administrator', ...where];
  const key = execFileSync(process.execPath, [MAIN, ...create], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const settings = ['--port', '0', '--log-level', 'warn', '--delivery-targets', target];
  const service = spawn(
    process.execPath,
    [MAIN, 'serve', ...where, ...settings, '--unsafe-outgoing-to-private-addresses', 'true'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await listening(service.stdout);
  return {
    url,
    ask: async (method, path, body) => {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      return response.status === 204 ? undefined : response.json();
    },
    load: (limit) => fileReports(url, limit),
    processorTime: () => processorTime(service.pid ?? 0),
    stop: async () => {
      service.kill('SIGTERM');
      await once(service, 'exit');
    },
  };
}

/** Ticks in a second on Linux (`getconf CLK_TCK`). */
const TICKS = 100;

/** Time of the first thread of a process, in milliseconds (proc(5), `utime` and `stime`). */
function processorTime(pid: number): number | undefined {
  const path = `/proc/${String(pid)}/task/${String(pid)}/stat`;
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  // The name of the program, in brackets, may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

async function listening(output: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const url = /listens at (\S+)/.exec(text)?.[1];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  throw new Error(`The service did not start: ${text}`);
}

function fileReports(url: string, { seconds, amount, key }: LoadLimit): Promise<autocannon.Result> {
  const random = randomSequence(3);
  const near = (degrees: number): number => degrees + (random() - 0.5) * SPREAD;
  const body = (): string =>
    JSON.stringify({
      '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
      type: 'Report',
      category: 'zitbank-beschadigd',
      description: 'De rugleuning van de bank is gebroken.',
      location: { lon: near(PARK.lon), lat: near(PARK.lat), accuracy: 5 },
    });
  return new Promise((resolve, reject) => {
    autocannon(
      {
        url: `${url}/reports`,
        connections: 64,
        timeout: 60,
        ...(amount === undefined ? { duration: seconds ?? 5 } : { amount }),
        method: 'POST',
        headers: {
          'content-type': 'application/ld+json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
      },
      (error: Error | null, result) => {
        if (error) reject(error);
        else resolve(result);
      },
    );
  });
}
