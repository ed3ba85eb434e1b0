import { describe, expect, it } from 'vitest';
import { FollowState } from '#wegwijzer/following/state.js';
import { loadShapes } from '#wegwijzer/rdf/shapes.js';
import { mergeThings, readRegisterVersions } from '#wegwijzer/registers/index.js';
import { BASE_URL, registerShapes } from '../registers/support.js';
import { CLOSED, leads, member, PREFIXES, STREAM, THINGS } from './publisher.js';
import { followBench } from './support.js';

const bench = followBench();

describe('following a stream', () => {
  it('brings a register in step with the latest version of each thing, and takes out what was deleted', async () => {
    const { publisher } = bench;
    publisher.set('/stream', STREAM + leads('/stream/1') + leads('/stream/2'));
    publisher.set(
      '/stream/2',
      STREAM + member({ version: 3, manager: 'c' }) + member({ version: 4, bench: '2', isDeleted: true }),
    );
    publisher.set(
      '/stream/1',
      STREAM +
        CLOSED +
        member({ version: 1 }) +
        member({ version: 2, bench: '2' }) +
        member({ version: 5, bench: '3', manager: 'b' }),
    );
    await bench.follow().upToDate();
    expect(bench.managers()).toEqual({ 1: 'c', 3: 'b' });
    expect(
      bench.registers.rows().filter((row) => /created|isVersionOf|generatedAtTime|activitystreams/.test(row)),
    ).toEqual([]);
    expect(bench.following.list()).toMatchObject([
      {
        name: 'assets',
        stream: `${publisher.url}/stream`,
        phase: 'waiting',
        refused: 0,
        latest: '2026-11-05T10:00:00.000Z',
      },
    ]);
  });

  it('goes on from where it was, asks for no closed page twice, and sends the entity tags of the others', async () => {
    const { publisher } = bench;
    publisher.set('/stream', STREAM + leads('/stream/1') + leads('/stream/2'));
    publisher.set('/stream/1', STREAM + CLOSED + member({ version: 1 }));
    const open = (turtle: string, tag: string): void => {
      publisher.set('/stream/2', (request, response) => {
        const isSame = request.headers['if-none-match'] === tag;
        response.writeHead(isSame ? 304 : 200, { 'content-type': 'text/turtle', etag: tag });
        response.end(isSame ? undefined : turtle);
      });
    };

    open(PREFIXES + STREAM + member({ version: 2, bench: '2' }), '"a"');
    await bench.follow().upToDate();
    const versions = (): number | undefined =>
      readRegisterVersions(bench.registers.store, BASE_URL)[0]?.versions.length;
    expect(versions()).toBe(1);
    await bench.restart();
    const follow = bench.follow();
    await follow.upToDate();
    expect(versions()).toBe(1);
    open(
      PREFIXES +
        STREAM +
        member({ version: 2, bench: '2' }) +
        member({ version: 3, bench: '2', manager: 'z' }),
      '"b"',
    );
    await follow.upToDate();
    expect(bench.managers()).toEqual({ 1: 'a', 2: 'z' });
    expect(versions()).toBe(2);
    expect(publisher.asked.filter((path) => path === '/stream/1')).toEqual(['/stream/1']);
  });

  it('holds to what the root node of its view says, where the entry only leads there', async () => {
    const { publisher, following } = bench;
    const leadsToRoot = '</stream> tree:view </root> .';
    publisher.set(
      '/stream',
      `${leadsToRoot}</stream> ldes:pollingInterval 5 ; ldes:sequencePath dct:title .\n`,
    );
    publisher.set(
      '/root',
      `${STREAM.replace('tree:view </stream>', 'tree:view </root>')}</stream> tree:shape </shape> .
      </shape> a sh:NodeShape ; sh:property [ sh:path obd:beheerder ; sh:maxCount 0 ; sh:message "No manager."@en ] .
      ${leads('/1')}`,
    );
    publisher.set('/1', STREAM + member({ version: 1 }) + member({ version: 2, bench: '2' }));
    const follow = bench.follow();
    await follow.upToDate();
    expect(following.refused('assets').map(({ thing }) => thing)).toEqual(
      expect.arrayContaining([`${THINGS}1`, `${THINGS}2`]),
    );
    expect(bench.problems).toEqual([]);
    expect(new FollowState(bench.registers.store, 'assets').read()?.facts).toMatchObject({
      view: `${publisher.url}/root`,
      versionOfPath: 'http://purl.org/dc/terms/isVersionOf',
      timestampPath: 'http://www.w3.org/ns/prov#generatedAtTime',
      sequencePath: 'http://purl.org/dc/terms/title',
      shape: `${publisher.url}/shape`,
      pollingInterval: 3_600_000,
    });
  });

  it('never puts an older version over a later one, in whatever order pages and rounds bring them', async () => {
    const { publisher } = bench;
    const page = (...versions: readonly number[]): string =>
      STREAM + versions.map((version) => member({ version, manager: String(version) })).join('');
    publisher.set('/stream', page(4, 2));
    const follow = bench.follow();
    await follow.upToDate();
    publisher.set('/stream', page(4, 2, 3));
    await follow.upToDate();
    expect(bench.managers()).toEqual({ 1: '4' });
    expect(bench.following.list()).toMatchObject([{ counts: { applied: 1, late: 1, outdated: 2 } }]);
  });

  it('renews what identifies it where that is refused, and gives it to nobody else', async () => {
    const { publisher, following } = bench;
    const seen: (string | undefined)[] = [];
    publisher.set('/stream', (request, response) => {
      seen.push(request.headers.authorization);
      const isKnown = request.headers.authorization === 'Bearer 2';
      response.writeHead(isKnown ? 200 : 401, { 'content-type': 'text/turtle' });
      response.end(PREFIXES + STREAM + member({ version: 1 }));
    });
    let token = 1;
    await following
      .follow({
        name: 'assets',
        url: `${publisher.url}/stream`,
        credentials: (renew) =>
          Promise.resolve({ authorization: `Bearer ${String(renew ? (token += 1) : token)}` }),
      })
      .upToDate();
    expect(seen).toEqual(['Bearer 1', 'Bearer 2', 'Bearer 2']);
    expect(bench.managers()).toEqual({ 1: 'a' });
  });
});

