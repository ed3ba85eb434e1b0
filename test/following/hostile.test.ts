import { describe, expect, it } from 'vitest';
import { CLOSED, leads, member, PREFIXES, STREAM, THINGS, type Answer } from './publisher.js';
import { followBench } from './support.js';

const bench = followBench();
const pageProblems = (): Record<string, string> =>
  Object.fromEntries(
    (bench.following.list()[0]?.pageProblems ?? []).map(({ url, problem }) => [
      url.replace(bench.publisher.url, ''),
      problem,
    ]),
  );

describe('a stream that leads astray', () => {
  it('in a circle is read once in each round, and that is told', async () => {
    const { publisher } = bench;
    publisher.set('/stream', STREAM + leads('/1') + member({ version: 1 }));
    publisher.set('/1', STREAM + leads('/2') + member({ version: 2, bench: '2' }));
    publisher.set('/2', STREAM + leads('/1') + leads('/2') + leads('/stream'));
    const follow = bench.follow();
    await follow.upToDate();
    const once = publisher.asked.filter((path) => path !== '/stream');
    expect(once.sort()).toEqual(['/1', '/2']);
    await follow.upToDate();
    expect(publisher.asked).toHaveLength(7);
    expect(bench.managers()).toEqual({ 1: 'a', 2: 'a' });
    expect(follow.status.notices.join()).toContain('/1> can be reached by more than one way');
  });

  it('from page to page without end is read up to the most pages, and what is there is taken', async () => {
    const { publisher } = bench;
    await bench.restart({ limits: { pages: 20 } });
    publisher.set('/stream', STREAM + leads('/page/1'));
    publisher.set('*', ({ url = '' }, response) => {
      const number = Number(url.split('/')[2]);
      const turtle = member({ version: number, bench: url.slice(6), time: '2026-11-01T10:00:00Z' });
      response.writeHead(200, { 'content-type': 'text/turtle' });
      response.end(PREFIXES + STREAM + turtle + leads(`/page/${String(number + 1)}`));
    });
    const follow = bench.follow();
    await follow.upToDate();
    await follow.upToDate();
    expect(new Set(publisher.asked).size).toBe(20);
    expect(Object.keys(bench.managers())).toHaveLength(19);
    expect(bench.problems).toEqual([expect.stringContaining('more than 20 pages')]);
  });

  it('to private addresses, other hosts or round in redirects is not followed there, and goes on elsewhere', async () => {
    const { publisher } = bench;
    const elsewhere = [
      'http://169.254.169.254/latest',
      'http://127.0.0.1:1/',
      'file:///etc/passwd',
      '/round',
      '/away',
    ];
    publisher.set('/stream', STREAM + elsewhere.map(leads).join('') + member({ version: 1 }));
    const redirect =
      (to: string): Answer =>
      (_, response) => {
        response.writeHead(302, { location: to }).end();
      };
    publisher.set('/round', redirect('/round'));
    publisher.set('/away', redirect('http://[::1]:22/'));
    await bench.follow().upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    expect(pageProblems()).toEqual({
      'http://169.254.169.254/latest': expect.stringContaining('not on the list') as string,
      'http://127.0.0.1:1/': expect.stringContaining('not on the list') as string,
      'file:///etc/passwd': expect.stringContaining('not http') as string,
      '/round': expect.stringContaining('redirects more than 5 times') as string,
      '/away': expect.stringContaining('not on the list') as string,
    });
  });

  it('is not asked at all where it stands in a private network and that is not allowed', async () => {
    const { publisher } = bench;
    await bench.restart({ outgoing: { allowPrivate: false } });
    await expect(bench.follow().upToDate()).rejects.toThrow('not an address on the public Internet');
    expect(publisher.asked).toEqual([]);
    expect(bench.following.list()).toMatchObject([
      { phase: 'failing', problem: expect.stringContaining('127.0.0.1') as string },
    ]);
  });

  it('to several views, or later to another stream, is refused by name', async () => {
    const { publisher } = bench;
    publisher.set('/stream', '</stream> tree:view </a>, </b> .');
    const follow = bench.follow();
    await expect(follow.upToDate()).rejects.toThrow(/several views.*\/a>.*\/b>/);
    publisher.set('/stream', STREAM + member({ version: 1 }));
    await follow.upToDate();
    await bench.restart();
    publisher.set('/stream', '</other> a ldes:EventStream ; tree:view </stream> .');
    await expect(bench.follow().upToDate()).rejects.toThrow(/leads to the stream <.*\/other>/);
    expect(bench.managers()).toEqual({ 1: 'a' });
  });
});

