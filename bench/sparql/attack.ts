import { percentile } from '../statistics.js';
import { randomSequence } from '../synthetic.js';
import { ask, send } from './client.js';
import { ENDLESS, graphOf } from './queries.js';

/** Clients that attack. */
const ATTACKERS = 20;
/** Milliseconds between two reports. */
const BEAT = 20;

/** What reports and honest queries have to suffer from an attack. */
export interface AttackFigures {
  readonly quietP99Ms: number;
  readonly attackP99Ms: number;
  readonly ratio: number;
  /** Reports that were not taken, quiet or under attack. */
  readonly failed: number;
  readonly readersEnded: number;
}

/** Reports at a steady beat, with nothing else and while twenty clients ask for products of the whole graph. */
export async function measureAttack(service: string, seconds: number): Promise<AttackFigures> {
  await reports(service, 3);
  const quiet = await reports(service, seconds);
  const attack = startAttack(`${service}/sparql`);
  const attacked = await reports(service, seconds);
  const readersEnded = await attack.stop();
  const quietP99Ms = percentile(quiet.times, 0.99);
  const attackP99Ms = percentile(attacked.times, 0.99);
  const failed = quiet.failed + attacked.failed;
  return { quietP99Ms, attackP99Ms, ratio: attackP99Ms / quietP99Ms, failed, readersEnded };
}

/** Sends reports at a steady beat, whether or not the earlier ones are answered. */
async function reports(service: string, seconds: number): Promise<{ times: number[]; failed: number }> {
  const random = randomSequence(3);
  const answers = [];
  const begun = performance.now();
  for (let n = 0; n < (seconds * 1000) / BEAT; n += 1) {
    const due = begun + n * BEAT;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const body = JSON.stringify({
      '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
      type: 'Report',
      category: 'zitbank-beschadigd',
      description: 'De rugleuning van de bank is gebroken.',
      location: { lon: 3.7099224 + random() * 1e-4, lat: 51.0453067 + random() * 5e-5, accuracy: 5 },
    });
    const headers = { 'content-type': 'application/ld+json' };
    answers.push(send(`${service}/reports`, { method: 'POST', headers, body }));
  }
  const all = await Promise.all(answers);
  return {
    times: all.map(({ milliseconds }) => milliseconds),
    failed: all.filter(({ status }) => status !== 201).length,
  };
}

function startAttack(endpoint: string): { stop(): Promise<number> } {
  let going = true;
  let ended = 0;
  const attackers = Array.from({ length: ATTACKERS }, async (_, index) => {
    while (going) {
      const { status } = await ask(endpoint, ENDLESS, {
        client: `198.51.100.${String(index)}`,
        timeout: 1000,
      });
      if (status === 503) ended += 1;
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  return {
    stop: async () => {
      going = false;
      await Promise.all(attackers);
      return ended;
    },
  };
}

/** Milliseconds that the next query takes after one that was ended, beside a quiet one; one value for each attempt. */
export async function measureSpare(
  endpoint: string,
  attempts: number,
): Promise<{ readonly quietMs: number; readonly afterMs: number[] }> {
  const quiet: number[] = [];
  for (let n = 0; n < 20; n += 1) quiet.push((await ask(endpoint, 'ASK { ?s ?p ?o }')).milliseconds);
  const afterMs: number[] = [];
  for (let n = 0; n < attempts; n += 1) {
    await ask(endpoint, ENDLESS, { client: '198.51.100.77', timeout: 500 });
    afterMs.push((await ask(endpoint, 'ASK { ?s ?p ?o }', { client: '198.51.100.78' })).milliseconds);
    // A spare is built again while nobody waits, as between the mishaps of a day.
    await ask(endpoint, 'ASK {}', { client: '198.51.100.79' });
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  }
  return { quietMs: percentile(quiet, 0.5), afterMs };
}

/** Looks at `/health` without a pause while a large graph streams out; the longest wait, beside the longest of quiet. */
export async function measureStreaming(service: string): Promise<{
  readonly bytes: number;
  readonly milliseconds: number;
  readonly quietWorstMs: number;
  readonly worstMs: number;
}> {
  const quietWorstMs = Math.max(...(await healthWhile(new Promise((resolve) => setTimeout(resolve, 1000)))));
  const graph = ask(`${service}/sparql`, graphOf(100_000), { accept: 'application/n-triples' });
  const worstMs = Math.max(...(await healthWhile(graph)));
  const { bytes, milliseconds, status } = await graph;
  if (status !== 200) throw new Error(`The graph was answered with ${String(status)}.`);
  return { bytes, milliseconds, quietWorstMs, worstMs };

  async function healthWhile(going: Promise<unknown>): Promise<number[]> {
    const state = { done: false };
    void going.finally(() => (state.done = true));
    const times: number[] = [];
    while (!state.done) times.push((await send(`${service}/health`)).milliseconds);
    return times;
  }
}
