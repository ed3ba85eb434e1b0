/**
 * Two instances, as docs/following.md explains: a utility's with its cabinets, and the city's with the demo graph, which
 * follows the utility's event stream. Someone reports a cabinet to the city; then the utility hands that cabinet to
 * another company, and the city's open report is flagged. Starts both, prints what happens, and stops both.
 *
 *     npm run demo:following
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../scripts/prepare.mjs';
import { prepareInstance, run, serve, stopAll } from '../instances.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Milliseconds in which something must have happened. */
const PATIENCE = 60_000;

prepare();
try {
  const utility = await withSteward('utility');
  run(utility, 'load', here('cabinets.ttl'), '--register', 'cabinets');
  await serve(utility, ['--demo', 'false']);
  const city = await withSteward('city');
  await serve(city, [
    '--follows',
    `cabinets=${utility.url}/ldes/register/cabinets`,
    // Both instances are on this machine, which is refused otherwise.
    '--unsafe-outgoing-to-private-addresses',
    'true',
  ]);

  const follow = await until('the city has the cabinets', async () => {
    const { follows } = await ask(city, '/follows');
    return follows.find(({ counts }) => counts.applied > 0);
  });
  console.log(`The city follows ${follow.url}: ${follow.counts.applied} versions taken.`);

  const report = await ask(city, '/reports', {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: JSON.stringify({
      '@context': `${city.url}/context/report.jsonld`,
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
  console.log(`Report ${report.id} goes to ${report.decision.responsible.label.en}.`);

  await ask(utility, '/registers/cabinets?delta=true', {
    method: 'PUT',
    headers: { 'content-type': 'text/turtle' },
    body: readFileSync(here('change.ttl'), 'utf8'),
  });
  const changed = Date.now();
  console.log('The utility hands the cabinet over.');
  const flagged = await until('the report is flagged', async () => (await ask(city, '/redecide')).items[0]);
  const seconds = ((Date.now() - changed) / 1000).toFixed(1);
  console.log(`After ${seconds} s the city knows: <${flagged.from}> → <${flagged.to}>.`);
  console.log(`  ${flagged.why.en}`);
} finally {
  await stopAll();
}

async function until(what, look) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await wait(100);
  }
}

async function ask({ url, key }, path, { headers, ...request } = {}) {
  const answer = await fetch(url + path, {
    ...request,
    headers: { accept: 'application/json', ...headers, authorization: `Bearer ${key}` },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** An instance with the key of a steward. */
async function withSteward(name) {
  const instance = await prepareInstance(name);
  const key = run(instance, 'keys', 'create', '--name', 'steward', '--role', 'steward').trim();
  return { ...instance, key };
}
