import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { json } from './service.js';
import { startDeliveringService, type DeliveringService } from '../delivery/service.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const BENCH = { category: 'zitbank-beschadigd', lon: '3.7099224', lat: '51.0453067', accuracy: '5' };
let service: DeliveringService;
beforeAll(async () => {
  service = await startDeliveringService({ smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'w@example.org' });
});

const post = (address: string, fields: Record<string, string>): Promise<Response> =>
  service.get(address, FORM, { method: 'POST', body: new URLSearchParams(fields).toString() });

/** Files by the form of the page and gives the report and the link that the answer shows. */
async function fileByForm(
  fields: Record<string, string> = {},
): Promise<{ iri: string; link: string; shown: string }> {
  const response = await post('/report-form', {
    ...BENCH,
    description: 'De leuning is los.',
    lang: 'nl',
    ...fields,
  });
  const shown = await response.text();
  expect(response.status, shown).toBe(201);
  const [link = ''] = /\/follow\/wwf_[\w-]+/.exec(shown) ?? [];
  return { iri: response.headers.get('location') ?? '', link, shown };
}

async function page(link: string, language = 'nl'): Promise<string> {
  const response = await service.get(`${link}?lang=${language}`, BROWSER);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.text();
}

/** Sends a form that the page has, as a browser without scripts does, and follows where it leads. */
async function submit(link: string, name: string, fields: Record<string, string>): Promise<string> {
  const shown = await page(link);
  const action = new RegExp(`action="([^"]*/${name}\\?lang=nl)"`).exec(shown)?.[1];
  expect(action, `a form for ${name}`).toBeDefined();
  const response = await post(action ?? '', fields);
  expect(response.status, await response.clone().text()).toBe(303);
  return (await service.get(response.headers.get('location') ?? '', BROWSER)).text();
}

describe('the form to report', () => {
  it('shows the secret link once, and makes one report however often it is sent', async () => {
    const first = await fileByForm({ key: 'same', name: 'An Voorbeeld', email: 'an@voorbeeld.example' });
    const again = await fileByForm({ key: 'same', name: 'An Voorbeeld', email: 'an@voorbeeld.example' });
    expect(again).toMatchObject({ iri: first.iri, link: first.link });
    expect(first.shown).toContain('u ziet hem maar één keer');
    const document = await service.get(first.iri.replace('/id/', '/doc/'), { accept: 'text/turtle' });
    expect(await document.text()).not.toContain('voorbeeld.example');
    expect(await page(first.link)).not.toContain('U krijgt bericht');
  });

  it('files another report for who goes back and writes something else', async () => {
    const first = await fileByForm({ key: 'went back' });
    const other = await fileByForm({ key: 'went back', description: 'De zit is ook los.' });
    expect(other.iri).not.toBe(first.iri);
    expect(await page(other.link)).toContain('De zit is ook los.');
    const asked = await service.get(`/responsible?${new URLSearchParams(BENCH).toString()}`, BROWSER);
    expect(asked.headers.get('cache-control')).toBe('no-store');
  });

  it('asks to be told by mail where the box is ticked', async () => {
    const { link } = await fileByForm({ email: 'an@voorbeeld.example', notify: 'on' });
    expect(await page(link)).toContain('U krijgt bericht op an@voorbeeld.example');
    const asked = await service.get(`/responsible?${new URLSearchParams(BENCH).toString()}`, BROWSER);
    expect(await asked.text()).toContain('name="notify"');
  });
});

