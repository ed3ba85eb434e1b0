import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createKey } from '#wegwijzer/access/index.js';
import { readConfig } from '#wegwijzer/config.js';
import type { Engine } from '#wegwijzer/engine.js';
import { startService } from '#wegwijzer/main.js';
import { outboxRecord } from '#wegwijzer/reports/index.js';
import { percentile } from '../statistics.js';
import { BASE } from './service.js';

const HOLDER = `${BASE}/id/organisation/gent-groendienst`;
/** The organisation above it: its inbox has everything, too. */
const CITY = 'https://data.vlaanderen.be/id/organisatie/OVO002067';
const STATES = ['offered', 'accepted', 'in-progress', 'waiting'] as const;
/** Events that are written in one change. */
const PORTION = 500;
const PAGES = 200;

/** Times of pages of 50, medians in milliseconds. */
export interface InboxFigures {
  readonly openReports: number;
  /** Events that went from the outbox into inboxes in a second. */
  readonly routedPerSecond: number;
  readonly openP50Ms: number;
  /** A page of open reports from the middle of them. */
  readonly middleP50Ms: number;
  readonly eventsP50Ms: number;
  /** A bare server of as many bytes. */
  readonly bareP50Ms: number;
  readonly ratio: number;
}

/**
 * An inbox with many open reports. They are made up, and come in through the outbox as real ones do: nothing but their
 * events is there, which is all that an inbox is made of.
 */
export async function measureInbox(reports: number): Promise<InboxFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-inbox-'));
  const flags = { port: 0, baseUrl: BASE, dataDirectory: join(folder, 'data'), spare: false };
  const service = await startService(readConfig({ flags }), { logger: pino({ level: 'silent' }) });
  try {
    const { engine, url } = service;
    const about = { agent: `${BASE}/id/agent/bench`, now: new Date() };
    const { key } = await createKey(engine.store, { name: 'bench', roles: ['administrator'] }, about);
    const read = (query: string): Promise<Page> => readPage(`${url}/inbox?${query}`, key);
    const begun = performance.now();
    await writeEvents(engine, reports);
    await read('state=open');
    const routedPerSecond = reports / ((performance.now() - begun) / 1000);
    const middle = await middleOf(engine, read);
    const bytes = JSON.stringify(await read('state=open')).length;
    const openP50Ms = await medianOf(() => read('state=open'));
    const bareP50Ms = await medianOf(await bareServer(bytes));
    return {
      openReports: reports,
      routedPerSecond,
      openP50Ms,
      middleP50Ms: await medianOf(() => read(`state=open&after=${middle}`)),
      eventsP50Ms: await medianOf(() => read('after=')),
      bareP50Ms,
      ratio: openP50Ms / bareP50Ms,
    };
  } finally {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeEvents({ store }: Engine, reports: number): Promise<void> {
  const agent = `${BASE}/id/agent/bench`;
  for (let done = 0; done < reports; done += PORTION) {
    const count = Math.min(PORTION, reports - done);
    await store.commit((sequence) => ({
      agent,
      reason: 'Made-up events',
      insert: [`<urn:bench:${String(done)}> <urn:bench:of> "events" <urn:bench> .`],
      keep: Array.from({ length: count }, (_, index) => outboxRecord(sequence, madeUp(done + index))),
    }));
  }
}

function madeUp(index: number): Parameters<typeof outboxRecord>[1] {
  return {
    id: `urn:uuid:${randomUUID()}`,
    kind: 'report.file',
    report: `${BASE}/id/report/${randomUUID()}`,
    state: STATES[index % STATES.length] ?? 'offered',
    organisation: HOLDER,
    previous: null,
    time: new Date(1_795_000_000_000 + index * 1000).toISOString(),
    message: {
      nl: 'Uw melding werd voorgelegd aan Groendienst Stad Gent.',
      en: 'Your report was put to Parks service, City of Ghent.',
    },
  };
}

interface Page {
  readonly items: readonly { readonly position: string }[];
}

async function readPage(address: string, key: string): Promise<Page> {
  const response = await fetch(`${address}&limit=50&organisation=${encodeURIComponent(CITY)}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Page;
}

/** A position amid the open reports. */
async function middleOf({ store }: Engine, read: (query: string) => Promise<Page>): Promise<string> {
  const [first] = (await read('state=open')).items;
  const half = String(
    Math.round(store.sequence - (store.sequence - Number(first?.position.slice(0, 12))) / 2),
  );
  return half.padStart(12, '0');
}

/** @returns what asks a server that only sends so many bytes; it ends with the process */
async function bareServer(bytes: number): Promise<() => Promise<unknown>> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(bytes)}"`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return async () => (await fetch(address)).json();
}

async function medianOf(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < PAGES; index += 1) {
    const begun = performance.now();
    await action();
    times.push(performance.now() - begun);
  }
  return percentile(times, 0.5);
}

/** The figures in a line for people. */
export function inboxLine(figures: InboxFigures): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const { openReports, routedPerSecond, openP50Ms, middleP50Ms, eventsP50Ms, bareP50Ms, ratio } = figures;
  const [count, perSecond] = [openReports, Math.round(routedPerSecond)].map((each) =>
    each.toLocaleString('en'),
  );
  return (
    `inbox    ${count ?? ''} open reports, routed at ${perSecond ?? ''}/s: page of open reports p50 ${ms(openP50Ms)}, ` +
    `from their middle ${ms(middleP50Ms)}, of events ${ms(eventsP50Ms)}; ${ratio.toFixed(1)} × a bare server (${ms(bareP50Ms)})`
  );
}