describe('a page', () => {
  it('that cannot be read is told with its fault and tried again, later each time; the others are read', async () => {
    const { publisher } = bench;
    await bench.restart({ limits: { pageBytes: 100_000, pageQuads: 2000, pageEntries: 100 } });
    const many = (count: number, make: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => make(index)).join('');
    const pages: Record<string, string | Buffer> = {
      '/good': PREFIXES + STREAM + member({ version: 1 }),
      '/rubbish': '<> a <unfinished',
      '/bytes': Buffer.from('<x:a> <x:b> "\xe9" .', 'latin1'),
      '/nul': '<x:a> <x:b> "\0" .',
      '/long': `<x:a> <x:b> "${'x'.repeat(100_000)}" .`,
      '/statements': many(3000, (index) => `<x:a> <x:b> ${String(index)} .`),
      '/members': PREFIXES + STREAM + many(101, (index) => `</stream> tree:member <x:${String(index)}> .`),
      '/relations': PREFIXES + STREAM + many(101, (index) => leads(`/r/${String(index)}`)),
    };
    publisher.set(
      '/stream',
      STREAM + Object.keys(pages).map(leads).join('') + leads('/html') + leads('/missing'),
    );
    publisher.set('/html', (_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    );
    for (const [path, body] of Object.entries(pages))
      publisher.set(path, (_, response) =>
        response.writeHead(200, { 'content-type': 'text/turtle' }).end(body),
      );
    const follow = bench.follow();
    await follow.upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    const said = (text: string): string => expect.stringContaining(text) as string;
    expect(pageProblems()).toEqual({
      '/rubbish': said('cannot be read'),
      '/bytes': said('not UTF-8'),
      '/nul': said('NUL'),
      '/long': said('longer than 100000 bytes'),
      '/statements': said('more than 2000 statements'),
      '/members': said('101 members'),
      '/relations': said('101 relations'),
      '/html': said('text/html'),
      '/missing': said('answers 404'),
    });
    const asked = publisher.asked.length;
    await follow.upToDate();
    // The root and the good page; the others are left alone for a while.
    expect(publisher.asked.length - asked).toBe(2);
  });

  it('that would make members to be remembered more than may be is not read, and what never changes is', async () => {
    const { publisher } = bench;
    await bench.restart({ limits: { openMembers: 3 } });
    const two = (first: number, time: string): string =>
      STREAM + [first, first + 1].map((at) => member({ version: at, bench: String(at), time })).join('');
    const [early, late] = ['2026-11-01T10:00:00Z', '2026-11-02T10:00:00Z'];
    publisher.set(
      '/stream',
      STREAM + leads('/1') + leads('/2') + leads('/3') + leads(`/${'x'.repeat(2000)}`),
    );
    publisher.set('/1', two(1, early));
    publisher.set('/2', two(3, late));
    publisher.set('/3', CLOSED + two(5, late));
    const follow = bench.follow();
    await follow.upToDate();
    await follow.upToDate();
    expect(Object.keys(bench.managers())).toEqual(['1', '2', '5', '6']);
    expect(pageProblems()).toEqual({
      '/2': expect.stringContaining('more than 3 members together') as string,
    });
    expect(bench.problems.join()).toContain('longer than 2000 characters');
  });

  it('that changes what it said of a member is told, and what was taken stays', async () => {
    const { publisher, following } = bench;
    publisher.set('/stream', STREAM + member({ version: 1 }));
    const follow = bench.follow();
    await follow.upToDate();
    publisher.set('/stream', STREAM + member({ version: 1, manager: 'evil' }));
    await follow.upToDate();
    await follow.upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    expect(following.refused('assets')).toMatchObject([
      { reasons: [{ en: expect.stringContaining('something else') as string }] },
    ]);
  });

  it('past retention is an empty one, and a root past it is not', async () => {
    const { publisher } = bench;
    publisher.set('/stream', STREAM + leads('/old') + leads('/new'));
    publisher.set('/old', (_, response) => response.writeHead(410).end());
    publisher.set('/new', STREAM + CLOSED + member({ version: 1 }));
    const follow = bench.follow();
    await follow.upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    expect(pageProblems()).toEqual({});
    publisher.set('/stream', (_, response) => response.writeHead(410).end());
    await expect(follow.upToDate()).rejects.toThrow('gone for good');
  });
});

describe('a member', () => {
  it('may not speak of other things, under any guise', async () => {
    const { publisher, following } = bench;
    const of = (key: string): string =>
      `dct:isVersionOf <${THINGS}${key}> ; prov:generatedAtTime "2026-11-02T10:00:00Z"^^xsd:dateTime ; a infra:Zitbank`;
    const stolen = `<${THINGS}1> obd:beheerder <https://partner.example/id/org/evil> .`;
    publisher.set('/stream', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/trig' });
      response.end(
        PREFIXES +
          STREAM +
          member({ version: 1 }) +
          stolen +
          member({ version: 2, turtle: of('2') }) +
          `</stream/version/2> { ${stolen} }`,
      );
    });
    await bench.follow().upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    expect(following.refused('assets')).toMatchObject([
      { thing: `${THINGS}2`, reasons: [{ en: expect.stringContaining('another thing') as string }] },
    ]);
  });

  it('whose parts refer to each other in circles, or that is endless, is refused and takes no time', async () => {
    const { publisher, following } = bench;
    await bench.restart({ limits: { memberQuads: 2000 } });
    const nodes = Array.from({ length: 40 }, (_, index) => `_:n${String(index)}`);
    const mesh = nodes.map((node) => `${node} <x:p> ${nodes.join(', ')} .`).join('\n');
    const of = `dct:isVersionOf <${THINGS}1> ; prov:generatedAtTime "2026-11-02T10:00:00Z"^^xsd:dateTime`;
    const long = Array.from({ length: 3000 }, (_, index) => String(index)).join(', ');
    publisher.set(
      '/stream',
      STREAM +
        member({ version: 1 }) +
        member({ version: 'mesh', turtle: `${of} ; <x:p> _:n0` }) +
        mesh +
        member({ version: 'long', turtle: `${of} ; <x:p> ${long}` }),
    );
    await bench.follow().upToDate();
    const reasons = following
      .refused('assets')
      .map(({ reasons: [first] }) => first?.en)
      .sort();
    expect(reasons).toEqual([
      expect.stringContaining('in a circle'),
      expect.stringContaining('longer than 2000'),
    ]);
    expect(bench.managers()).toEqual({ 1: 'a' });
  });

  it('more that are wrong than may wait stop the following until someone has looked', async () => {
    const { publisher } = bench;
    await bench.restart({ limits: { refused: 5 } });
    publisher.set(
      '/stream',
      STREAM +
        Array.from({ length: 9 }, (_, index) =>
          member({ version: `w${String(index)}`, turtle: 'a infra:Zitbank' }),
        ).join(''),
    );
    await expect(bench.follow().upToDate()).rejects.toThrow('More than 5 members wait in quarantine');
    expect(bench.following.refused('assets')).toHaveLength(5);
    expect(bench.following.list()).toMatchObject([
      { phase: 'failing', problem: expect.stringContaining('More than 5') as string },
    ]);
  });
});

