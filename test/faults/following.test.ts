import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PROJECT } from '../support/engine.js';
import { freePort, startServiceProcess, type ServiceProcess } from './process.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-following-'));
const running: ServiceProcess[] = [];
const file = (name: string): string => join(PROJECT, 'demo', 'following', name);
const NOORD = 'https://warmte.example/id/organisation/noord';
const ZUID = 'https://warmte.example/id/organisation/zuid';

afterAll(async () => {
  for (const service of running) await service.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** An instance of the service with the key of a steward. */
interface Instance {
  readonly url: string;
  readonly key: string;
  start(): Promise<ServiceProcess>;
}

function program(directory: string, port: number, ...command: readonly string[]): string {
  const settings = ['--data-directory', directory, '--port', String(port)];
  const main = join(PROJECT, 'dist', 'cli', 'main.js');
  return execFileSync(process.execPath, [main, ...command, ...settings], { encoding: 'utf8', stdio: 'pipe' });
}

async function instance(
  name: string,
  flags: readonly string[],
  ...commands: readonly (readonly string[])[]
): Promise<Instance> {
  const [directory, port] = [join(folder, name), await freePort()];
  const key = program(directory, port, 'keys', 'create', '--name', 'steward', '--role', 'steward').trim();
  for (const command of commands) program(directory, port, ...command);
  return {
    url: `http://localhost:${String(port)}`,
    key,
    start: async () => {
      const service = await startServiceProcess({ directory, port, flags });
      running.push(service);
      return service;
    },
  };
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask({ url, key }: Instance, path: string, init: Ask = {}): Promise<never> {
  const headers = { accept: 'application/json', ...init.headers, authorization: `Bearer ${key}` };
  const response = await fetch(url + path, { ...init, headers });
  expect(response.ok, `${path} answers ${String(response.status)}`).toBe(true);
  return (await response.json()) as never;
}

function change(to: Instance, turtle: string): Promise<object> {
  return ask(to, '/registers/cabinets?delta=true', {
    method: 'PUT',
    headers: { 'content-type': 'text/turtle' },
    body: turtle,
  });
}

/** What an instance says of the cabinet in the park, without the names of nodes, which are each instance's own. */
async function cabinet({ url }: Instance): Promise<string[]> {
  const query =
    'SELECT ?p ?o ?w { GRAPH ?g { <https://warmte.example/id/cabinet/1> ?p ?v OPTIONAL { ?v <http://www.opengis.net/ont/geosparql#asWKT> ?w } BIND(IF(isIRI(?v) && BOUND(?w), "", ?v) AS ?o) } FILTER(STRENDS(STR(?g), "/cabinets")) }';
  const response = await fetch(`${url}/sparql?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/csv' },
  });
  return (await response.text()).trim().split('\r\n').slice(1).sort();
}

it("follows a utility's register, and flags an open report when its cabinet gets another manager", async () => {
  const utility = await instance(
    'utility',
    ['--demo', 'false'],
    ['load', file('cabinets.ttl'), '--register', 'cabinets'],
  );
  await utility.start();
  const city = await instance('city', [
    '--follows',
    `cabinets=${utility.url}/ldes/register/cabinets`,
    '--unsafe-outgoing-to-private-addresses',
    'true',
  ]);
  const service = await city.start();
  const patience = { timeout: 60_000, interval: 100 };
  await expect.poll(() => cabinet(city), patience).toEqual(await cabinet(utility));
  const { id } = await ask(city, '/reports', {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: JSON.stringify({
      '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
      type: 'Report',
      category: 'nutskast-beschadigd',
      body: {
        type: 'Body',
        description: 'De deur van de warmtekast hangt los.',
        location: { type: 'Geometry', lon: 3.7099, lat: 51.0453 },
      },
      asset: 'https://warmte.example/id/cabinet/1',
    }),
  });

  // The city is not there when it happens.
  await service.kill();
  await change(utility, readFileSync(file('change.ttl'), 'utf8'));
  await city.start();
  const flagged = async (): Promise<unknown> => ((await ask(city, '/redecide')) as { items: unknown }).items;
  await expect
    .poll(flagged, patience)
    .toMatchObject([{ report: id, from: [NOORD], to: [ZUID], state: 'waiting' }]);
  expect(await cabinet(city)).toEqual(await cabinet(utility));

  const ended =
    '<https://warmte.example/id/cabinet/1> <http://www.w3.org/ns/prov#invalidatedAtTime> "2026-11-27T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .';
  await change(utility, ended);
  await expect.poll(() => cabinet(city), patience).toEqual([]);
  const { follows } = (await ask(city, '/follows')) as { follows: unknown };
  expect(follows).toMatchObject([{ name: 'cabinets', refused: 0, counts: { applied: 6, deleted: 1 } }]);
}, 180_000);
