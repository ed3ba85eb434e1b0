import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BASE, json } from '../interfaces/service.js';
import { AREA, GENT, GROEN, startDeliveringService, type DeliveringService } from './service.js';

let service: DeliveringService;
beforeAll(async () => {
  service = await startDeliveringService();
});

interface Page {
  readonly items: readonly Record<string, string>[];
  readonly next: string | null;
  readonly cursor: string | null;
}

async function inbox(query = '', as = 'groen'): Promise<Page> {
  const response = await service.ask(as, 'GET', `/inbox${query}`);
  const body = await json(response);
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body as unknown as Page;
}

describe('an inbox', () => {
  it('gives what happened since a cursor, by pages', async () => {
    const reports = [await service.fileReport(), await service.fileReport(), await service.fileReport()];
    const seen: (string | undefined)[] = [];
    let query = '?limit=2';
    for (;;) {
      const page = await inbox(query);
      seen.push(...page.items.map(({ report }) => report));
      if (page.next === null) {
        const { cursor } = page;
        expect(await inbox(`?after=${encodeURIComponent(cursor ?? '')}`)).toMatchObject({
          items: [],
          cursor,
        });
        const [first = ''] = reports;
        await service.command('groen', first, 'accept');
        const { items } = await inbox(`?after=${encodeURIComponent(cursor ?? '')}`);
        expect(items).toMatchObject([{ report: first, kind: 'report.accept' }]);
        break;
      }
      query = page.next.replace(`${BASE}/inbox`, '');
    }
    expect(seen.slice(-3)).toEqual(reports);
  });

  it('lists the open reports that the organisation has, by state, with where and when', async () => {
    const report = await service.fileReport();
    const states = async (): Promise<string[]> => {
      const all = await Promise.all(
        ['offered', 'accepted', 'open'].map(async (state) => {
          const { items } = await inbox(`?state=${state}&limit=500`);
          return items.some((item) => item.report === report) ? [state] : [];
        }),
      );
      return all.flat();
    };
    expect(await states()).toEqual(['offered', 'open']);
    await service.command('groen', report, 'accept');
    expect(await states()).toEqual(['accepted', 'open']);
    const { items } = await inbox('?state=accepted&limit=500');
    expect(items.find((item) => item.report === report)).toMatchObject({
      category: 'https://w3id.org/wegwijzer/category/zitbank-beschadigd',
      point: [3.7099224, 51.0453067],
      solveBy: expect.stringMatching(/^\d{4}-/) as string,
    });
    await service.command('groen', report, 'close', { outcome: 'rejected', text: 'Nee.' });
    expect(await states()).toEqual([]);
  });

  it('tells who had a report that it is gone, and shows the city what its teams have', async () => {
    const report = await service.fileReport();
    await service.command('groen', report, 'transfer', { to: GENT, text: 'Voor de stad.' });
    const { items } = await inbox('?limit=500');
    expect(items.filter((item) => item.report === report)).toMatchObject([
      { kind: 'report.file', organisation: GROEN },
      { kind: 'report.transfer', organisation: GENT, previous: GROEN },
    ]);
    expect((await inbox('?state=open&limit=500')).items.map((item) => item.report)).not.toContain(report);
    expect((await inbox('?state=open&limit=500', 'gent')).items.map((item) => item.report)).toContain(report);
  });

  it('is shut to others', async () => {
    expect((await service.ask('nobody', 'GET', '/inbox')).status).toBe(401);
    expect((await service.get('/inbox')).status).toBe(401);
    expect((await service.ask('app', 'GET', `/inbox?organisation=${encodeURIComponent(GROEN)}`)).status).toBe(
      403,
    );
    expect((await service.ask('groen', 'GET', '/inbox?state=asleep')).status).toBe(400);
  });
});

