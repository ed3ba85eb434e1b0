/**
 * What it costs the intake that apps show a key: reports per second, and processor time of the thread that takes them in,
 * with a key and without by turns.
 *
 *     npm run bench:keys [-- --json] [--seconds 5] [--rounds 3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, json, readOptions } from './options.js';
import { startBenchService } from './delivery/service.js';
import { percentile } from './statistics.js';

const values = readOptions({
  command: 'npm run bench:keys',
  about: 'What it costs the intake that apps show a key, with a key and without by turns.',
  options: {
    json,
    seconds: count(5, 'seconds of each measurement'),
    rounds: count(3, 'times that each is measured, by turns'),
  },
});
const { seconds, rounds } = values;

/** Medians over the rounds. */
interface Figures {
  readonly perSecond: number;
  readonly threadMs: number;
}

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-bench-keys-'));
const service = await startBenchService(join(folder, 'data'), 'http://127.0.0.1');
try {
  const { key } = (await service.ask('POST', '/keys', { name: 'app', roles: ['reporter'] })) as {
    key: string;
  };
  await service.load({ seconds });
  const found = { anonymous: [] as Figures[], keyed: [] as Figures[] };
  for (let round = 0; round < rounds; round += 1) {
    found.anonymous.push(await measure());
    found.keyed.push(await measure(key));
  }
  const [anonymous, keyed] = [medians(found.anonymous), medians(found.keyed)];
  if (values.json) console.log(JSON.stringify({ anonymous, keyed }));
  else
    console.log(
      `keys     ${keyed.perSecond.toFixed(0)} reports/s with a key, ${anonymous.perSecond.toFixed(0)} without (${(keyed.perSecond / anonymous.perSecond).toFixed(2)} ×); ` +
        `${keyed.threadMs.toFixed(2)} ms of the thread for a report, ${anonymous.threadMs.toFixed(2)} without (${(keyed.threadMs / anonymous.threadMs).toFixed(2)} ×)`,
    );
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(key?: string): Promise<Figures> {
  const start = service.processorTime() ?? NaN;
  const { requests, non2xx } = await service.load({ seconds, ...(key === undefined ? {} : { key }) });
  if (non2xx > 0) throw new Error(`${String(non2xx)} reports were refused.`);
  const spent = (service.processorTime() ?? NaN) - start;
  return { perSecond: requests.average, threadMs: spent / requests.total };
}

function medians(figures: readonly Figures[]): Figures {
  return {
    perSecond: percentile(
      figures.map((each) => each.perSecond),
      0.5,
    ),
    threadMs: percentile(
      figures.map((each) => each.threadMs),
      0.5,
    ),
  };
}
