/**
 * Bringing what happens to a local receiver, and what that costs the intake; the inbox with many open reports.
 *
 *     npm run bench:delivery [-- --json] [--seconds 10] [--rounds 3] [--webhooks 1000] [--reports 100000]
 *
 * effect    reports per second with 64 connections while webhooks go out, beside none, in rounds by turns; as many
 *           channels as it takes to send the wanted webhooks per second
 * backlog   webhooks per second from a queue that was replayed, beside bare signed requests of the same size
 * inbox     a page of 50 open reports and of 50 events through HTTP, beside a bare server of as many bytes; by itself
 *           with `npm run bench:inbox [-- --json] [--reports 100000]`
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { count, json, readOptions } from '../options.js';
import { percentile } from '../statistics.js';
import { inboxLine, measureInbox, type InboxFigures } from './inbox.js';
import { startReceiver, type Receiver } from './receiver.js';
import { startBenchService } from './service.js';

const values = readOptions({
  command: 'npm run bench:delivery',
  about:
    'Bringing what happens to a local receiver and what that costs the intake; the inbox with many open reports.',
  options: {
    json,
    seconds: count(10, 'seconds of each measurement'),
    rounds: count(3, 'times that each is measured, by turns'),
    webhooks: count(1000, 'webhooks per second that are wanted'),
    reports: count(100_000, 'open reports in the inbox'),
  },
});
const { seconds, rounds, webhooks: wanted, reports } = values;
/** The organisation above the one that gets the reports: an inbox with everything. */
const CITY = encodeURIComponent('https://data.vlaanderen.be/id/organisatie/OVO002067');
const MOST_CHANNELS = 10;
/** Bytes of a webhook of ours. */
const WEBHOOK_BYTES = 900;

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-delivery-'));
const receiver = await startReceiver();
const service = await startBenchService(join(folder, 'data'), receiver.url);
try {
  const effect = await measureEffect();
  const backlog = await measureBacklog();
  const inbox = await measureInbox(reports);
  if (values.json) console.log(JSON.stringify({ effect, backlog, inbox }));
  else print(effect, backlog, inbox);
} finally {
  await service.stop();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
}

function say(text: string): void {
  if (!values.json) console.error(text);
}

interface Effect {
  readonly intakePerSecond: number;
  readonly intakeBesidePerSecond: number;
  readonly ratio: number;
  readonly webhooksPerSecond: number;
  readonly channels: number;
  /** Milliseconds of the thread that takes reports in, for one report, and for what is delivered of it beside. */
  readonly threadMs: { readonly without: number; readonly beside: number };
}

/** Rounds without and with webhooks by turns, so that a machine that gets busier weighs on both. */
async function measureEffect(): Promise<Effect> {
  const warm = await service.load({ seconds: Math.min(3, seconds) });
  const channels = Math.min(
    MOST_CHANNELS,
    Math.max(1, Math.ceil(wanted / Math.max(1, warm.requests.average))),
  );
  const [without, beside, sent]: [number[], number[], number[]] = [[], [], []];
  const thread = { without: [] as number[], beside: [] as number[] };
  const load = async (rates: number[], costs: number[]): Promise<void> => {
    const start = service.processorTime() ?? NaN;
    const { requests } = await service.load({ seconds });
    rates.push(requests.average);
    costs.push(((service.processorTime() ?? NaN) - start) / requests.total);
  };
  for (let round = 0; round < rounds; round += 1) {
    await load(without, thread.without);
    await eachChannel(channels, 'PUT', { kind: 'webhook', url: receiver.url });
    const before = await receiver.taken();
    const begun = performance.now();
    await load(beside, thread.beside);
    sent.push(((await receiver.taken()) - before) / ((performance.now() - begun) / 1000));
    await settled();
    await eachChannel(channels, 'DELETE');
    say(
      `round ${String(round + 1)}: ${rate(without.at(-1))} reports/s without, ${rate(beside.at(-1))} with ${rate(sent.at(-1))} webhooks/s`,
    );
  }
  const [intakePerSecond, intakeBesidePerSecond] = [percentile(without, 0.5), percentile(beside, 0.5)];
  const ratio = intakeBesidePerSecond / intakePerSecond;
  return {
    intakePerSecond,
    intakeBesidePerSecond,
    ratio,
    webhooksPerSecond: percentile(sent, 0.5),
    channels,
    threadMs: { without: percentile(thread.without, 0.5), beside: percentile(thread.beside, 0.5) },
  };
}

async function eachChannel(count: number, method: string, body?: object): Promise<void> {
  for (let index = 1; index <= count; index += 1)
    await service.ask(method, `/channels/bench-${String(index)}?organisation=${CITY}`, body);
}

/** Waits until no channel has anything waiting. */
async function settled(): Promise<void> {
  for (;;) {
    const { channels } = (await service.ask('GET', `/channels?organisation=${CITY}`)) as {
      channels: { waiting: number }[];
    };
    if (channels.every(({ waiting }) => waiting === 0)) return;
    await delay(200);
  }
}

interface Backlog {
  readonly webhooks: number;
  readonly perSecond: number;
  readonly barePerSecond: number;
  readonly ratio: number;
}

async function measureBacklog(): Promise<Backlog> {
  await service.ask('PUT', `/channels/bench?organisation=${CITY}`, { kind: 'webhook', url: receiver.url });
  const before = await receiver.taken();
  const begun = performance.now();
  const since = new Date(0).toISOString();
  const { again: webhooks } = (await service.ask('POST', `/channels/bench/replay?organisation=${CITY}`, {
    since,
  })) as { again: number };
  while ((await receiver.taken()) - before < webhooks) await delay(50);
  const perSecond = webhooks / ((performance.now() - begun) / 1000);
  await service.ask('DELETE', `/channels/bench?organisation=${CITY}`);
  const barePerSecond = await bareRequests(receiver, Math.min(webhooks, 5000));
  return { webhooks, perSecond, barePerSecond, ratio: perSecond / barePerSecond };
}

/** The baseline: signed requests of the same size, 16 at a time, and nothing else. */
async function bareRequests({ url }: Receiver, count: number): Promise<number> {
  const body = 'x'.repeat(WEBHOOK_BYTES);
  const begun = performance.now();
  let left = count;
  const send = async (): Promise<void> => {
    while (left-- > 0) {
      const signature = createHmac('sha256', 'bench').update(body).digest('base64');
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'webhook-signature': signature },
      });
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  return count / ((performance.now() - begun) / 1000);
}

function rate(value = NaN): string {
  return Math.round(value).toLocaleString('en');
}

function print(effect: Effect, backlog: Backlog, inbox: InboxFigures): void {
  console.log(
    `effect   ${rate(effect.intakeBesidePerSecond)} reports/s beside ${rate(effect.webhooksPerSecond)} webhooks/s through ${String(effect.channels)} channels; ${effect.ratio.toFixed(2)} × without (${rate(effect.intakePerSecond)}/s)`,
  );
  const { without, beside } = effect.threadMs;
  console.log(
    `thread   ${without.toFixed(2)} ms of the thread that takes reports in for a report, ${beside.toFixed(2)} ms with the webhooks beside (${(beside / without).toFixed(2)} ×)`,
  );
  console.log(
    `backlog  ${rate(backlog.webhooks)} webhooks at ${rate(backlog.perSecond)}/s; ${backlog.ratio.toFixed(2)} × bare signed requests (${rate(backlog.barePerSecond)}/s)`,
  );
  console.log(inboxLine(inbox));
}
