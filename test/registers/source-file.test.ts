import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REGISTER_FORMATS } from '#wegwijzer/registers/format-names.js';
import { BASE_URL, bench, openRegisters, PREFIXES, type Registers } from './support.js';

let registers: Registers;
beforeEach(async () => {
  registers = await openRegisters();
});
afterEach(async () => {
  await registers.close();
});

const MAPPING = `
iri: id/bench/{nr}
class: infra:Zitbank
properties:
  - { property: obd:beheerder, iri: 'id/org/{manager}' }
`;
const FEATURES = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { nr: 1, manager: '7' },
      geometry: { type: 'Point', coordinates: [3.7, 51.05] },
    },
  ],
};

describe('a file whose name does not say what it is', () => {
  it('is refused with the names that a format has on the command line', async () => {
    const file = registers.file('benches.txt', PREFIXES + bench('1'));
    const names = Object.keys(REGISTER_FORMATS).join(', ');
    await expect(registers.load([file])).rejects.toMatchObject({
      type: 'invalid-register',
      message: expect.stringContaining(`one of ${names}`) as string,
    });
  });

  it.each([undefined, 'text/turtle' as const])(
    'is told to be compressed, with the format %s',
    async (format) => {
      const path = registers.file('benches.ttl.gz', gzipSync(PREFIXES + bench('1')));
      await expect(registers.load([path], { files: [{ path, format }] })).rejects.toMatchObject({
        type: 'invalid-register',
        message: expect.stringMatching(/benches\.ttl\.gz: .*gzip.*gunzip/) as string,
      });
    },
  );

  it('is GeoJSON where it is JSON that begins as such', async () => {
    const data = registers.file('benches.json', JSON.stringify(FEATURES, undefined, 2));
    await expect(registers.load([data])).rejects.toThrow(/GeoJSON .*need a mapping/);
    await registers.load([data], { mapping: registers.file('m.yaml', MAPPING) });
    expect(registers.rows().join('\n')).toContain(`<${BASE_URL}/id/org/7>`);
  });

  it('is JSON-LD where it has a context as well', async () => {
    const context = { type: '@type', FeatureCollection: 'urn:x:Features' };
    const data = registers.file(
      'features.json',
      JSON.stringify({ '@context': context, '@id': 'urn:x:all', type: 'FeatureCollection' }),
    );
    await registers.load([data]);
    expect(registers.rows().join('\n')).toContain('<urn:x:Features>');
  });
});

describe('what is no file', () => {
  it.each([
    ['nothing', () => undefined, /there is no such file/],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), /not a regular file.*pipe/],
    ['a folder', (path: string) => mkdirSync(path, { recursive: true }), /not a regular file.*folder/],
  ])('is refused as %s', async (_, make, message) => {
    const path = join(registers.directory, 'benches.ttl');
    make(path);
    await expect(registers.load([path])).rejects.toThrow(message);
  });
});
