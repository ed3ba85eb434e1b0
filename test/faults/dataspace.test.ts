import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { agreedOn, inState, transferring, accessOf } from '../dataspace/agreed.js';
import type { Answer } from '../dataspace/managed.js';
import { CITY, participantAt, participantsFile, UTILITY, utilityAsKnown } from '../dataspace/pair.js';
import { runProgram } from '../support/program.js';
import { freePort, startServiceProcess, type ServiceProcess } from './process.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-pair-'));

/** One side: its process, which may be another one later, and the key of its steward. */
interface Side {
  readonly name: string;
  readonly id: string;
  readonly port: number;
  readonly url: string;
  readonly keyFile: string;
  running: ServiceProcess | undefined;
  participants: string;
  ask(method: string, path: string, body?: object): Promise<Answer>;
}

async function prepare(name: string, id: string): Promise<Side> {
  const port = await freePort();
  const url = `http://localhost:${String(port)}`;
  mkdirSync(join(folder, name));
  const keyFile = join(folder, `${name}.key`);
  const directory = ['--data-directory', join(folder, name, 'data'), '--port', String(port)];
  const made = await runProgram(['keys', 'create', '--name', 'Steward', '--role', 'steward', ...directory]);
  const key = /wwk_\S+/.exec(made.out)?.[0] ?? '';
  writeFileSync(keyFile, key);
  const headers = {
    authorization: `Bearer ${key}`,
    accept: 'application/json',
    'content-type': 'application/json',
  };
  return {
    name,
    id,
    port,
    url,
    keyFile,
    running: undefined,
    participants: '',
    ask: async (method, path, body) => {
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(url + path, init);
      return {
        status: response.status,
        body: response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>),
      };
    },
  };
}

async function start(side: Side): Promise<void> {
  side.running = await startServiceProcess({
    directory: join(folder, side.name, 'data'),
    port: side.port,
    flags: [
      '--dataspace-id',
      side.id,
      '--dataspace-participants',
      side.participants,
      '--unsafe-outgoing-to-private-addresses',
      'true',
      ...(side.name === 'city' ? [] : ['--demo', 'false']),
    ],
  });
}

let city: Side;
let utility: Side;

beforeAll(async () => {
  [city, utility] = [await prepare('city', CITY), await prepare('utility', UTILITY)];
  city.participants = participantsFile(
    join(folder, 'city'),
    participantAt(UTILITY, utility.url, utilityAsKnown),
  );
  utility.participants = participantsFile(join(folder, 'utility'), participantAt(CITY, city.url));
  await Promise.all([start(city), start(utility)]);
}, 120_000);

afterAll(async () => {
  await Promise.all([city.running?.kill(), utility.running?.kill()]);
  rmSync(folder, { recursive: true, force: true });
});

function asSteward({ url, keyFile }: Side): string[] {
  return ['--url', url, '--key-file', keyFile];
}

/** Runs a command of the data space as the steward of a side. */
async function dataspace(side: Side, ...given: string[]): Promise<string> {
  const { code, out, err } = await runProgram(['dataspace', ...given, ...asSteward(side)]);
  if (code !== 0)
    throw new Error(`wegwijzer dataspace ${given.join(' ')} ended with ${String(code)}: ${err}`);
  return out + err;
}

