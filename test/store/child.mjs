/**
 * A process of its own that works on a data directory, so that a test can kill it, starve it or stand beside it.
 * Usage: node child.mjs MODE DIRECTORY [ARGUMENT]; it speaks in lines on standard output.
 */
import { createInterface } from 'node:readline';
import { openEmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';

const [mode, directory, argument = ''] = process.argv.slice(2);
const say = (text) => process.stdout.write(`${text}\n`);
const change = (insert) => ({ agent: 'urn:agent', reason: 'test', insert });
const numbered = (n, graph = 'urn:graph:child') => `<urn:s:${n}> <urn:p> "${n}" <${graph}> .`;

let store;
try {
  store = await openEmbeddedStore({ directory, readers: 0, spare: false });
} catch (error) {
  say(`refused ${error.name} ${error.message}`);
  process.exit(1);
}
say(`ready ${process.pid}`);

/** Stays until it is killed, or its standard input ends. */
async function hold() {
  for await (const line of createInterface({ input: process.stdin })) say(`heard ${line}`);
}

async function stage() {
  const replacement = await store.replaceGraph({ graph: argument, agent: 'urn:agent', reason: 'load' });
  await replacement.add(Array.from({ length: 51_000 }, (_, n) => numbered(n, argument)));
  say('staged');
  await hold();
}

/** Commits from many hands at once, saying each number when it is acknowledged, until it is killed. */
async function commitOn() {
  let next = Number(argument);
  const hand = async () => {
    for (;;) {
      const n = next++;
      await store.commit(change([numbered(n), numbered(n, 'urn:graph:second')]));
      say(`committed ${n}`);
    }
  };
  await Promise.all(Array.from({ length: 40 }, hand));
}

/** Commits a block of text for each line heard. */
async function commitWhenAsked() {
  let n = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    n += 1;
    const text = 'x'.repeat(Number(line));
    try {
      await store.commit(change([`<urn:s:${n}> <urn:p> "${n}${text}" <urn:graph:child> .`]));
      say(`committed ${n}`);
    } catch (error) {
      say(`failed ${n} ${error.name} ${error.type ?? ''} ${error.message}`);
    }
  }
}

/** Takes as many keys as each line says, or until that is refused. */
async function takeKeys() {
  let lines = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    lines += 1;
    let taken = 0;
    let refused = '';
    try {
      for (; taken < Number(line); taken += 1) store.secrets.take();
    } catch (error) {
      refused = `, then ${error.type ?? error.name}`;
    }
    say(`line ${lines}: ${taken}${refused}`);
  }
}

const modes = { takeKeys, hold, stage, commitOn, commitWhenAsked };
await modes[mode]();
await store.close();
