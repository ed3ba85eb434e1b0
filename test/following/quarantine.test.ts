import { describe, expect, it } from 'vitest';
import { CLOSED, leads, member, STREAM, THINGS } from './publisher.js';
import { followBench } from './support.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const bench = followBench();

describe('a quarantine', () => {
  /** Versions that only the shapes for registers refuse. */
  const wrong = (version: string, thing: string): string =>
    member({
      version,
      turtle: `dct:isVersionOf <${THINGS}${thing}> ; prov:generatedAtTime "2026-11-01T10:00:00Z"^^xsd:dateTime ; a infra:Zitbank ; obd:beheerder <x:a>, <x:b>`,
    });
  const nine = (make: (key: string) => string): string => KEYS.map(make).join('');
  const keys = (): string[] =>
    bench.following
      .refused('assets')
      .map(({ thing = '' }) => thing.slice(THINGS.length))
      .sort();

  it('that is full of what our own shapes refuse takes no more, and the rest comes when there is room', async () => {
    const { publisher, following } = bench;
    await bench.restart({ limits: { refused: 5 } });
    publisher.set('/stream', STREAM + leads('/1') + leads('/2'));
    publisher.set(
      '/1',
      STREAM +
        CLOSED +
        nine((key) => wrong(key, key)) +
        member({ version: 9, bench: 'b' }).replaceAll('/9>', '/z>'),
    );
    publisher.set('/2', STREAM + CLOSED + member({ version: 8, bench: 'c' }));
    const follow = bench.follow();
    await expect(follow.upToDate()).rejects.toThrow('More than 5 members wait in quarantine');
    expect(bench.managers()).toEqual({ b: 'a', c: 'a' });
    const first = keys();
    expect(first).toHaveLength(5);
    await following.drop(
      'assets',
      following.refused('assets').map(({ member: iri }) => iri),
    );
    await follow.upToDate();
    expect([...first, ...keys()].sort()).toEqual(KEYS);
    expect(publisher.asked.filter((path) => path === '/2')).toHaveLength(1);
    expect(following.list()).toMatchObject([{ counts: { pages: 3, applied: 2 } }]);
  });

  it('that is full of what cannot be read goes on behind it, too', async () => {
    const { publisher, following } = bench;
    await bench.restart({ limits: { refused: 5 } });
    const none = (key: string): string => member({ version: key, turtle: 'a infra:Zitbank' });
    publisher.set(
      '/stream',
      STREAM + nine(none) + member({ version: 9, bench: 'b' }).replaceAll('/9>', '/z>'),
    );
    const follow = bench.follow();
    await expect(follow.upToDate()).rejects.toThrow('More than 5');
    await following.drop(
      'assets',
      following.refused('assets').map(({ member: iri }) => iri),
    );
    await follow.upToDate();
    expect(following.refused('assets')).toHaveLength(4);
    expect(bench.managers()).toEqual({ b: 'a' });
  });

  it('has one place for each thing, however many of its versions are wrong', async () => {
    const { publisher } = bench;
    await bench.restart({ limits: { refused: 2 } });
    const untrue = (key: string): string => wrong(key, '1').replace('a infra:Zitbank ; ', '');
    const shape = '</stream> tree:shape </shape> . </shape> a sh:NodeShape ; sh:class infra:Zitbank .\n';
    publisher.set(
      '/stream',
      STREAM + shape + nine(untrue) + member({ version: 9, bench: 'b' }).replaceAll('/9>', '/z>'),
    );
    await bench.follow().upToDate();
    expect(keys()).toEqual(['1']);
    expect(bench.managers()).toEqual({ b: 'a' });
  });
});
