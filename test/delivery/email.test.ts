import { beforeAll, expect, it, vi } from 'vitest';
import { wants } from '#wegwijzer/delivery/channels/settings.js';
import { BASE, json } from '../interfaces/service.js';
import { startMailServer, type Mail, type MailServer } from './mail-server.js';
import { GROEN, startDeliveringService, type DeliveringService } from './service.js';

let service: DeliveringService;
let server: MailServer;

beforeAll(async () => {
  server = await startMailServer();
  service = await startDeliveringService({
    smtpUrl: server.url,
    mailFrom: 'wegwijzer@example.org',
  });
  const body = { kind: 'email', to: 'groendienst@example.org', language: 'nl' };
  expect((await service.ask('groen', 'PUT', '/channels/mail', body)).status).toBe(201);
});
async function mailAbout(report: string): Promise<{ readonly mail: Mail; readonly link: string }> {
  const mail = await vi.waitFor(() => {
    const found = server.mails.find(({ text }) => text.includes(report));
    if (!found) throw new Error('There is no such mail yet.');
    return found;
  }, 30_000);
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
  server.refuse(2);
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

it.each([
  ['redecide', 'offered', 'urn:other', true],
  ['choose', 'offered', null, true],
  ['rate', 'reopened', GROEN, true],
  ['rate', 'finished', GROEN, false],
  ['start', 'in-progress', GROEN, false],
])('mails what comes or comes back: %s to %s, from %s: %s', (command, state, previous, isMailed) => {
  const settings = { kind: 'email', to: 'a@example.org', language: 'nl' } as const;
  const event = {
    ...{ id: 'urn:event', kind: `report.${command}`, report: 'urn:report', state, organisation: GROEN },
    ...{ previous, time: '2026-11-27T08:00:00Z', message: { nl: '', en: '' } },
  };
  expect(wants(settings, event, true)).toBe(isMailed);
  expect(wants(settings, event, false)).toBe(false);
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
  expect((await json(await service.ask('admin', 'GET', '/audit?limit=1'))).entries).toMatchObject([
    { outcome: 'forbidden', action: 'report.accept', client: `${BASE}/id/agent/mail-link` },
  ]);
  expect((await answer(link.slice(0, -1), { do: 'accept' })).status).toBe(404);
});

it('keeps no token and logs neither token nor address', () => {
  const { store } = service.engine;
  const [, token = ''] = /\/answer\/(wwm_[\w-]{43})/.exec(server.mails[0]?.text ?? '') ?? [];
  expect(token).not.toBe('');
  for (const table of ['mail-link', 'channel', 'delivery', 'inbox', 'audit', 'outbox'] as const)
    expect(JSON.stringify([...store.readRecords(table)])).not.toContain(token);
  expect(service.log.join('')).not.toContain(token);
  expect(service.log.join('')).not.toContain('groendienst@example.org');
});
