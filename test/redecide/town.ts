import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type Engine } from '#wegwijzer/engine.js';
import { BASE } from '../support/engine.js';

/** Prefixes of all registers. */
export const PREFIXES = `
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix weg: <https://data.vlaanderen.be/ns/weg#> . @prefix locn: <http://www.w3.org/ns/locn#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <${BASE}/id/x/> .
`;
/** An IRI of the town. */
export const x = (name: string): string => `${BASE}/id/x/${name}`;
/** A road with one manager on both sides. */
export const road = (name: string, manager: string, lat: number): string =>
  `:${name} a weg:Wegsegment ; weg:linkerwegbeheerder :${manager} ; weg:rechterwegbeheerder :${manager} ; locn:geometry
   [ a locn:Geometry ; geo:asWKT "LINESTRING (3.70 ${String(lat)}, 3.71 ${String(lat)})"^^geo:wktLiteral ] .\n`;

/** An engine of its own with a few registers. */
export interface Town {
  engine: Engine;
  readonly directory: string;
  load(name: string, turtle: string, options?: { delta?: boolean }): Promise<void>;
  /** @param asset IRI of the thing that the report names */
  file(lon: number, lat: number, asset?: string): Promise<string>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a town in a directory of its own; to be closed. @param now its clock */
export async function openTown(now?: () => Date): Promise<Town> {
  const directory = mkdtempSync(join(tmpdir(), 'wegwijzer-redecide-'));
  const start = (): Promise<Engine> =>
    startEngine({
      directory: join(directory, 'data'),
      baseUrl: BASE,
      readers: 1,
      spare: false,
      ...(now && { now }),
    });
  const town: Town = {
    engine: await start(),
    directory,
    load: async (name, turtle, { delta } = {}) => {
      const path = join(directory, `${name}.ttl`);
      writeFileSync(path, PREFIXES + turtle);
      await town.engine.loadRegister({ name, files: [{ path }], delta });
      await town.engine.redecide.settled();
    },
    file: async (lon, lat, asset) => {
      const body = Buffer.from(
        JSON.stringify({
          '@context': `${BASE}/context/report.jsonld`,
          type: 'Report',
          category: 'put-in-wegdek',
          description: 'Diepe put',
          asset,
          location: { lon, lat, accuracy: 1 },
        }),
      );
      return (await town.engine.intake.submit({ body, mediaType: 'application/ld+json' })).location;
    },
    restart: async () => {
      await town.engine.close();
      town.engine = await start();
    },
    close: async () => {
      await town.engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return town;
}
