import { beforeAll, describe, expect, it, vi } from 'vitest';
import { signatureOf } from '#wegwijzer/delivery/index.js';
import { benchReport, file, json } from '../interfaces/service.js';
import { testServer } from '../outgoing/server.js';
import { startMailServer, type Mail, type MailServer } from './mail-server.js';
import { startDeliveringService, type DeliveringService } from './service.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
let service: DeliveringService;
let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
  service = await startDeliveringService({ smtpUrl: server.url, mailFrom: 'wegwijzer@example.org' });
});

async function fileBy(reporter: object): Promise<{ readonly iri: string; readonly follow: string }> {
  const response = await file(service, benchReport({ reporter }));
  const body = await json(response);
  expect(response.status, JSON.stringify(body)).toBe(201);
  return { iri: String(body.id), follow: String(body.follow) };
}

async function mailsTo(address: string, count: number): Promise<Mail[]> {
  return vi.waitFor(() => {
    const found = server.mails.filter(({ to }) => to.toLowerCase() === address);
    expect(found.length).toBeGreaterThanOrEqual(count);
    return found;
  }, 30_000);
}

const linkIn = (mail: Mail | undefined): string => /\/follow\/wwf_[\w.-]+/.exec(mail?.text ?? '')?.[0] ?? '';

describe('a reporter who wants mail', () => {
  it('is told of every hop in plain words, without names of staff, also where the mail server is busy', async () => {
    server.refuse(2);
    const { iri } = await fileBy({ email: 'an@voorbeeld.example', notify: 'email' });
    await service.command('groen', iri, 'refuse', {
      reason: 'not-our-asset',
      text: 'Deze bank is van de stad.',
    });
    await service.command('gent', iri, 'accept');
    await service.command('gent', iri, 'question', { text: 'Welke bank precies?' });
    const mails = await mailsTo('an@voorbeeld.example', 4);
    const texts = mails.map(({ text }) => text);
    expect(texts[0]).toContain('We hebben uw melding ontvangen en voorgelegd aan Groendienst Stad Gent.');
    expect(texts[1]).toContain('Groendienst Stad Gent kan uw melding niet behandelen (niet van ons)');
    expect(texts[1]).toContain('> Deze bank is van de stad.');
    expect(texts[2]).toContain('Stad Gent heeft uw melding aanvaard.');
    expect(texts[2]).toMatch(/Oplossing verwacht tegen: \d+ \w+ \d{4}/);
    expect(texts[3]).toContain('> Welke bank precies?');
    expect(texts[3]).toContain('Antwoord hier.');
    expect(texts.join('')).not.toContain('gent@');
    expect(texts.join('')).not.toContain('De bank in het park is stuk');
  });

  it('follows and answers with the link in the mail, in the language that was chosen', async () => {
    const { iri } = await fileBy({ email: 'ben@voorbeeld.example', notify: 'email', language: 'en' });
    const [mail] = await mailsTo('ben@voorbeeld.example', 1);
    expect(mail?.text).toContain('We have received your report and put it to Parks service, City of Ghent.');
    const link = linkIn(mail);
    expect(await json(await service.get(link))).toMatchObject({ report: iri, state: { key: 'offered' } });
    const added = await service.get(
      `${link}/addition`,
      { 'content-type': 'application/json' },
      {
        method: 'POST',
        body: JSON.stringify({ text: 'Ook de poot is los.' }),
      },
    );
    expect(added.status).toBe(200);
    await service.command('groen', iri, 'accept');
    const [, second] = await mailsTo('ben@voorbeeld.example', 2);
    expect(linkIn(second)).toBe(link);
    expect(second?.text).toContain('has accepted your report');
  });

  it('gets no more with one click, and the link goes on working', async () => {
    const { iri } = await fileBy({ email: 'cas@voorbeeld.example', notify: 'email' });
    const [mail] = await mailsTo('cas@voorbeeld.example', 1);
    expect(mail?.text).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const [, address = ''] = /List-Unsubscribe:\s*<([^>]+)>/.exec(mail?.text ?? '') ?? [];
    expect(await (await service.get(address)).text()).toContain('Stuur mij geen berichten meer');
    await service.command('groen', iri, 'accept');
    await mailsTo('cas@voorbeeld.example', 2);
    const clicked = await service.get(address, FORM, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect(clicked.status).toBe(200);
    await service.command('groen', iri, 'start');
    await service.deliveries.routed();
    expect(await mailsTo('cas@voorbeeld.example', 2)).toHaveLength(2);
    expect((await service.get(linkIn(mail))).status).toBe(200);
    const personal = await service.get(`${linkIn(mail)}/personal`, { accept: 'text/turtle' });
    expect(await personal.text()).not.toContain('ByEmail');
  });

  it('is forgotten when erased: nothing more is sent, and the link in the mail is dead', async () => {
    const { iri, follow } = await fileBy({ email: 'dirk@voorbeeld.example', notify: 'email' });
    const [mail] = await mailsTo('dirk@voorbeeld.example', 1);
    expect((await service.get(`${follow}/personal`, {}, { method: 'DELETE' })).status).toBe(200);
    await service.command('groen', iri, 'accept');
    await service.deliveries.routed();
    expect(await mailsTo('dirk@voorbeeld.example', 1)).toHaveLength(1);
    expect((await service.get(linkIn(mail))).status).toBe(404);
    const { store } = service.engine;
    for (const table of ['follow', 'delivery', 'outbox', 'inbox', 'audit', 'personal'] as const)
      expect(JSON.stringify([...store.readRecords(table)])).not.toContain('dirk@voorbeeld');
    expect(service.log.join('')).not.toContain('dirk@voorbeeld');
  });
});

describe('a reporter with a webhook', () => {
  it('gets signed requests, in order and again after a failure, and the address stands in no queue or log', async () => {
    const ways = [500, 503];
    const receiver = await testServer((response) => response.writeHead(ways.shift() ?? 204).end());
    const reporter = { notify: 'webhook', webhook: `${receiver.url}/mine`, webhookSecret: SECRET };
    const { iri, follow } = await fileBy(reporter);
    await service.command('groen', iri, 'accept');
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(4);
    }, 30_000);
    const kinds = receiver.taken.map(({ headers }) => String(headers['ce-type']).split('.').at(-1));
    expect(kinds).toEqual(['file', 'file', 'file', 'accept']);
    const [taken] = receiver.taken;
    const {
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': signature,
    } = taken?.headers ?? {};
    expect(signature).toBe(signatureOf(SECRET, String(id), Number(time), taken?.body ?? ''));
    expect(JSON.parse(taken?.body ?? '')).toMatchObject({ object: { id: iri } });
    const { store } = service.engine;
    for (const table of ['follow', 'delivery', 'outbox', 'inbox', 'audit', 'personal'] as const)
      expect(JSON.stringify([...store.readRecords(table)])).not.toContain(String(receiver.port));
    expect(service.log.join('')).not.toContain(receiver.url);
    const personal = await (await service.get(`${follow}/personal`, { accept: 'text/turtle' })).text();
    expect(personal).toContain(receiver.url);
    expect(personal).not.toContain(SECRET);
  });

  it('that says 410 is told no more', async () => {
    const receiver = await testServer((response) => response.writeHead(410).end());
    const { iri } = await fileBy({ notify: 'webhook', webhook: receiver.url, webhookSecret: SECRET });
    await vi.waitFor(() => {
      expect(
        [...service.engine.store.readRecords('follow')].find(({ key }) => iri.endsWith(key))?.value,
      ).not.toContain('webhook');
    }, 30_000);
    await service.command('groen', iri, 'accept');
    await service.deliveries.routed();
    expect(receiver.taken).toHaveLength(1);
  });

  it('names no address that the operator has not allowed, nor one without a secret', async () => {
    const strict = await startDeliveringService({ deliveryTargets: 'https://app.example.org/hooks' });
    const refused = async (reporter: object): Promise<string> => {
      const response = await file(strict, benchReport({ reporter }));
      expect(response.status).toBe(422);
      return response.text();
    };
    for (const webhook of ['http://169.254.169.254/latest', 'https://elsewhere.example.org/'])
      expect(await refused({ notify: 'webhook', webhook, webhookSecret: SECRET })).toContain(
        'deliveryTargets',
      );
    expect(await refused({ notify: 'webhook', webhook: 'https://app.example.org/hooks/1' })).toContain(
      'webhookSecret',
    );
    expect(await refused({ notify: 'email' })).toContain('takes an e-mail address');
    expect(await refused({ notify: 'email', email: 'an@voorbeeld.example' })).toContain('sends no e-mail');
    expect(await refused({ notify: 'pigeon', email: 'an@voorbeeld.example' })).toContain('Choose one');
  });
});

