import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineTerms } from '#wegwijzer/rdf/nquads.js';
import { packageFile } from '#wegwijzer/rdf/package-files.js';
import { loadShapes } from '#wegwijzer/rdf/shapes.js';
import { importRegister, type ImportOptions, type ImportSummary } from '#wegwijzer/registers/index.js';
import { openEmbeddedStore, type EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';

export const BASE_URL = 'https://wegwijzer.example';
/** The shapes that registers are checked against. */
export const registerShapes = loadShapes(
  ['asset', 'area', 'organisation'].map((name) => readFileSync(packageFile('shapes', `${name}.ttl`), 'utf8')),
);

export const PREFIXES = `
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> . @prefix prov: <http://www.w3.org/ns/prov#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  @prefix org: <http://www.w3.org/ns/org#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
`;

/** A bench in Turtle. */
export function bench(key: string, options: { manager?: string; wkt?: string } = {}): string {
  const { manager = '1', wkt = 'POINT (3.7 51.05)' } = options;
  return `<id/bench/${key}> a infra:Zitbank ; obd:beheerder <id/org/${manager}> ;
    locn:geometry [ a locn:Geometry ; geo:asWKT "${wkt}"^^geo:wktLiteral ] .\n`;
}

/** A store in a folder of its own, with the means to load registers into it. */
export interface Registers {
  readonly store: EmbeddedStore;
  readonly directory: string;
  /** Writes a file and gives its path. */
  file(name: string, content: string | Buffer): string;
  load(files: string | readonly string[], options?: Partial<ImportOptions>): Promise<ImportSummary>;
  /** Sorted `subject predicate object` rows of a register, without graph. */
  rows(register?: string): string[];
  close(): Promise<void>;
}

export async function openRegisters(): Promise<Registers> {
  const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-registers-'));
  const store = await openEmbeddedStore({ directory: join(directory, 'data'), readers: 0, spare: false });
  const file = (name: string, content: string | Buffer): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    store,
    directory,
    file,
    load: (files, options = {}) =>
      importRegister(store, {
        name: 'assets',
        files: (typeof files === 'string' ? [file('register.ttl', PREFIXES + files)] : files).map((path) => ({
          path,
        })),
        baseUrl: BASE_URL,
        agent: `${BASE_URL}/id/agent/test`,
        shapes: registerShapes,
        now: () => new Date('2026-11-23T12:00:00Z'),
        ...options,
      }),
    rows: (register = 'assets') =>
      (store.readGraph(`${BASE_URL}/id/register/${register}`) ?? [])
        .map((line) => {
          const { subject, predicate, object } = lineTerms(line);
          return `${subject} ${predicate} ${object}`;
        })
        .sort(),
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
