import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { benchReport, freePort, post, startServiceProcess, type ServiceProcess } from './process.js';

const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-streams-'));
let running: ServiceProcess | undefined;

afterAll(async () => {
  await running?.kill();
  rmSync(directory, { recursive: true, force: true });
});

/** The bytes of a page, or its status where there is none. */
async function bytesOf(url: string, path: string, accept = 'application/n-quads'): Promise<string> {
  const response = await fetch(url + path, { headers: { accept } });
  return response.ok ? response.text() : String(response.status);
}

/** How many members a page has. */
function membersIn(page: string): number {
  return page.split('\n').filter((line) => line.includes('tree#member>')).length;
}

/** Reads a page until it has so many members; a report is published within a moment. */
async function pageWith(url: string, path: string, members: number): Promise<string> {
  for (;;) {
    const page = await bytesOf(url, path);
    if (membersIn(page) >= members) return page;
    await new Promise(setImmediate);
  }
}

it('leaves every published page as it was, byte by byte, when the service is killed', async () => {
  const port = await freePort();
  running = await startServiceProcess({ directory, port });
  const { url } = running;
  const reports = 300;
  for (let filed = 0; filed < reports; filed += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => post(url, benchReport(`Bank ${String(filed + index)}`))),
    );
  const closed = '/ldes/reports/by-time/0/0';
  const open = '/ldes/reports/by-time/0/1';
  const before = await pageWith(url, closed, 250);
  const last = await pageWith(url, open, reports - 250);
  const decisions = await pageWith(url, '/ldes/decisions/by-time/0/0', 250);
  const views = await bytesOf(url, '/ldes/reports/by-manager');
  const [, part = ''] = /\/by-manager\/([0-9a-f]{16})>/.exec(views) ?? [];
  const byManager = `/ldes/reports/by-manager/${part}/0/0`;
  await pageWith(url, byManager, 250);
  const others = [
    byManager,
    closed,
    '/ldes/register/demo-assets',
    '/ldes/register/demo-assets/by-time/0/0',
  ].flatMap((path) =>
    ['application/n-quads', 'application/ld+json', 'text/turtle'].map((accept) => [path, accept] as const),
  );
  const othersBefore = await Promise.all(others.map(([path, accept]) => bytesOf(url, path, accept)));
  for (const bytes of othersBefore) expect(bytes.length).toBeGreaterThan(100);
  // The kill comes while more are being filed and published.
  const more = Array.from({ length: 40 }, (_, index) => post(url, benchReport(`Meer ${String(index)}`)));
  const outcomes = Promise.allSettled(more);
  await Promise.any(more);
  await running.kill();
  await outcomes;

  running = await startServiceProcess({ directory, port });
  expect(await bytesOf(url, closed)).toBe(before);
  expect(await bytesOf(url, '/ldes/decisions/by-time/0/0')).toBe(decisions);
  expect(await Promise.all(others.map(([path, accept]) => bytesOf(url, path, accept)))).toEqual(othersBefore);
  const after = await bytesOf(url, open);
  expect(after.startsWith(last)).toBe(true);
  expect(membersIn(after)).toBeGreaterThanOrEqual(membersIn(last));
  const numbers = [...after.matchAll(/tree#member> <[^>]*\/version\/(\d+)>/g)].map(([, number]) =>
    Number(number),
  );
  expect(numbers).toEqual(numbers.map((_, index) => 251 + index));
});
