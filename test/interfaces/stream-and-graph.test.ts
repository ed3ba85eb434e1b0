import jsonld from 'jsonld';
import { Parser, Writer, type Quad } from 'n3';
import { expect, it } from 'vitest';
import { keyOf } from '../dataspace/managed.js';
import { latestVersions, thingsIn } from '../../scripts/latest-versions.mjs';
import { BASE, startTestService } from './service.js';

const service = await startTestService();
const authorization = `Bearer ${await keyOf(service, 'steward')}`;

async function quadsAt(path: string): Promise<Quad[]> {
  const response = await service.get(path, { accept: 'application/n-quads' });
  return response.ok ? new Parser({ format: 'N-Quads' }).parse(await response.text()) : [];
}

/** The members of a stream, each by its own address. */
async function membersOf(stream: string): Promise<Quad[]> {
  const quads: Quad[] = [];
  for (let position = 1; ; position += 1) {
    const more = await quadsAt(`/ldes/${stream}/version/${String(position)}`);
    if (more.length === 0) return quads;
    quads.push(...more);
  }
}

/** Statements such that two lists of the same are the same text, whatever their blank nodes are called. */
async function canonical(quads: readonly Quad[]): Promise<string[]> {
  const nquads = new Writer({ format: 'N-Quads' }).quadsToString([...quads]);
  const text = await jsonld.canonize(nquads, { inputFormat: 'application/n-quads', algorithm: 'RDFC-1.0' });
  return text.trim().split('\n');
}

async function expectAlike(register: string): Promise<void> {
  await service.engine.streams.caughtUp();
  const graph = encodeURIComponent(`${BASE}/id/register/${register}`);
  const things = thingsIn(await quadsAt(`/data?graph=${graph}`));
  expect(things.length).toBeGreaterThan(0);
  expect(await canonical(latestVersions(await membersOf(`register/${register}`)))).toEqual(
    await canonical(things),
  );
}

const PREFIXES = `@prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> . @prefix locn: <http://www.w3.org/ns/locn#> .`;
const bench = (name: string, manager: string, place: string): string =>
  `<urn:bench:${name}> a infra:Zitbank ; obd:beheerder <urn:org:${manager}> ;
     locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (${place})"^^geo:wktLiteral ] .`;

it('gives by the latest versions of a stream what the graph of its register has', async () => {
  await expectAlike('demo-assets');
});

it('does so after things changed, moved, came and went', async () => {
  const loads = [
    [bench('1', 'a', '3.71 51.05'), bench('2', 'a', '3.72 51.05'), bench('3', 'a', '3.73 51.05')],
    [bench('1', 'b', '3.71 51.05'), bench('2', 'a', '3.725 51.05')],
    [bench('2', 'a', '3.725 51.05'), bench('3', 'c', '3.73 51.05'), bench('4', 'c', '3.74 51.05')],
  ];
  for (const load of loads) {
    const headers = { 'content-type': 'text/turtle', authorization };
    const body = [PREFIXES, ...load].join('\n');
    expect((await service.get('/registers/benches', headers, { method: 'PUT', body })).ok).toBe(true);
    await expectAlike('benches');
  }
});
