import { beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '#wegwijzer/access/index.js';
import { readAuditedSteps, reportId } from '#wegwijzer/reports/index.js';
import { startDeliveringService, type DeliveringService } from '../delivery/service.js';
import { BASE, benchReport, file, json } from './service.js';

let service: DeliveringService;
let steward = '';
beforeAll(async () => {
  service = await startDeliveringService();
  const by = { agent: `${BASE}/id/agent/test`, now: new Date() };
  ({ key: steward } = await createKey(
    service.engine.store,
    { name: 'steward', roles: ['steward', 'administrator'] },
    by,
  ));
});

/** Every entry of the change log so far, with all that it says. */
function logged(): string[] {
  return [...service.engine.store.log(0)].map(({ patch, ...head }) =>
    JSON.stringify({ ...head, patch: [...patch()].join('') }),
  );
}

async function historyOf(report: string): Promise<unknown[]> {
  const address = `${report.replace('/id/', '/doc/')}/history`;
  return (await json(await service.ask('admin', 'GET', address))).entries as unknown[];
}

/** Does something to a report and expects that all that was written before stands as it was. */
async function onlyAdds(report: string, action: () => Promise<unknown>): Promise<void> {
  const [log, history] = [logged(), await historyOf(report)];
  await action();
  expect(logged().slice(0, log.length)).toEqual(log);
  expect((await historyOf(report)).slice(0, history.length)).toEqual(history);
}

const write = (
  [method, path, type, body]: readonly [string, string, string, string?],
  more: Record<string, string> = {},
): Promise<Response> =>
  service.get(
    path,
    { 'content-type': type, authorization: `Bearer ${steward}`, ...more },
    { method, ...(body === undefined ? {} : { body }) },
  );

const SPARQL_UPDATE = 'application/sparql-update';
const TURTLE = '<https://example.org/a> <https://example.org/b> <https://example.org/c> .';

/** Every way to write the graph of a report from outside. */
function triesOn(report: string): [string, string, string, string?][] {
  const document = report.replace('/id/', '/doc/');
  const graph = `/data?graph=${encodeURIComponent(document)}`;
  return [
    ['POST', '/sparql', SPARQL_UPDATE, `DELETE WHERE { GRAPH <${document}> { ?s ?p ?o } }`],
    ['POST', '/sparql', SPARQL_UPDATE, `CLEAR GRAPH <${document}>`],
    ['POST', '/sparql', SPARQL_UPDATE, `DROP GRAPH <${document}>`],
    ['PUT', graph, 'text/turtle', TURTLE],
    ['POST', graph, 'text/turtle', TURTLE],
    ['DELETE', graph, 'text/turtle'],
  ];
}

describe('nothing rewrites the history of a report', () => {
  it('no command of its life, from filing to rating and back', async () => {
    const filed = await json(await file(service, benchReport()));
    const [report, follow] = [String(filed.id), String(filed.follow)];
    const steps: [string, string, string, object?][] = [
      ['groen', report, 'refuse', { reason: 'other', text: 'Nee, bel 0470 98 76 54.' }],
      ['gent', report, 'accept'],
      ['gent', report, 'question', { text: 'Welke?' }],
      ['nobody', follow, 'answer', { text: 'Die.' }],
      ['gent', report, 'resolve', { text: 'Klaar.' }],
      ['nobody', follow, 'rate', { rating: 1, reopen: true }],
      ['nobody', follow, 'withdraw'],
    ];
    for (const [as, address, name, body = {}] of steps)
      await onlyAdds(report, async () => {
        const headers = { 'content-type': 'application/json' };
        if (as === 'nobody') {
          const sent = { method: 'POST', body: JSON.stringify(body) };
          expect((await service.get(`${address}/${name}`, headers, sent)).status, name).toBe(200);
        } else await service.command(as, address, name, body);
      });
    expect(await historyOf(report)).toHaveLength(steps.length + 1);
  });

  it('no update, graph or query of someone who may write graphs', async () => {
    const report = await service.fileReport();
    await service.command('groen', report, 'accept');
    for (const attempt of triesOn(report))
      await onlyAdds(report, async () => {
        expect((await write(attempt)).status, attempt.join(' ')).toBe(403);
      });
    for (const all of [
      'DROP ALL',
      'CLEAR ALL',
      'DELETE WHERE { ?s ?p ?o }',
      'DELETE WHERE { GRAPH ?g { ?s ?p ?o } }',
    ])
      await onlyAdds(report, () => write(['POST', '/sparql', SPARQL_UPDATE, all]));
    expect(await historyOf(report)).toHaveLength(2);
  });

  it('no erasure, by the person or an administrator', async () => {
    const reporter = { name: 'An Voorbeeld', email: 'an@voorbeeld.example' };
    const filed = await json(await file(service, benchReport({ reporter })));
    const [report, follow] = [String(filed.id), String(filed.follow)];
    await service.command('groen', report, 'accept');
    await onlyAdds(report, () => service.get(`${follow}/personal`, {}, { method: 'DELETE' }));
    await onlyAdds(report, () =>
      service.ask('admin', 'DELETE', `${report.replace('/id/', '/doc/')}/personal`),
    );
    expect(logged().join('')).not.toContain('voorbeeld.example');
  });
});

it('tells who filed a report and its parts from records of their own, wherever in the log that is', async () => {
  const report = await service.fileReport();
  const { store } = service.engine;
  const who = async (of: string): Promise<unknown> => {
    const [recorded] = readAuditedSteps(store, reportId(of));
    const [first] = (await historyOf(of)) as { iri: string; agent?: string; requestId?: string }[];
    expect(first).toMatchObject({ iri: recorded?.step, requestId: expect.any(String) as string });
    expect(first?.agent).toBe(recorded?.agent);
    expect(recorded?.command).toBe('file');
    return first?.agent;
  };
  expect(await who(report)).toEqual(expect.any(String));
  const answer = await service.ask('groen', 'POST', `${report}/split`, {
    parts: [{ description: 'De leuning.' }, { description: 'De zit.' }],
  });
  const { parts } = (await json(answer)) as { parts: string[] };
  const [step] = ((await historyOf(report)) as { agent?: string }[]).slice(-1);
  expect([await who(parts[0] ?? ''), await who(parts[1] ?? '')]).toEqual([step?.agent, step?.agent]);
});

it.each([
  ['PUT', '/registers/logged', 'text/turtle', '<urn:bench:9> a <urn:c> .'],
  ['PUT', '/registers/logged?delta=true', 'text/turtle', '<urn:bench:9> a <urn:d> .'],
  ['POST', '/registers/logged/undo', 'text/turtle'],
  ['PUT', '/data/logged', 'text/turtle', TURTLE],
  ['POST', '/data/logged', 'text/turtle', TURTLE.replace('/c>', '/d>')],
  ['DELETE', '/data/logged', 'text/turtle'],
  ['POST', '/sparql', SPARQL_UPDATE, `INSERT DATA { ${TURTLE} }`],
] as [string, string, string, string?][])(
  'has the number of the request beside the change: %s %s',
  async (...change) => {
    const { store } = service.engine;
    const before = store.sequence;
    const requestId = `logged-${String(before)}`;
    const answer = await write(change, { 'x-request-id': requestId });
    expect(answer.status, await answer.text()).toBeLessThan(300);
    const about = change[1].startsWith('/registers') ? `${BASE}/id/register/logged` : TURTLE.slice(0, 23);
    const entry = [...store.log(before)].find((each) => each.requestId === requestId);
    expect([...(entry?.patch() ?? [])].join('')).toContain(about);
  },
);

describe('the audit log', () => {
  const auditOf = async (requestId: string): Promise<unknown[]> => {
    const { entries } = await json(await service.ask('admin', 'GET', '/audit?limit=500'));
    return (entries as { requestId?: string }[]).filter((entry) => entry.requestId === requestId);
  };

  it('has every try to write the graph of a report, once, with who tried', async () => {
    const report = await service.fileReport();
    for (const [index, attempt] of triesOn(report).entries()) {
      const requestId = `write-try-${String(index)}`;
      expect((await write(attempt, { 'x-request-id': requestId })).status).toBe(403);
      expect(await auditOf(requestId), attempt.join(' ')).toEqual([
        expect.objectContaining({
          outcome: 'forbidden',
          action: 'graph.write',
          client: expect.stringContaining(steward.slice(4, 16)) as string,
          reason: expect.stringContaining(report.replace('/id/', '/doc/')) as string,
        }),
      ]);
    }
  });

  it('has a query of an endpoint that may not be asked, and what the table refuses once', async () => {
    const query = encodeURIComponent('SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }');
    const asked = await service.get(`/sparql?query=${query}`, { 'x-request-id': 'service-try' });
    expect(asked.status).toBe(403);
    expect(await auditOf('service-try')).toMatchObject([{ outcome: 'forbidden', action: 'public.read' }]);
    expect((await service.get('/keys', { 'x-request-id': 'keys-try' })).status).toBe(401);
    expect(await auditOf('keys-try')).toMatchObject([{ outcome: 'unauthenticated', action: 'keys.manage' }]);
  });
});
