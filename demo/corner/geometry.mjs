/**
 * The demo corner is laid out on a flat plan in metres, east (u) and north (v) of an origin in Gent. The plan is
 * turned a little, as no town lies square to the north, and then brought to longitude latitude WGS84.
 */

const ORIGIN = { lon: 3.716, lat: 51.043 };
const TURN = (9 * Math.PI) / 180;
const METRES_PER_DEGREE_LAT = 111_250;
const METRES_PER_DEGREE_LON = 111_320 * Math.cos((ORIGIN.lat * Math.PI) / 180);

/** East and north of the origin after the turn, in metres: what the map draws. */
export function turned([u, v]) {
  return [u * Math.cos(TURN) - v * Math.sin(TURN), u * Math.sin(TURN) + v * Math.cos(TURN)];
}

/** Plan coordinates to [lon, lat]. */
export function lonLat(point) {
  const [east, north] = turned(point);
  return [ORIGIN.lon + east / METRES_PER_DEGREE_LON, ORIGIN.lat + north / METRES_PER_DEGREE_LAT];
}

const position = (point) =>
  lonLat(point)
    .map((degrees) => degrees.toFixed(7))
    .join(' ');
const positions = (points) => `(${points.map(position).join(', ')})`;

export const pointWkt = (point) => `POINT (${position(point)})`;
export const lineWkt = (points) => `LINESTRING ${positions(points)}`;
/** A polygon of one outer ring and any number of holes; rings are given open. */
export const polygonWkt = (rings) =>
  `POLYGON (${rings.map((ring) => positions([...ring, ring[0]])).join(', ')})`;

export function rectangle(u1, v1, u2, v2) {
  return [
    [u1, v1],
    [u2, v1],
    [u2, v2],
    [u1, v2],
  ];
}

export function ellipse([u, v], radiusU, radiusV, corners = 20) {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return [u + radiusU * Math.cos(angle), v + radiusV * Math.sin(angle)];
  });
}

/** What is left of the stretch [from, to] without the holes; scraps shorter than a metre are dropped. */
export function without([from, to], holes) {
  let stretches = [[from, to]];
  for (const [start, end] of holes) {
    stretches = stretches.flatMap(([a, b]) =>
      end <= a || start >= b
        ? [[a, b]]
        : [
            [a, Math.min(b, start)],
            [Math.max(a, end), b],
          ].filter(([c, d]) => d > c),
    );
  }
  return stretches.filter(([a, b]) => b - a >= 1).sort(([a], [b]) => a - b);
}

/** A seeded source of numbers in [0, 1): the same corner every time (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
