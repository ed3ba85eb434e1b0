import { expect, it } from 'vitest';
import { leads, member, startPublisher, STREAM, THINGS } from './publisher.js';
import { followBench } from './support.js';

const bench = followBench();

/** What stands at the address of a version. */
function version(number: number, manager = 'a'): string {
  return member({ version: number, bench: String(number), manager }).replace(/^.*tree:member.*\n/, '');
}

function named(...iris: readonly string[]): string {
  return iris.map((iri) => `</stream> tree:member <${iri}> .\n`).join('');
}

it('Members that a page only names are read at their own addresses, once', async () => {
  const { publisher } = bench;
  publisher.set('/stream', STREAM + member({ version: 1 }) + named('/stream/version/2', '/things#3'));
  publisher.set('/stream/version/2', version(2, 'b'));
  publisher.set('/things', version(3, 'c').replaceAll('/stream/version/3', '/things#3'));
  const follow = bench.follow();
  await follow.upToDate();
  await follow.upToDate();
  expect(bench.managers()).toEqual({ 1: 'a', 2: 'b', 3: 'c' });
  expect(publisher.asked.filter((path) => path !== '/stream')).toEqual(['/stream/version/2', '/things']);
  expect(bench.following.refused('assets')).toEqual([]);
});

it('Members elsewhere are not asked for, and those that cannot be read wait in quarantine', async () => {
  const { publisher, following } = bench;
  const other = await startPublisher();
  other.set('/stream/version/9', version(9));
  publisher.set('/html', (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  );
  publisher.set('/gone', (_, response) => response.writeHead(410).end());
  publisher.set('/away', (_, response) =>
    response.writeHead(302, { location: `${other.url}/stream/version/9` }).end(),
  );
  publisher.set('/empty', '<x:a> <x:b> <x:c> .');
  publisher.set('/other', `<${THINGS}1> obd:beheerder <https://partner.example/id/org/evil> .`);
  publisher.set(
    '/stream',
    STREAM +
      member({ version: 1 }) +
      named(
        `${other.url}/stream/version/9`,
        'urn:x:9',
        '/html',
        '/gone',
        '/away',
        '/empty',
        '/missing',
        '/other',
      ),
  );
  const follow = bench.follow();
  await follow.upToDate();
  await follow.upToDate();
  expect(bench.managers()).toEqual({ 1: 'a' });
  expect(other.asked).toEqual([]);
  const reasons = Object.fromEntries(
    following
      .refused('assets')
      .map(({ member: iri, reasons: [reason] }) => [iri.replace(publisher.url, ''), reason?.en]),
  );
  const said = (text: string): string => expect.stringContaining(text) as string;
  expect(reasons).toEqual({
    [`${other.url}/stream/version/9`]: said('is elsewhere'),
    'urn:x:9': said('is elsewhere'),
    '/html': said('text/html'),
    '/away': said('cannot be read'),
    '/empty': said('neither does its own address'),
    '/missing': said('answers 404'),
    '/other': said('neither does its own address'),
  });
  expect(publisher.asked.filter((path) => path === '/missing')).toHaveLength(1);
  await other.close();
});

it('A member that cannot be read now makes the stream wait, and is taken when it can', async () => {
  const { publisher } = bench;
  publisher.set('/stream', STREAM + named('/stream/version/1', '/stream/version/2'));
  publisher.set('/stream/version/1', version(1));
  publisher.set('/stream/version/2', (_, response) => response.writeHead(503).end());
  const follow = bench.follow();
  await expect(follow.upToDate()).rejects.toThrow('answers 503');
  publisher.set('/stream/version/2', version(2));
  await follow.upToDate();
  expect(bench.managers()).toEqual({ 1: 'a', 2: 'a' });
  expect(bench.following.list()).toMatchObject([{ refused: 0, counts: { applied: 2 } }]);
});

it('A page that only names more members than may be asked for is not read; the others are', async () => {
  const { publisher } = bench;
  await bench.restart({ limits: { memberFetches: 3 } });
  publisher.set('/stream', STREAM + leads('/few') + leads('/many'));
  const iris = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `/stream/version/${String(from + index)}`);
  publisher.set('/few', named(...iris(1, 3)));
  publisher.set('/many', named(...iris(5, 4)));
  for (const number of [1, 2, 3, 5, 6, 7, 8])
    publisher.set(`/stream/version/${String(number)}`, version(number));
  await bench.follow().upToDate();
  expect(bench.managers()).toEqual({ 1: 'a', 2: 'a', 3: 'a' });
  expect(bench.following.list()).toMatchObject([
    { pageProblems: [{ problem: expect.stringContaining('more than 3 of its members') as string }] },
  ]);
});
