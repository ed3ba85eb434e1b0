import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SMTPServer } from 'smtp-server';
import { json } from '../interfaces/service.js';
import { GROEN, startDeliveringService, type DeliveringService } from './service.js';

interface Mail {
  readonly to: string;
  readonly text: string;
}

const mails: Mail[] = [];
/** Mails that the server refuses for now. */
let refusals = 0;
let service: DeliveringService;
let server: SMTPServer;

/** Quoted-printable text as it is read (RFC 2045, section 6.7). */
function decoded(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/((?:=[\dA-F]{2})+)/g, (codes) => Buffer.from(codes.replaceAll('=', ''), 'hex').toString());
  return bytes;
}

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk) => (text += String(chunk)));
      stream.on('end', () => {
        const [to] = session.envelope.rcptTo;
        if (refusals > 0) {
          refusals -= 1;
          done(Object.assign(new Error('busy'), { responseCode: 451 }));
          return;
        }
        mails.push({ to: to?.address ?? '', text: decoded(text) });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  service = await startDeliveringService({
    smtpUrl: `smtp://127.0.0.1:${String(port)}`,
    mailFrom: 'wegwijzer@example.org',
  });
  const body = { kind: 'email', to: 'groendienst@example.org', language: 'nl' };
  expect((await service.ask('groen', 'PUT', '/channels/mail', body)).status).toBe(201);
});
afterAll(() => {
  server.close();
});

async function mailAbout(report: string): Promise<{ readonly mail: Mail; readonly link: string }> {
  const mail = await vi.waitFor(() => {
    const found = mails.find(({ text }) => text.includes(report));
    if (!found) throw new Error('There is no such mail yet.');
    return found;
  }, 8000);
  const [, link = ''] = /(\/answer\/wwm_[\w-]{43})/.exec(mail.text) ?? [];
  return { mail, link };
}

const answer = (link: string, fields: Record<string, string>): Promise<Response> =>
  service.get(
    link,
    { 'content-type': 'application/x-www-form-urlencoded' },
    { method: 'POST', body: new URLSearchParams(fields).toString() },
  );

async function stateOf(report: string): Promise<unknown> {
  const { state } = await json(await service.get(`${report.replace('/id/', '/doc/')}/timeline`));
  return (state as { key: string }).key;
}

it('brings a report by mail, again where the server is busy, and its link answers it once without an account', async () => {
  refusals = 2;
  const report = await service.fileReport('De leuning is los.');
  const { mail, link } = await mailAbout(report);
  expect(mail.to).toBe('groendienst@example.org');
  expect(mail.text).toContain('De leuning is los.');
  const page = await service.get(link, { accept: 'text/html' });
  expect(page.status).toBe(200);
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(await page.text()).toContain('Aannemen');
  expect(await stateOf(report)).toBe('offered');
  expect((await answer(link, { do: 'accept' })).status).toBe(200);
  expect(await stateOf(report)).toBe('accepted');
  expect((await answer(link, { do: 'refuse', reason: 'other', text: 'Nee.' })).status).toBe(410);
  expect((await service.get(link)).status).toBe(410);
  const history = await json(await service.ask('groen', 'GET', `${report.replace('/id/', '/doc/')}/history`));
  expect(history.entries).toContainEqual(expect.objectContaining({ command: 'accept', by: GROEN }));
});

it('refuses a report with a reason, and does nothing for a reason that is none', async () => {
  const report = await service.fileReport();
  const { link } = await mailAbout(report);
  expect((await answer(link, { do: 'refuse', reason: 'because', text: 'Nee.' })).status).toBe(400);
  expect((await answer(link, { do: 'refuse', reason: 'other', text: 'Niet van ons.' })).status).toBe(200);
  const timeline = await (await service.get(`${report.replace('/id/', '/doc/')}/timeline`)).text();
  expect(timeline).toContain('Niet van ons.');
});

it('answers nothing with a link of a report that went elsewhere, or that is not whole', async () => {
  const report = await service.fileReport();
  const { link } = await mailAbout(report);
  await service.command('groen', report, 'transfer', {
    to: 'https://data.vlaanderen.be/id/organisatie/OVO000098',
    text: 'Gewestweg.',
  });
  expect((await answer(link, { do: 'accept' })).status).toBe(403);
  expect((await answer(link.slice(0, -1), { do: 'accept' })).status).toBe(404);
});

it('keeps no token and logs neither token nor address', () => {
  const { store } = service.engine;
  const [, token = ''] = /\/answer\/(wwm_[\w-]{43})/.exec(mails[0]?.text ?? '') ?? [];
  expect(token).not.toBe('');
  for (const table of ['mail-link', 'channel', 'delivery', 'inbox', 'audit', 'outbox'] as const)
    expect(JSON.stringify([...store.readRecords(table)])).not.toContain(token);
  expect(service.log.join('')).not.toContain(token);
  expect(service.log.join('')).not.toContain('groendienst@example.org');
});
