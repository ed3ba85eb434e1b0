import { beforeAll, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json } from './service.js';
import { startDeliveringService, type DeliveringService } from '../delivery/service.js';

interface LifeAnswer {
  readonly state: { readonly key: string };
  readonly timeline: readonly { readonly command: string; readonly message: { readonly nl: string } }[];
}

let service: DeliveringService;
let [whole, part, other, follow] = ['', '', '', ''];
/** What the app shows that filed the report. */
let app = { 'content-type': '', authorization: '' };

const byApp = async (report: string, command: string, body = {}): Promise<number> =>
  (await service.get(`${report}/${command}`, app, { method: 'POST', body: JSON.stringify(body) })).status;

const lifeAt = async (address: string): Promise<LifeAnswer> =>
  (await json(await service.get(address))) as unknown as LifeAnswer;
const timeline = (report: string): Promise<LifeAnswer> =>
  lifeAt(`${report.replace('/id/', '/doc/')}/timeline`);

/** A report that an app filed, divided in two. */
beforeAll(async () => {
  service = await startDeliveringService();
  const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
  const { key } = await createKey(service.engine.store, { name: 'filer', roles: ['reporter'] }, by);
  app = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const filed = await json(await file(service, benchReport(), { authorization: app.authorization }));
  [whole, follow] = [String(filed.id), String(filed.follow)];
  const parts = [{ description: 'De leuning.' }, { description: 'De zit.' }];
  await service.command('groen', whole, 'split', { parts });
  [part = '', other = ''] = service.engine.life.read(whole)?.parts ?? [];
});

it('ask a question of who reported the whole, and nobody else answers it', async () => {
  const answer = { text: 'Groen.' };
  for (const report of [part, other]) {
    await service.command('groen', report, 'accept');
    await service.command('groen', report, 'question', { text: 'Welke kleur?' });
    expect((await service.ask('groen', 'POST', `${report}/answer`, answer)).status).toBe(403);
  }
  const strange = await json(await file(service, benchReport()));
  const asHolder = (address: string): Promise<Response> =>
    service.get(
      `${part}/answer`,
      { 'content-type': 'application/json', authorization: `Bearer ${address.split('/').at(-1) ?? ''}` },
      { method: 'POST', body: JSON.stringify(answer) },
    );
  expect((await asHolder(String(strange.follow))).status).toBe(403);
  expect((await asHolder(follow)).status).toBe(200);
  expect(await byApp(other, 'answer', answer)).toBe(200);
  const states = [part, other].map((report) => service.engine.life.read(report)?.history.at(-1)?.by);
  expect(states).toEqual([`${whole}#reporter`, `${whole}#reporter`]);
});

it('are told of to who reported the whole, in the words in which each was told', async () => {
  const told = (await lifeAt(follow)).timeline.filter(({ command }) => command === 'news');
  // Of both parts that they were accepted and asked about; not of what they answered themselves.
  expect(told).toHaveLength(4);
  expect(told[1]?.message.nl).toMatch(/^Over een deel van uw melding: “.* heeft een vraag voor u\.”$/);
});

it('are withdrawn with the whole', async () => {
  expect(await byApp(whole, 'withdraw')).toBe(200);
  for (const report of [whole, part, other]) expect((await timeline(report)).state.key).toBe('withdrawn');
});