describe('someone who follows what another reported', () => {
  const JSON_BODY = { 'content-type': 'application/json' };
  const choose = (link: string, choice: object): Promise<Response> =>
    service.get(`${link}/notices`, JSON_BODY, { method: 'PUT', body: JSON.stringify(choice) });

  async function subscribe(iri: string, notices?: object): Promise<string> {
    const body = JSON.stringify(notices ? { notices } : {});
    const response = await service.get(`${iri}/subscribe`, JSON_BODY, { method: 'POST', body });
    const answer = await json(response);
    expect(response.status, JSON.stringify(answer)).toBe(201);
    return new URL(String(answer.follow)).pathname;
  }

  it('is told by mail what the reporter is told, each in their own mail, and ends it with one click', async () => {
    const { iri } = await fileBy({ email: 'els@voorbeeld.example', notify: 'email' });
    await subscribe(iri, { notify: 'email', email: 'fien@voorbeeld.example' });
    await subscribe(iri, { notify: 'email', email: 'gust@voorbeeld.example', language: 'en' });
    await service.command('groen', iri, 'accept');
    await service.command('groen', iri, 'question', { text: 'Welke bank precies?' });
    const [accepted, asked] = await mailsTo('fien@voorbeeld.example', 2);
    expect(accepted?.text).toContain('U volgt een melding van iemand anders.');
    expect(accepted?.text).toContain('heeft uw melding aanvaard');
    expect(asked?.text).not.toContain('Antwoord hier');
    expect((await mailsTo('gust@voorbeeld.example', 2))[0]?.text).toContain('You follow a report');
    expect(await mailsTo('els@voorbeeld.example', 3)).toHaveLength(3);

    const [link = ''] = /\/follow\/wws_[\w.-]+/.exec(accepted?.text ?? '') ?? [];
    expect((await service.get(link)).status).toBe(200);
    const stopped = await service.get(`${link}/unsubscribe`, FORM, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
    });
    expect(stopped.status).toBe(200);
    await service.command('gent', iri, 'resolve', { text: 'Hersteld.' });
    await mailsTo('gust@voorbeeld.example', 3);
    await mailsTo('els@voorbeeld.example', 4);
    expect(await mailsTo('fien@voorbeeld.example', 2)).toHaveLength(2);
  });

  it('is told once of each event, however often someone gives the address, and nobody learns that it was known', async () => {
    const { iri } = await fileBy({});
    const links: string[] = [];
    for (const email of ['ida@voorbeeld.example', 'jan@voorbeeld.example', 'Ida@voorbeeld.example'])
      links.push(await subscribe(iri, { notify: 'email', email }));
    const later = await subscribe(iri);
    expect((await choose(later, { notify: 'email', email: 'ida@voorbeeld.example' })).status).toBe(200);
    const shown = await Promise.all(
      [...links, later].map(async (link) => (await json(await service.get(`${link}/notices`))).notify),
    );
    expect(shown).toEqual(['email', 'email', 'email', 'email']);
    for (const link of links) expect((await service.get(link)).status).toBe(200);
    await service.command('groen', iri, 'accept');
    await service.command('groen', iri, 'start');
    await mailsTo('jan@voorbeeld.example', 2);
    expect(await mailsTo('ida@voorbeeld.example', 2)).toHaveLength(2);
  });

  it('ends all that anyone asked for at the address with one click in a mail, and none of it for others', async () => {
    const { iri } = await fileBy({});
    const mine = await subscribe(iri, { notify: 'email', email: 'lea@voorbeeld.example' });
    const theirs = await subscribe(iri, { notify: 'email', email: 'lea@voorbeeld.example' });
    const notified = async (link: string): Promise<unknown> =>
      (await json(await service.get(`${link}/notices`))).notify;
    await subscribe(iri, { notify: 'email', email: 'mia@voorbeeld.example' });
    const stranger = await subscribe(iri, { notify: 'email', email: 'lea@voorbeeld.example' });
    await service.get(`${stranger}/notices`, {}, { method: 'DELETE' });
    expect([await notified(mine), await notified(theirs)]).toEqual(['email', 'email']);
    await service.command('groen', iri, 'accept');
    const [mail] = await mailsTo('lea@voorbeeld.example', 1);
    const [link = ''] = /\/follow\/wws_[\w.-]+/.exec(mail?.text ?? '') ?? [];
    await service.get(`${link}/unsubscribe`, FORM, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect([await notified(mine), await notified(theirs)]).toEqual([null, null]);
    await service.command('groen', iri, 'start');
    await mailsTo('mia@voorbeeld.example', 2);
    expect(await mailsTo('lea@voorbeeld.example', 1)).toHaveLength(1);
  });

  it('hears that the reporter withdrew, without a word of what the reporter wrote; the reporter hears nothing of it', async () => {
    const { iri, follow } = await fileBy({ email: 'nel@voorbeeld.example', notify: 'email' });
    await subscribe(iri, { notify: 'email', email: 'otto@voorbeeld.example' });
    const withdrawn = await service.get(`${follow}/withdraw`, JSON_BODY, {
      method: 'POST',
      body: JSON.stringify({ text: 'Koop nu goedkope pillen!' }),
    });
    expect(withdrawn.status).toBe(200);
    const [mail] = await mailsTo('otto@voorbeeld.example', 1);
    expect(mail?.text).toContain('ingetrokken');
    expect(mail?.text).not.toContain('pillen');
    expect(await mailsTo('nel@voorbeeld.example', 1)).toHaveLength(1);
  });

  it('is refused where as many are told as may, and nothing is left of it', async () => {
    const { iri } = await fileBy({});
    for (let at = 0; at < 200; at += 1)
      await subscribe(iri, { notify: 'email', email: `volger${String(at)}@voorbeeld.example` });
    const kept = (): number => [...service.engine.store.readRecords('follow')].length;
    const before = kept();
    const body = JSON.stringify({ notices: { notify: 'email', email: 'karel@voorbeeld.example' } });
    const refused = await service.get(`${iri}/subscribe`, JSON_BODY, { method: 'POST', body });
    expect([refused.status, kept()]).toEqual([429, before]);
    expect((await service.get(await subscribe(iri))).status).toBe(200);
  });

  it('chooses at the link, changes to a webhook, and leaves no address behind', async () => {
    const receiver = await testServer((response) => response.writeHead(204).end());
    const { iri } = await fileBy({});
    const link = await subscribe(iri);
    expect(await json(await service.get(`${link}/notices`))).toEqual({ notify: null });
    expect((await choose(link, { notify: 'email', email: 'hugo@voorbeeld.example' })).status).toBe(200);
    expect(await (await service.get(`${link}?lang=nl`, { accept: 'text/html' })).text()).toContain(
      'U krijgt bericht op hugo@voorbeeld.example',
    );
    const webhook = { notify: 'webhook', webhook: receiver.url, webhookSecret: SECRET };
    const changed = await choose(link, webhook);
    expect(await json(changed)).toEqual({ notify: 'webhook', webhook: receiver.url });
    await service.command('groen', iri, 'accept');
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(1);
    }, 30_000);
    expect(JSON.parse(receiver.taken[0]?.body ?? '')).toMatchObject({ object: { id: iri } });
    const { store } = service.engine;
    const kept = (): string =>
      (['follow', 'delivery', 'outbox', 'inbox', 'audit', 'personal'] as const)
        .map((table) => JSON.stringify([...store.readRecords(table)]))
        .join('');
    expect(kept()).not.toContain('hugo@voorbeeld');
    expect(kept()).not.toContain(String(receiver.port));
    const ended = await service.get(`${link}/notices`, {}, { method: 'DELETE' });
    expect(await json(ended)).toEqual({ notify: null });
    expect([...store.readRecords('follow')].find(({ key }) => link.includes(key))?.value).not.toContain(
      'sealed',
    );
    await service.command('groen', iri, 'start');
    await service.deliveries.routed();
    expect(receiver.taken).toHaveLength(1);
  });

  it('lets the reporter change from mail to a webhook at the follow link, where it may be', async () => {
    const receiver = await testServer((response) => response.writeHead(204).end());
    const { iri, follow } = await fileBy({ email: 'ivo@voorbeeld.example', notify: 'email' });
    // What was on its way when the choice changed would go to the webhook, too.
    await mailsTo('ivo@voorbeeld.example', 1);
    const link = new URL(follow).pathname;
    const refused = await choose(link, { notify: 'webhook', webhook: 'ftp://x/', webhookSecret: SECRET });
    expect(refused.status).toBe(422);
    const allowed = { notify: 'webhook', webhook: receiver.url, webhookSecret: SECRET };
    expect((await choose(link, allowed)).status).toBe(200);
    await service.command('groen', iri, 'accept');
    await vi.waitFor(() => {
      expect(receiver.taken).toHaveLength(1);
    }, 30_000);
    const personal = await service.get(`${link}/personal`, { accept: 'text/turtle' });
    expect(await personal.text()).toContain('ivo@voorbeeld.example');
  });
});
