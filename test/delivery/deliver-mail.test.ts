import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Outcome } from '#wegwijzer/delivery/index.js';
import { deliverMail } from '#wegwijzer/delivery/email/deliver-mail.js';

/** What the server refuses, and with which answer. */
let refuses: { readonly at?: 'connect' | 'login' | 'sender' | 'recipient' | 'data'; readonly code?: number } =
  {};

function answer(at: typeof refuses.at, done: (error?: Error | null) => void): void {
  const { code: responseCode } = refuses;
  done(refuses.at === at ? Object.assign(new Error('no jan@example.org'), { responseCode }) : null);
}

const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onConnect: (_session, done) => {
    answer('connect', done);
  },
  onAuth: ({ username }, _session, done) => {
    answer('login', (error) => {
      done(error ?? null, { user: username });
    });
  },
  onMailFrom: (_address, _session, done) => {
    answer('sender', done);
  },
  onRcptTo: (_address, _session, done) => {
    answer('recipient', done);
  },
  onData: (stream, _session, done) => {
    stream.resume().on('end', () => {
      answer('data', done);
    });
  },
});
let smtp = '';
beforeAll(async () => {
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  smtp = `smtp://service:secret@127.0.0.1:${String((listening.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
});

function send(): Promise<Outcome> {
  const setup = {
    ...{ baseUrl: 'https://wegwijzer.example.org', allow: [], allowPrivate: true, timeout: 5000 },
    ...{ smtp, mailFrom: 'wegwijzer@example.org' },
  };
  return deliverMail(setup, 'msg_1', { to: 'jan@example.org', subject: 'x', text: 'x' });
}

it.each([
  ['connect', 554, 'again', false],
  ['login', 535, 'again', false],
  ['sender', 550, 'again', false],
  ['recipient', 530, 'again', false],
  ['recipient', 421, 'again', false],
  ['recipient', 450, 'again', true],
  ['data', 452, 'again', false],
  ['recipient', 550, 'dead', undefined],
  ['data', 554, 'dead', undefined],
] as const)('a mail that is refused at %s with %i is %s', async (at, code, kind, alone) => {
  refuses = { at, code };
  const outcome = await send();
  expect(outcome).toMatchObject({ kind, ...(alone === undefined ? {} : { alone }) });
  expect(JSON.stringify(outcome)).toContain(String(code));
  expect(JSON.stringify(outcome)).not.toContain('jan@');
  // From then on there is a connection, which is used again.
  if (at === 'connect') return;
  refuses = {};
  expect(await send()).toEqual({ kind: 'done' });
});
