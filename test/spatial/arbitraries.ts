import fc from 'fast-check';
import type { Geometry, LonLat } from '#wegwijzer/spatial/index.js';

type Ring = [number, number][];

const degrees = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

/** A place in or near Belgium. */
export const belgianPlace: fc.Arbitrary<[number, number]> = fc.tuple(degrees(2.6, 6.3), degrees(49.6, 51.4));

/** A place anywhere. */
export const place: fc.Arbitrary<[number, number]> = fc.tuple(degrees(-180, 180), degrees(-90, 90));

/** A share, 0 to 1. */
export const share = degrees(0, 1);

/** A line of 2 to 12 vertices, each at most some `step` degrees from the one before. */
export function belgianLine(step = 0.01): fc.Arbitrary<Extract<Geometry, { type: 'LineString' }>> {
  const move = fc.tuple(degrees(-step, step), degrees(-step, step));
  return fc.tuple(belgianPlace, fc.array(move, { minLength: 1, maxLength: 11 })).map(([start, moves]) => {
    const coordinates: Ring = [start];
    let [lon, lat] = start;
    for (const [dx, dy] of moves) coordinates.push([(lon += dx), (lat += dy)]);
    return { type: 'LineString', coordinates };
  });
}

/** A star-shaped ring around a centre: any radii give a ring that does not cross itself. */
function star([lon, lat]: LonLat, radii: readonly number[], scale: number): Ring {
  const ring = radii.map((radius, i): [number, number] => {
    const angle = (2 * Math.PI * i) / radii.length;
    return [lon + scale * radius * 1.5 * Math.cos(angle), lat + scale * radius * Math.sin(angle)];
  });
  const [first] = ring;
  return first ? [...ring, [...first]] : ring;
}

/** A polygon with a hole, from some 10 m to some 20 km across. */
export const belgianPolygon: fc.Arbitrary<Extract<Geometry, { type: 'Polygon' }>> = fc
  .record({
    centre: belgianPlace,
    radii: fc.array(degrees(0.5, 1), { minLength: 5, maxLength: 40 }),
    size: degrees(-4, -1),
    hole: fc.boolean(),
  })
  .map(({ centre, radii, size, hole }) => {
    const outer = star(centre, radii, 10 ** size);
    const inner = radii.map((radius) => radius * 0.2);
    return { type: 'Polygon', coordinates: hole ? [outer, star(centre, inner, 10 ** size)] : [outer] };
  });

/** Any geometry anywhere, its rings closed. */
export const anyGeometry: fc.Arbitrary<Geometry> = fc.oneof(
  place.map((coordinates): Geometry => ({ type: 'Point', coordinates })),
  fc.array(place, { minLength: 1 }).map((coordinates): Geometry => ({ type: 'MultiPoint', coordinates })),
  lineOf(place).map((coordinates): Geometry => ({ type: 'LineString', coordinates })),
  fc
    .array(lineOf(place), { minLength: 1 })
    .map((coordinates): Geometry => ({ type: 'MultiLineString', coordinates })),
  ringsOf(place).map((coordinates): Geometry => ({ type: 'Polygon', coordinates })),
  fc
    .array(ringsOf(place), { minLength: 1 })
    .map((coordinates): Geometry => ({ type: 'MultiPolygon', coordinates })),
);

function lineOf(position: fc.Arbitrary<[number, number]>): fc.Arbitrary<Ring> {
  return fc.array(position, { minLength: 2 });
}

function ringsOf(position: fc.Arbitrary<[number, number]>): fc.Arbitrary<Ring[]> {
  const ring = fc.array(position, { minLength: 3 }).map(([first, ...rest]): Ring => {
    return first ? [first, ...rest, [...first]] : rest;
  });
  return fc.array(ring, { minLength: 1, maxLength: 3 });
}

/** The place `metres` away in a direction (radians from east), on a sphere; for short distances. */
export function moved([lon, lat]: LonLat, metres: number, direction: number): [number, number] {
  const perDegree = 111_195;
  return [
    lon + (metres * Math.cos(direction)) / (perDegree * Math.cos((lat * Math.PI) / 180)),
    lat + (metres * Math.sin(direction)) / perDegree,
  ];
}

/** The great-circle distance in metres, by the haversine formula on the mean sphere. */
export function haversine([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const radians = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lon2 - lon1) * radians) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(a));
}

/** The place a share of the way along a segment. */
export function between([lon0, lat0]: LonLat, [lon1, lat1]: LonLat, along: number): [number, number] {
  return [lon0 + along * (lon1 - lon0), lat0 + along * (lat1 - lat0)];
}