describe('a shape of the stream that cannot be checked in time', () => {
  const range = (count: number, make: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => make(index)).join('');
  const n = (index: number): string => String(index);
  const property = 'sh:path dct:isVersionOf';
  it.each([
    [
      'in lists',
      `</shape> sh:and (</s0> </s0>) . ${range(40, (at) => `</s${n(at)}> sh:and (</s${n(at + 1)}> </s${n(at + 1)}>) .`)} </s40> sh:nodeKind sh:Literal .`,
      '2000 nodes',
    ],
    [
      'in properties',
      `</shape> sh:property </s0>, </t0> . ${range(40, (at) => `</s${n(at)}> ${property} ; sh:property </s${n(at + 1)}>, </t${n(at + 1)}> . </t${n(at)}> ${property} ; sh:node </s${n(at + 1)}>, </t${n(at + 1)}> .`)} </s40> sh:minCount 1 .`,
      '2000 nodes',
    ],
    [
      'in paths',
      `</shape> sh:property [ sh:path _:p0 ; sh:minCount 1 ] . ${range(40, (at) => `_:p${n(at)} sh:alternativePath (_:p${n(at + 1)} _:p${n(at + 1)}) .`)} _:p40 sh:inversePath dct:title .`,
      '2000 nodes',
    ],
    [
      'in numbers of values',
      `</shape> sh:property [ ${property} ; sh:qualifiedMinCount ${[...Array(99).keys()].join()} ; sh:qualifiedValueShape ${[...Array(99).keys()].map((at) => `</v${n(at)}>`).join()} ] .`,
      '2000 nodes',
    ],
    ['in a circle', '</shape> sh:not </other> . </other> sh:not </shape> .', 'back to itself'],
    [
      'without end',
      `</shape> sh:property [ sh:path [ sh:zeroOrMorePath dct:relation ] ; sh:minCount 1 ] .`,
      'zeroOrMorePath',
    ],
    [
      'with classes',
      `</shape> sh:class </c0> ; sh:severity sh:Info . ${range(40, (at) => ['c', 'd'].map((name) => `</${name}${n(at + 1)}> rdfs:subClassOf </c${n(at)}>, </d${n(at)}> .`).join(''))} </c0> rdfs:subClassOf rdfs:Class .`,
      undefined,
    ],
    [
      'with what the member says',
      `</shape> ${range(12, () => 'sh:property [ sh:path </near> ; ')} sh:nodeKind sh:IRI ${range(12, () => ']')} .`,
      '20000 steps',
    ],
  ])('%s is left out, and its members are taken', async (_, shape, problem) => {
    const { publisher } = bench;
    const near = `</stream/version/1> </near> ${range(40, (at) => `_:n${n(at)}, `)} _:n0 .
      ${range(39, (at) => `_:n${n(at)} </near> ${range(39 - at, (next) => `_:n${n(at + next + 1)}, `)} _:n39 .`)}`;
    publisher.set('/shape', `@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . ${shape}`);
    publisher.set('/stream', `${STREAM}</stream> tree:shape </shape> .\n${member({ version: 1 })}${near}`);
    await bench.follow().upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    expect(bench.problems).toEqual(
      problem === undefined
        ? []
        : [expect.stringMatching(`/shape> of the stream is not checked: .*${problem}`)],
    );
  });
});

