import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startEngine } from '#wegwijzer/engine.js';
import { lineWriter } from '#wegwijzer/rdf/line-writer.js';
import { rdf, ww, xsd } from '#wegwijzer/rdf/namespaces.js';
import { BASE } from '../support/engine.js';
import { endsWithTests, PROGRAM, runProgram, type Ended } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-cli-privacy-'));
const directory = join(folder, 'data');
const reports: string[] = [];
// Each command opens a graph of its own, which takes a busy machine a while.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Files reports of two people, of which one was filed so long ago that its data may no longer be kept. */
beforeAll(async () => {
  let now = new Date('2026-01-02T00:00:00Z');
  const options = { directory, baseUrl: BASE, readers: 0, spare: false, now: () => now };
  const engine = await startEngine({ ...options, expiryInterval: 0 });
  const write = lineWriter('https://gent.example/privacy');
  const policy = 'https://gent.example/privacy/1';
  const term = write.literal(policy, ww('keepAtMost'), '30', xsd('integer'));
  const insert = [write.iri(policy, rdf('type'), ww('PersonalDataPolicy')), term];
  await engine.store.commit({ agent: `${BASE}/id/agent/test`, reason: 'Policy', insert });
  for (const name of ['Oude Voorganger', 'Wilhelmina Verborgen']) {
    const report = {
      '@context': `${BASE}/context/report.jsonld`,
      type: 'Report',
      category: 'zitbank-beschadigd',
      description: 'Stuk.',
      location: { lon: 3.7099224, lat: 51.0453067 },
      reporter: { name, email: 'iemand@verborgen.example' },
    };
    const body = Buffer.from(JSON.stringify(report));
    reports.push((await engine.intake.submit({ body, mediaType: 'application/ld+json' })).location);
    now = new Date();
  }
  await engine.close();
});

/** Runs `wegwijzer privacy …` on the data directory. */
function privacy(...args: string[]): Promise<Ended> {
  return runProgram(['privacy', ...args, '--data-directory', directory, '--base-url', BASE]);
}

/** Runs `wegwijzer privacy expire` for a reader that has seen enough before the first line. */
async function expireForNobody(): Promise<void> {
  const args = ['privacy', 'expire', '--data-directory', directory, '--base-url', BASE];
  const program = endsWithTests(
    spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  program.stdout.destroy();
  let told = '';
  program.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
  const [code] = (await once(program, 'close')) as [number];
  expect([code, told]).toEqual([0, '1 erased.\n']);
}

/** Whether any file of the data directory holds a text. */
function holds(text: string): boolean {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(directory, name),
  );
  return files.some((file) => statSync(file).isFile() && readFileSync(file).includes(text));
}

it('tells what is due, and erases that and nothing else', async () => {
  const [old = '', recent = ''] = reports;
  const due = await privacy('expire', '--dry-run');
  expect(due.out).toMatch(new RegExp(`^${old}\ttoo-old\t30 days\tsince 2026-02-01`));
  expect(due.err).toContain('1 would be erased.');
  await expireForNobody();
  expect((await privacy('export', old)).out).not.toContain('Voorganger');
  expect((await privacy('export', recent)).out).toContain('Wilhelmina Verborgen');
});

it('keeps each look, by IRI or UUID, and says who looked', async () => {
  const [, recent = ''] = reports;
  const id = recent.slice(recent.lastIndexOf('/') + 1);
  expect((await privacy('export', id)).code).toBe(0);
  expect((await privacy('readers', id)).out).toContain(`${BASE}/id/agent/command-line`);
});

it('erases who reported something, so that it is nowhere', async () => {
  const [, recent = ''] = reports;
  expect((await privacy('erase', recent)).out).toMatch(/^Erased at \d{4}-/);
  expect((await privacy('export', recent)).out).not.toContain('Wilhelmina');
  expect(holds('Wilhelmina')).toBe(false);
  const unknown = await privacy('erase', '00000000-0000-4000-8000-000000000000');
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain('There is no personal data');
});

it('says what to ask of a service that runs on the data directory', async () => {
  const [report = ''] = reports;
  const engine = await startEngine({ directory, baseUrl: BASE, readers: 0, spare: false });
  const refused = await privacy('erase', report);
  await engine.close();
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(`DELETE ${BASE}/doc/report/{id}/personal`);
  expect(refused.err).not.toContain('--url');
});
