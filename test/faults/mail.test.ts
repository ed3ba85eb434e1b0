import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { startMailServer } from '../delivery/mail-server.js';
import {
  administratorKey,
  benchReport,
  freePort,
  post,
  startServiceProcess,
  type ServiceProcess,
} from './process.js';

const ROUNDS = 3;
const REPORTS = 4;
const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-mail-'));
const directory = join(folder, 'data');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('mails every reporter of every hop in order while the service is killed and the mail server is busy', async () => {
  const server = await startMailServer();
  const port = await freePort();
  const flags = [
    ...['--smtp-url', server.url, '--mail-from', 'wegwijzer@example.org'],
    ...['--delivery-delay', '10ms', '--delivery-attempts', '100', '--delivery-timeout', '2s'],
  ];
  const headers = {
    authorization: `Bearer ${await administratorKey(directory, port)}`,
    'content-type': 'application/json',
  };
  const start = (): Promise<ServiceProcess> => startServiceProcess({ directory, port, flags });
  let service = await start();
  const reporters: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    server.refuse(3);
    for (let number = 0; number < REPORTS; number += 1) {
      const email = `melder-${String(round)}-${String(number)}@voorbeeld.example`;
      const report = { ...benchReport('De bank is stuk.'), reporter: { email, notify: 'email' } };
      const filed = await post(service.url, report);
      expect(filed.status).toBe(201);
      const address = `${filed.headers.get('location') ?? ''}/accept`;
      expect((await fetch(address, { method: 'POST', headers, body: '{}' })).status).toBe(200);
      reporters.push(email);
    }
    // Amid mails under way.
    await service.kill();
    service = await start();
  }
  /** What a reporter read, each mail once: a mail that comes again has the same name. */
  const readBy = (reporter: string): string[] => {
    const mails = server.mails.filter(({ to }) => to === reporter).map(({ text }) => text);
    const names = mails.map((text) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    return mails.filter((_, index) => names.indexOf(names[index]) === index);
  };
  await vi.waitFor(
    () => {
      expect(reporters.flatMap(readBy)).toHaveLength(reporters.length * 2);
    },
    { timeout: 90_000, interval: 100 },
  );
  for (const reporter of reporters) {
    const [first, second] = readBy(reporter);
    expect(first).toContain('We hebben uw melding ontvangen');
    expect(second).toContain('heeft uw melding aanvaard');
  }
  await service.stop();
}, 240_000);