describe('a member that is wrong', () => {
  it('is put in quarantine with the reasons, and the others are taken', async () => {
    const { publisher, following } = bench;
    const two = `dct:isVersionOf <${THINGS}1>, <${THINGS}2> ; prov:generatedAtTime "2026-11-01T10:00:00Z"^^xsd:dateTime`;
    publisher.set(
      '/stream',
      STREAM +
        member({ version: 1 }) +
        member({ version: 'nothing', turtle: 'a infra:Zitbank' }) +
        member({ version: 'two', turtle: two }) +
        member({
          version: 'text',
          turtle: 'dct:isVersionOf "bench" ; prov:generatedAtTime "2026-11-01T10:00:00Z"^^xsd:dateTime',
        }) +
        member({ version: 'when', bench: '6', time: 'yesterday' }) +
        `</stream> tree:member </stream/version/absent> .\n` +
        member({
          version: 'managers',
          turtle: `dct:isVersionOf <${THINGS}7> ; prov:generatedAtTime "2026-11-01T10:00:00Z"^^xsd:dateTime ; a infra:Zitbank ; obd:beheerder <x:a>, <x:b>`,
        }),
    );
    await bench.follow().upToDate();
    expect(bench.managers()).toEqual({ 1: 'a' });
    const reasons = Object.fromEntries(
      following
        .refused('assets')
        .map(({ member: iri, reasons: [first] }) => [iri.replace(/.*\//, ''), first?.en]),
    );
    expect(reasons).toEqual({
      nothing: expect.stringContaining('exactly one thing') as string,
      two: expect.stringContaining('exactly one thing') as string,
      text: expect.stringContaining('exactly one thing') as string,
      when: expect.stringContaining('exactly one time') as string,
      absent: expect.stringContaining('says nothing') as string,
      managers: expect.stringContaining('at most one manager') as string,
    });
  });

  it('can be dropped or tried again, and goes when a later version of its thing is right', async () => {
    const { publisher, following } = bench;
    const wrong = (version: number, thing: string): string =>
      member({
        version,
        turtle: `dct:isVersionOf <${THINGS}${thing}> ; prov:generatedAtTime "2026-11-01T10:00:00Z"^^xsd:dateTime ; a infra:Zitbank ; obd:beheerder <x:a>, <x:b>`,
      });
    publisher.set('/stream', STREAM + wrong(1, '1') + wrong(2, '2') + wrong(3, '3'));
    const follow = bench.follow();
    await follow.upToDate();
    const left = (): string[] =>
      following
        .refused('assets')
        .map(({ thing = '' }) => thing.slice(THINGS.length))
        .sort();
    expect(left()).toEqual(['1', '2', '3']);
    publisher.set('/stream', STREAM + wrong(1, '1') + wrong(2, '2') + wrong(3, '3') + member({ version: 4 }));
    await follow.upToDate();
    expect(left()).toEqual(['2', '3']);
    const iri = (version: number): string => `${publisher.url}/stream/version/${String(version)}`;
    expect(await following.retry('assets')).toEqual({
      taken: [],
      refused: expect.arrayContaining([iri(2), iri(3)]) as string[],
    });
    expect(await following.drop('assets', [iri(2)])).toEqual([iri(2)]);
    expect(left()).toEqual(['3']);
  });

  it('waits no longer than until a later version of its thing is right, on the same page too', async () => {
    const { publisher, following } = bench;
    const [early, late] = ['2026-11-01T10:00:00Z', '2026-11-02T10:00:00Z'];
    const wrong = (of: string, time: string): string =>
      member({ version: `w${of}`, bench: of, time }).replace('a as:Update, infra:Zitbank', 'a as:Update');
    const right = (of: string, time: string): string => member({ version: `r${of}`, bench: of, time });
    const shape = '</stream> tree:shape </shape> . </shape> a sh:NodeShape ; sh:class infra:Zitbank .\n';
    const page =
      STREAM +
      shape +
      (wrong('1', early) + right('1', late)) +
      (right('2', late) + wrong('2', early)) +
      (right('3', early) + wrong('3', late)) +
      (wrong('4', late) + right('4', early)) +
      (wrong('5', 'yesterday') + right('5', late)) +
      wrong('6', 'yesterday');
    publisher.set('/stream', page);
    const follow = bench.follow();
    await follow.upToDate();
    const left = (): string[] =>
      following
        .refused('assets')
        .map(({ thing = '' }) => thing.slice(THINGS.length))
        .sort();
    expect(left()).toEqual(['3', '4', '6']);
    publisher.set('/stream', page + right('6', late));
    await follow.upToDate();
    expect(left()).toEqual(['3', '4']);
    expect(Object.keys(bench.managers())).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('is checked against the shape of its stream too, without the patterns that it holds', async () => {
    const { publisher, following } = bench;
    publisher.set(
      '/shape',
      `</shape> a sh:NodeShape ; sh:property [ sh:path <https://partner.example/nr> ; sh:minCount 1 ; sh:message "A number is missing."@en ] ,
      [ sh:path obd:beheerder ; sh:nodeKind sh:IRI ; sh:pattern "^(a+)+$" ] .`,
    );
    publisher.set(
      '/stream',
      `${STREAM}</stream> tree:shape </shape> .\n${member({ version: 1 })}${member({ version: 2, bench: '2' })}</stream/version/2> <https://partner.example/nr> "2" .`,
    );
    await bench.follow().upToDate();
    expect(bench.managers()).toEqual({ 2: 'a' });
    expect(following.refused('assets')).toMatchObject([
      { thing: `${THINGS}1`, reasons: [{ en: expect.stringContaining('A number is missing') as string }] },
    ]);
  });

  it('is held against the shape of its stream when it is tried again, also where nothing is followed', async () => {
    const { publisher } = bench;
    publisher.set('/shape', '</shape> a sh:NodeShape ; sh:class infra:Lichtmast .');
    publisher.set('/stream', `${STREAM}</stream> tree:shape </shape> .\n${member({ version: 1 })}`);
    const follow = bench.follow();
    await follow.upToDate();
    const iri = `${publisher.url}/stream/version/1`;
    expect(await bench.following.retry('assets')).toEqual({ taken: [], refused: [iri] });
    await bench.restart();
    expect(await bench.following.retry('assets')).toEqual({ taken: [], refused: [iri] });
    publisher.set('/shape', '</shape> a sh:NodeShape ; sh:class infra:Zitbank .');
    await bench.follow().upToDate();
    expect(await bench.following.retry('assets')).toEqual({ taken: [iri], refused: [] });
    expect(bench.managers()).toEqual({ 1: 'a' });
  });

  it('never takes the place of a later version that comes while it is tried again', async () => {
    const { publisher, registers } = bench;
    const options = { baseUrl: BASE_URL, agent: `${BASE_URL}/id/agent/test`, now: () => new Date() };
    const strict = loadShapes([
      `@prefix sh: <http://www.w3.org/ns/shacl#> .
      <urn:strict> sh:targetClass <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#Zitbank> ; sh:property [ sh:path <urn:missing> ; sh:minCount 1 ] .`,
    ]);
    await bench.restart({
      merge: (request) => mergeThings(registers.store, { ...request, ...options, shapes: strict }),
    });
    publisher.set('/stream', STREAM + member({ version: 1 }));
    await bench.follow().upToDate();
    expect(bench.following.refused('assets')).toHaveLength(1);

    const steps: (() => Promise<void>)[] = [];
    await bench.restart({
      merge: async (request) => {
        await steps.shift()?.();
        return mergeThings(registers.store, { ...request, ...options, shapes: registerShapes });
      },
    });
    const follow = bench.follow();
    await follow.upToDate();
    publisher.set('/stream', STREAM + member({ version: 1 }) + member({ version: 2, manager: 'b' }));
    steps.push(() => follow.upToDate());
    const iri = `${publisher.url}/stream/version/1`;
    expect(await bench.following.retry('assets')).toEqual({ taken: [iri], refused: [] });
    expect(bench.managers()).toEqual({ 1: 'b' });
  });
});
