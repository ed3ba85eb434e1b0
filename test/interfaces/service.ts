import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { readConfig, type Config } from '#wegwijzer/config.js';
import { startService, type Running, type ServiceParts } from '#wegwijzer/main.js';

/** The public address in tests: not where the service listens, as behind a proxy. */
export const BASE = 'https://wegwijzer.example.org';

/** A service that listens on a free port, with what it logs. */
export interface TestService extends Running {
  readonly log: string[];
  /** Fetches a path, or an IRI below the public address, without following redirects. */
  get(path: string, headers?: Record<string, string>, init?: RequestInit): Promise<Response>;
}

/** Starts a service with the demo graph in a folder of its own; it ends with the test file. */
export async function startTestService(
  settings: Partial<Record<keyof Config, unknown>> = {},
  parts: Pick<ServiceParts, 'now'> = {},
): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-service-'));
  const log: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log.push(chunk.toString());
      done();
    },
  });
  const config = readConfig({
    flags: {
      port: 0,
      baseUrl: BASE,
      dataDirectory: join(folder, 'data'),
      readers: 1,
      spare: false,
      ...settings,
    },
  });
  const running = await startService(config, {
    ...parts,
    logger: pino({ level: 'debug', base: null }, sink),
  });
  afterAll(async () => {
    await running.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    ...running,
    log,
    get: (path, headers = {}, init = {}) =>
      fetch(running.url + path.replace(BASE, ''), { redirect: 'manual', ...init, headers }),
  };
}

/** A report about a broken bench on the grass of the demo's park, as JSON-LD. */
export function benchReport(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    '@context': `${BASE}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    body: {
      type: 'Body',
      description: 'De bank in het park is stuk.',
      location: { type: 'Geometry', lon: 3.7099224, lat: 51.0453067 },
    },
    ...changes,
  });
}

/** Files a report; JSON-LD where the headers do not say otherwise. */
export function file(
  service: TestService,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return service.get(
    '/reports',
    { 'content-type': 'application/ld+json', ...headers },
    { method: 'POST', body },
  );
}

/** A JSON answer of any form. */
export async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}
