/**
 * Joins two instances, as docs/federation.md explains: ours with the demo graph, and a partner's with a register of
 * lamps. Starts both, asks the question of `query.rq`, prints the table, and stops both.
 *
 *     npm run demo:federation
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../scripts/prepare.mjs';
import { prepareInstance, run, serve, stopAll } from '../instances.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

prepare();
try {
  const partner = await prepareInstance('partner');
  run(partner, 'load', here('poles.ttl'), '--register', 'poles');
  await serve(partner, ['--demo', 'false']);
  const ours = await prepareInstance('ours', 'http://localhost:8080');
  await serve(ours, [
    '--demo',
    'true',
    '--federation-endpoints',
    `${partner.url}/sparql`,
    // Both instances are on this machine, which is refused otherwise.
    '--unsafe-outgoing-to-private-addresses',
    'true',
  ]);
  const query = readFileSync(here('query.rq'), 'utf8').replace('<PARTNER>', `<${partner.url}/sparql>`);
  const answer = await fetch(`${ours.url}/sparql`, {
    method: 'POST',
    headers: { 'content-type': 'application/sparql-query', accept: 'text/csv' },
    body: query,
  });
  console.log(await answer.text());
  if (!answer.ok) process.exitCode = 1;
} finally {
  await stopAll();
}