it.each(['x'.repeat(5000), `000000000001 ${'x'.repeat(5000)}`, 'x', '000000000001 a\u0000'])(
  'an inbox begins after no cursor that is none (case %#)',
  async (cursor) => {
    for (const query of ['?', '?state=open&']) {
      const response = await service.ask('groen', 'GET', `/inbox${query}after=${encodeURIComponent(cursor)}`);
      expect(response.status).toBe(400);
      expect(await json(response)).toMatchObject({ parameter: 'after' });
    }
    if (cursor.includes('\u0000')) return;
    const stream = await service.stream(
      'groen',
      '/inbox',
      { 'last-event-id': cursor },
      AbortSignal.timeout(30_000),
    );
    expect(stream.status).toBe(400);
    expect(await json(stream)).toMatchObject({ parameter: 'Last-Event-ID' });
  },
);

it('a list of open reports is not to be had as an event stream', async () => {
  const stream = await service.stream('groen', '/inbox?state=offered', {}, AbortSignal.timeout(30_000));
  expect(stream.status).toBe(406);
});

describe('the stream of an inbox', () => {
  /** Reads server-sent events until there are enough. */
  async function read(
    as: string,
    headers: Record<string, string>,
    enough: (text: string) => boolean,
  ): Promise<string> {
    const leave = new AbortController();
    onTestFinished(() => {
      leave.abort();
    });
    const asked = await service.ask(as, 'GET', '/inbox');
    expect(asked.status).toBe(200);
    const response = await service.stream(as, '/inbox', headers, leave.signal);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece as Uint8Array).toString();
      if (enough(text)) break;
    }
    leave.abort();
    return text;
  }

  it('goes on after the last event that the client has, and brings what happens as it happens', async () => {
    await service.fileReport();
    const { items } = await inbox('?limit=500');
    const last = items.at(-1)?.position ?? '';
    const missed = await service.fileReport();
    const report = await service.fileReport();
    let accepted: Promise<void> | undefined;
    const text = await read('groen', { 'last-event-id': last }, (sofar) => {
      if (sofar.includes(report)) accepted ??= service.command('groen', report, 'accept');
      return sofar.includes('event: report.accept');
    });
    await accepted;
    const events = [...text.matchAll(/^id: (.+)\nevent: (.+)\ndata: (.+)\n\n/gm)].map(
      ([, id, event, data]) => ({
        id,
        event,
        report: (JSON.parse(data ?? '') as { report: string }).report,
      }),
    );
    expect(events).toMatchObject([
      { event: 'report.file', report: missed },
      { event: 'report.file', report },
      { event: 'report.accept', report },
    ]);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
  });
});

describe('the inbox of a dispatcher', () => {
  it('has what nobody has in the area, until someone has it', async () => {
    const report = await service.fileReport();
    const waiting = async (): Promise<unknown[]> =>
      (await inbox('?state=unassigned&limit=500', 'dispatcher')).items.filter(
        (item) => item.report === report,
      );
    expect(await waiting()).toEqual([]);
    await service.command('groen', report, 'refuse', { reason: 'other', text: 'Nee.' });
    await service.command('gent', report, 'refuse', { reason: 'other', text: 'Nee.' });
    expect(await waiting()).toMatchObject([{ kind: 'report.refuse', organisation: null, previous: GENT }]);
    await service.command('dispatcher', report, 'assign', { to: GROEN });
    expect(await waiting()).toEqual([]);
    const named = `?limit=500&area=${encodeURIComponent(AREA)}`;
    const events = (await inbox(named, 'admin')).items.filter((item) => item.report === report);
    expect(events.map(({ kind }) => kind)).toEqual(['report.refuse', 'report.assign']);
  });

  it('is that of an area of theirs alone', async () => {
    const other = `/inbox?area=${encodeURIComponent('https://data.vlaanderen.be/id/gemeente/11002')}`;
    expect((await service.ask('dispatcher', 'GET', other)).status).toBe(403);
    expect((await service.ask('groen', 'GET', other)).status).toBe(403);
    expect((await service.ask('dispatcher', 'GET', '/inbox?area=x')).status).toBe(400);
  });
});
