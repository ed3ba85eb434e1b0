/**
 * Writes the demo: a made-up corner of Gent with its managers, roads, ground, water and assets, the rules Gent adds,
 * worked examples and a map. The same input gives the same files.
 *
 *   node demo/generate.mjs           write the files
 *   node demo/generate.mjs --check   exit with 1 if a file differs from what would be written
 */
import { readFile, writeFile } from 'node:fs/promises';
import { assets } from './corner/assets.mjs';
import { polygonWkt } from './corner/geometry.mjs';
import { areas, ground, water } from './corner/ground.mjs';
import { mapSvg } from './corner/map.mjs';
import { organisationsTtl } from './corner/organisations.mjs';
import { rulesTtl } from './corner/rules.mjs';
import { scenarios } from './corner/scenarios.mjs';
import { roads } from './corner/streets.mjs';
import { block, document, geometry, iri, labels, text } from './corner/turtle.mjs';

const area = (municipality) =>
  block(municipality.iri, 'generiek:AdministratieveEenheid, dct:Location', [
    labels(municipality),
    ['adms:identifier', `[ a adms:Identifier ; skos:notation ${text(municipality.nis)} ]`],
    geometry(polygonWkt(municipality.rings)),
  ]);

const road = ({ key, cls, nl, en, left, right, wkt }) =>
  block(`id/road/${key}`, cls, [
    labels({ nl, en }),
    ['weg:linkerwegbeheerder', iri(left)],
    ['weg:rechterwegbeheerder', iri(right)],
    geometry(wkt),
  ]);

const feature = (role) => (it) =>
  block(`id/${role}/${it.key}`, it.cls, [
    it.nl && labels(it),
    it.manager && ['obd:beheerder', iri(it.manager)],
    ...(it.codes ?? []),
    geometry(it.wkt),
  ]);

const FICTITIOUS = 'The place is made up: these are not the real things at these coordinates.';
const files = {
  'organisations.ttl': organisationsTtl(),
  'areas.ttl': document(
    [
      'Two municipalities that exist, with a boundary that does NOT: both polygons are made up for the demo corner.',
    ],
    areas.map(area),
  ),
  'roads.ttl': document([FICTITIOUS, 'Left and right follow the direction of the line.'], roads.map(road)),
  'ground.ttl': document([FICTITIOUS], ground.map(feature('ground'))),
  'water.ttl': document([FICTITIOUS], water.map(feature('ground'))),
  'assets.ttl': document(
    [FICTITIOUS, 'Benches and utility cabinets have no recorded manager, as in many a real register.'],
    assets.map(feature('asset')),
  ),
  'rules.ttl': rulesTtl(),
  'scenarios.json': `${JSON.stringify(scenarios, null, 2)}\n`,
  'map.svg': mapSvg(),
};

const here = (name) => new URL(name, import.meta.url);
const onDisk = (name) => readFile(here(name), 'utf8').catch(() => undefined);

if (process.argv.includes('--check')) {
  for (const [name, content] of Object.entries(files)) {
    if ((await onDisk(name)) === content) continue;
    console.error(`demo/${name} is not what demo/generate.mjs writes: run npm run demo:generate`);
    process.exitCode = 1;
  }
} else {
  for (const [name, content] of Object.entries(files)) await writeFile(here(name), content);
  const counts = { areas: areas.length, roads: roads.length, ground: ground.length, water: water.length };
  console.log({ ...counts, assets: assets.length, scenarios: scenarios.length });
}