describe('a publisher that does not answer', () => {
  it('is asked again later each time, as late as it wants, and not before', async () => {
    const { publisher } = bench;
    await bench.restart({ firstDelay: 60_000 });
    const fail = (headers: Record<string, string>): void => {
      publisher.set('/stream', (_, response) => response.writeHead(503, headers).end());
    };
    const follow = bench.follow();
    const wait = (): number => (Date.parse(follow.status.next ?? '') - Date.now()) / 60_000;
    fail({});
    await expect(follow.upToDate()).rejects.toThrow('answers 503');
    await expect.poll(wait).toBeGreaterThan(0.5);
    expect(wait()).toBeLessThanOrEqual(1);
    await expect(follow.upToDate()).rejects.toThrow('answers 503');
    await expect.poll(wait).toBeGreaterThan(1.5);
    fail({ 'retry-after': '1800' });
    await expect(follow.upToDate()).rejects.toThrow('answers 503');
    await expect.poll(wait).toBeGreaterThan(29);
    publisher.set('/stream', STREAM + member({ version: 1 }));
    await follow.upToDate();
    expect(follow.status).toMatchObject({ phase: 'waiting', failures: 0 });
    expect(bench.following.list()[0]?.problem).toBeUndefined();
  });

  it('to its end in time is let go', async () => {
    const { publisher } = bench;
    await bench.restart({ limits: { timeout: 200 } });
    publisher.set('/stream', (_, response) =>
      response.writeHead(200, { 'content-type': 'text/turtle' }).write('# slow'),
    );
    await expect(bench.follow().upToDate()).rejects.toThrow('no whole answer within 200 ms');
  });
});