it('lets two instances agree, one fetch what the other has, and lose it when that is revoked, by commands', async () => {
  const titles = ['--title-nl', 'Toestellen', '--title-en', 'Assets'];
  const source = ['--source', '/ldes/register/demo-assets'];
  const offered = await dataspace(
    city,
    'offer',
    'assets',
    ...source,
    ...titles,
    '--duration',
    'P1Y',
    '--no-distribution',
  );
  expect(offered).toContain('use if elapsedTime lteq P1Y; not distribute');
  expect(await dataspace(utility, 'participants')).toContain(CITY);
  const catalogue = await dataspace(utility, 'catalog', CITY);
  const [dataset = ''] = catalogue.split('\n');
  const negotiated = await dataspace(utility, 'negotiate', CITY, dataset);
  expect(negotiated).toContain('FINALIZED');
  const agreement = /agreement {2}(\S+)/.exec(negotiated)?.[1] ?? '';
  expect(await dataspace(city, 'agreements')).toContain(`given to ${UTILITY}`);
  const transfer = await dataspace(utility, 'transfer', agreement);
  const [pid = ''] = transfer.split(' ');
  const [endpoint = '', token = ''] = (await dataspace(utility, 'address', pid)).split('\n');
  const headers = { authorization: token, accept: 'application/n-triples' };
  const page = await fetch(`${endpoint}/by-time/0/0`, { headers });
  expect(await page.text()).toContain('tree#member');

  expect(await dataspace(city, 'revoke', agreement)).toContain('revoked 20');
  expect((await fetch(`${endpoint}/by-time/0/0`, { headers })).status).toBe(403);
  await vi.waitFor(async () => {
    expect(await dataspace(utility, 'transfers')).toContain('The agreement is revoked.');
  }, 30_000);
  expect(await dataspace(city, 'withdraw', 'assets')).toContain('no longer');
  expect(await dataspace(utility, 'catalog', CITY)).toBe('It offers us nothing.\n');
  const again = await runProgram(['dataspace', 'negotiate', CITY, dataset, ...asSteward(utility)]);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('answers 502') as string });
  const keyless = await runProgram(['dataspace', 'offers', '--url', city.url]);
  expect(keyless).toMatchObject({ code: 2, err: expect.stringContaining('--key-file') as string });
}, 120_000);

it('takes an offer in ODRL from a file', async () => {
  const file = join(folder, 'offer.ttl');
  writeFileSync(
    file,
    `@prefix odrl: <http://www.w3.org/ns/odrl/2/> . @prefix dct: <http://purl.org/dc/terms/> .
     [] a odrl:Offer ; odrl:target </ldes/decisions> ; dct:title "Beslissingen"@nl , "Decisions"@en ;
       odrl:permission [ odrl:action odrl:use ] .`,
  );
  expect(await dataspace(city, 'offer', 'decisions', '--policy', file)).toContain('/ldes/decisions');
  writeFileSync(file, readFileSync(file, 'utf8').replace('odrl:use', 'odrl:sell'));
  const refused = await runProgram(['dataspace', 'offer', 'decisions', '--policy', file, ...asSteward(city)]);
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('odrl:action odrl:use') as string,
  });
}, 60_000);

it('comes to one agreement whichever side is killed on the way, and whenever', async () => {
  const put = await city.ask('PUT', '/dataspace/offers/reports', {
    title: { nl: 'Meldingen', en: 'Reports' },
    source: '/ldes/reports',
  });
  const request = { participant: CITY, dataset: put.body.dataset };
  const rounds: [Side, string][] = [
    [utility, 'REQUESTED'],
    [city, 'AGREED'],
    [utility, 'VERIFIED'],
  ];
  for (const [victim, state] of rounds) {
    const begun = await utility.ask('POST', '/dataspace/negotiations', request);
    const path = `/dataspace/negotiations/${String(begun.body.pid)}`;
    const order = ['REQUESTED', 'AGREED', 'VERIFIED', 'FINALIZED'];
    await vi.waitUntil(
      async () => order.indexOf(String((await utility.ask('GET', path)).body.state)) >= order.indexOf(state),
      { timeout: 30_000, interval: 5 },
    );
    await victim.running?.kill();
    await start(victim);
    const { body } = await inState(utility, path, 'FINALIZED', 90_000);
    const { agreements } = (await city.ask('GET', '/dataspace/agreements')).body as {
      agreements: { id: string; role: string }[];
    };
    expect(agreements.filter(({ id }) => id === body.agreement)).toMatchObject([{ role: 'provider' }]);
  }
}, 400_000);

it('keeps a transfer and its token through a kill of either side', async () => {
  const agreement = await agreedOn({ city, utility }, 'kept', { source: '/ldes/reports' });
  const transfer = await transferring({ utility }, agreement);
  const before = await accessOf({ utility }, transfer);
  await Promise.all([city.running?.kill(), utility.running?.kill()]);
  await Promise.all([start(city), start(utility)]);
  const after = await accessOf({ utility }, transfer);
  expect(after).toEqual(before);
  expect((await fetch(after.endpoint, { headers: { authorization: after.authorization } })).status).toBe(200);
}, 120_000);