describe('the page of a reporter', () => {
  it('says in both languages what it stands for: phase, who has it, and when a solution may be expected', async () => {
    const { iri, link } = await fileByForm();
    await service.command('groen', iri, 'accept');
    const dutch = await page(link);
    expect(dutch).toContain('Wie verantwoordelijk is, heeft uw melding aanvaard.');
    expect(dutch).toMatch(/<dt>Fase<\/dt>\s*<dd>Behandeling<\/dd>/);
    expect(dutch).toMatch(/<dt>Bij<\/dt>\s*<dd>Groendienst Stad Gent<\/dd>/);
    expect(dutch).toMatch(/<dt>Oplossing verwacht tegen<\/dt>\s*<dd>\d+ \w+ \d{4}<\/dd>/);
    expect(dutch).toContain('Groendienst Stad Gent heeft uw melding aanvaard.');
    expect(dutch).not.toContain('<script');
    const english = await page(link, 'en');
    expect(english).toMatch(/<dt>Phase<\/dt>\s*<dd>Handling<\/dd>/);
    expect(english).toContain('Parks service, City of Ghent has accepted your report.');
  });

  it('is JSON for programs, at the same address', async () => {
    const { iri, link } = await fileByForm();
    expect(await json(await service.get(link))).toMatchObject({ report: iri });
  });

  it('takes additions, answers, ratings and withdrawal without scripts', async () => {
    const { iri, link } = await fileByForm();
    expect(await submit(link, 'addition', { text: 'Ook een plank, bel 0470 98 76 54.' })).toContain(
      'bel 0470 98 76 54',
    );
    const public_ = await service.get(`${iri.replace('/id/', '/doc/')}/timeline`);
    expect(await public_.text()).not.toContain('0470 98 76 54');
    await service.command('groen', iri, 'accept');
    await service.command('groen', iri, 'question', { text: 'Welke bank precies?' });
    expect(await page(link)).toContain('Welke bank precies?');
    expect(await submit(link, 'answer', { text: 'Bij de vijver.' })).toContain('Uw antwoord is verstuurd.');
    await service.command('groen', iri, 'resolve', { text: 'Hersteld.' });
    const rated = await submit(link, 'rate', { rating: '1', text: 'Nog los.', reopen: 'on' });
    expect(rated).toContain('U was niet tevreden met de oplossing. Uw melding is heropend.');
    expect(await submit(link, 'withdraw', {})).toContain('Uw melding is ingetrokken.');
    expect(await page(link)).not.toContain('/withdraw?');
  });

  it('does once what a form says that is sent twice, and leads to the page both times', async () => {
    const { iri, link } = await fileByForm();
    const keyOf = (shown: string, name: string): string =>
      new RegExp(`/${name}\\?lang=nl"[^]*?name="key" value="([^"]+)"`).exec(shown)?.[1] ?? '';
    const twice = async (name: string, fields: Record<string, string>): Promise<number[]> => {
      const key = keyOf(await page(link), name);
      expect(key).not.toBe('');
      const send = (): Promise<Response> => post(`${link}/${name}?lang=nl`, { ...fields, key });
      return (await Promise.all([send(), send()])).map(({ status }) => status);
    };
    expect(await twice('addition', { text: 'Ook een plank.' })).toEqual([303, 303]);
    expect(await twice('addition', { text: 'Ook een plank.' })).toEqual([303, 303]);
    expect(await twice('withdraw', {})).toEqual([303, 303]);
    const steps = service.engine.life.read(iri)?.history.map(({ command }) => command);
    expect(steps).toEqual(['file', 'addition', 'addition', 'withdraw']);
  });

  it('leads back from what is refused, in the language of the page', async () => {
    const { link } = await fileByForm();
    await post(`${link}/withdraw?lang=en`, {});
    const refused = await service.get(
      `${link}/withdraw?lang=en`,
      { ...FORM, 'accept-language': 'nl' },
      { method: 'POST', body: '' },
    );
    expect(refused.status).toBe(409);
    const shown = await refused.text();
    expect(shown).toContain(`<a href="${link}?lang=en">To your report</a>`);
    expect(shown).toContain('<html lang="en">');
    const toProgram = await service.get(
      `${link}/withdraw`,
      { 'content-type': 'application/json' },
      { method: 'POST', body: '{}' },
    );
    expect(await json(toProgram)).not.toHaveProperty('back');
  });

  it('takes as many characters as a browser lets one type, whatever it sends for the end of a line', async () => {
    const { iri, link } = await fileByForm();
    const text = `${'Lijn.\n'.repeat(20)}${'a'.repeat(3880)}`;
    expect((await post(`${link}/addition`, { text: text.replaceAll('\n', '\r\n') })).status).toBe(303);
    expect(service.engine.life.read(iri)?.history.at(-1)?.text).toBe(text);
  });

  it('says what is wrong with a form in a page', async () => {
    const { link } = await fileByForm();
    const response = await post(`${link}/rate`, { rating: '9' });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('lets the reporter choose mail later, and end it', async () => {
    const { link } = await fileByForm();
    expect(await submit(link, 'notices', { email: 'ben@voorbeeld.example' })).toContain(
      'U krijgt bericht op ben@voorbeeld.example',
    );
    expect((await post(`${link}/unsubscribe?lang=nl`, {})).status).toBe(200);
    expect(await page(link)).toContain('U krijgt geen bericht als er iets verandert.');
    expect((await post(`${link}/notices`, { email: 'niemand' })).status).toBe(422);
  });

  it('gives the reporter their data, and erases it after a tick', async () => {
    const { iri, link } = await fileByForm({ name: 'An Voorbeeld', phone: '+32 470 98 76 54' });
    const exported = await service.get(`${link}/personal?lang=nl`, BROWSER);
    expect(await exported.text()).toContain('An Voorbeeld');
    expect((await post(`${link}/erase`, {})).status).toBe(400);
    const erased = await post(`${link}/erase`, { sure: 'on' });
    expect(await erased.text()).toContain('Niets zegt nog wie de melding deed.');
    expect((await service.get(link, BROWSER)).status).toBe(404);
    expect((await service.get(iri.replace('/id/', '/doc/'))).status).toBe(200);
  });

  it('shows the parts of a report, and takes the answer to a question about one', async () => {
    const { iri, link } = await fileByForm();
    const { link: another } = await fileByForm({ description: 'Nog een.' });
    const parts = [{ description: 'De leuning.' }, { description: 'De zit.' }];
    await service.command('groen', iri, 'split', { parts });
    const [part = ''] = service.engine.life.read(iri)?.parts ?? [];
    await service.command('groen', part, 'accept', {});
    await service.command('groen', part, 'question', { text: 'Welke kleur heeft ze?' });
    const shown = await page(link);
    for (const text of ['De delen van uw melding', 'De leuning.', 'De zit.', 'Welke kleur heeft ze?'])
      expect(shown).toContain(text);
    const fields = { part, text: 'Groen.' };
    expect((await post(`${another}/answer?lang=nl`, fields)).status).toBe(400);
    expect(await submit(link, 'answer', fields)).toContain('Uw antwoord is verstuurd.');
    expect(await page(link)).not.toContain('/answer?');
  });

  it('only shows to who looks on', async () => {
    const { iri } = await fileByForm();
    const { follow } = await json(await service.get(`${iri}/subscribe`, {}, { method: 'POST' }));
    const shown = await page(String(follow));
    expect(shown).toContain('U volgt een melding van iemand anders.');
    expect(shown.match(/<form/g)).toHaveLength(1);
    expect(shown).toContain('/notices?lang=nl"');
  });
});

describe('files on the page', () => {
  /** Adds a photo as the form of the page does. */
  async function addPhoto(link: string): Promise<string> {
    const shown = await page(link);
    const [, action = ''] = /action="([^"]*\/attachments\?lang=nl)"/.exec(shown) ?? [];
    const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#386' } })
      .jpeg()
      .toBuffer();
    const body = new FormData();
    body.append('file', new Blob([photo], { type: 'image/jpeg' }), 'bank.jpg');
    const response = await fetch(`${service.url}${action}`, {
      ...{ method: 'POST', body, headers: BROWSER, redirect: 'manual' },
    });
    expect(response.status, await response.clone().text()).toBe(303);
    return (await service.get(response.headers.get('location') ?? '', BROWSER)).text();
  }

  it('are there for the reporter through the secret link, and for who looks on once they are public', async () => {
    const { iri, link } = await fileByForm();
    const subscribed = await service.get(`${iri}/subscribe`, {}, { method: 'POST' });
    const looking = new URL(String((await json(subscribed)).follow)).pathname;
    const mine = await addPhoto(link);
    expect(mine).toContain('Uw bestanden zijn toegevoegd.');
    expect(mine).toContain('Nog niet openbaar');
    const [, small = ''] = /<img src="([^"]+)"/.exec(mine) ?? [];
    expect(small).toContain(link);
    const thumbnail = await service.get(small);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect(await page(looking)).not.toContain('<img');

    const [, id = ''] = /\/attachments\/([\w-]{36})\/thumbnail/.exec(small) ?? [];
    expect((await service.ask('groen', 'POST', `/attachments/${id}/release`)).status).toBe(200);
    expect(await page(link)).not.toContain('Nog niet openbaar');
    const others = await page(looking);
    const [, released = ''] = /<img src="([^"]+)"/.exec(others) ?? [];
    expect(released).toContain(`/attachments/${id}/thumbnail`);
    expect(released).not.toContain('follow');
    expect((await service.get(released)).status).toBe(200);
    expect(others).not.toContain('multipart/form-data');
  });
});
