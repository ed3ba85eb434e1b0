import { boundaryDistance } from './distance.js';
import { GeometryError } from './geometry-error.js';
import type { Geometry, LonLat } from './geometry.js';
import type { LocalFrame } from './local-frame.js';
import { frameAround } from './local-frame.js';
import type { Nearest } from './nearest.js';
import { nearestOn } from './nearest.js';
import type { Chain } from './outline.js';
import { ordinate, outlineOf } from './outline.js';

/** Nearer than this to a line, in metres, is on it. */
const ON_LINE = 0.01;
/** Two unit normals whose sum is shorter than this belong to a line that turns back on itself. */
const TURNS_BACK = 1e-6;
/** Places around a point at which the side is told, to see whether it is the same all around. */
const PLACES_AROUND = 16;

type Vector = readonly [x: number, y: number];

/** Whether a geometry has sides: lines do, and the rings of polygons; points do not. */
export function hasSides(geometry: Geometry): boolean {
  return outlineOf(geometry).chains.some(({ segments }) => segments > 0);
}

/**
 * On which side of a line a point is, seen in the direction in which the line was digitised: by its nearest segment,
 * or, when a corner is nearest, by the sum of the unit normals of the two segments that meet there. `on` when nearer
 * than 0.01 m, or exactly in line with the end that is nearest. Of a polygon the rings are the lines.
 * Throws a `GeometryError` (`type`) for points, which have no sides.
 */
export function sideOf(line: Geometry, point: LonLat): 'left' | 'right' | 'on' {
  const frame = frameAround(point);
  const nearest = nearestOn(outlineOf(line).chains, frame);
  if (!nearest) throw new GeometryError('type', (wording) => wording.noSides(line.type));
  if (nearest.squared < ON_LINE * ON_LINE) return 'on';
  const [normalX, normalY] = normalAt(nearest, frame);
  const [x, y] = vertexOf(nearest.chain, nearest.segment + (nearest.along === 1 ? 1 : 0), frame);
  // How far the point, which is the frame's origin, lies along the left normal.
  const left = -(normalX * x + normalY * y);
  if (left === 0) return 'on';
  return left > 0 ? 'left' : 'right';
}

/**
 * Whether a place that may be `metres` off may be on another side of a line than it seems: the line is as near as that,
 * or the two sides meet as near without it, as they do beyond an end and between parts that run differently. Where they
 * meet along a straight line, none is missed; some up to 2 % farther off count too.
 * Throws a `GeometryError` (`type`) for points, which have no sides.
 */
export function isNearOtherSide(line: Geometry, point: LonLat, metres: number): boolean {
  const side = sideOf(line, point);
  if (side === 'on' || boundaryDistance(line, point) <= metres) return true;
  const { lon, lat, perLon, perLat } = frameAround(point);
  // The corners of a polygon around the circle: a straight line through the circle has some of them on either side.
  const radius = metres / Math.cos(Math.PI / PLACES_AROUND);
  return Array.from({ length: PLACES_AROUND }, (_, at) => (at * 2 * Math.PI) / PLACES_AROUND).some(
    (angle) =>
      sideOf(line, [lon + (radius * Math.cos(angle)) / perLon, lat + (radius * Math.sin(angle)) / perLat]) !==
      side,
  );
}

/**
 * The place `metres` beside a line, at the place on it that is nearest to a point.
 * @param side seen in the direction in which the line was digitised
 * Throws a `GeometryError` (`type`) for points, which have no sides.
 */
export function besideLine(line: Geometry, point: LonLat, side: 'left' | 'right', metres: number): LonLat {
  const frame = frameAround(point);
  const nearest = nearestOn(outlineOf(line).chains, frame);
  if (!nearest) throw new GeometryError('type', (wording) => wording.noSides(line.type));
  const [x0, y0] = vertexOf(nearest.chain, nearest.segment, frame);
  const [x1, y1] = vertexOf(nearest.chain, nearest.segment + 1, frame);
  const [normalX, normalY] = normalAt(nearest, frame);
  const length = Math.hypot(normalX, normalY);
  const step = length === 0 ? 0 : (side === 'left' ? metres : -metres) / length;
  const x = x0 + nearest.along * (x1 - x0) + step * normalX;
  const y = y0 + nearest.along * (y1 - y0) + step * normalY;
  return [frame.lon + x / frame.perLon, frame.lat + y / frame.perLat];
}

/** The direction that is left of the line at its nearest place. */
function normalAt({ chain, segment, along }: Nearest, frame: LocalFrame): Vector {
  const own = normalOf(chain, segment, frame);
  if (own && along > 0 && along < 1) return own;
  const corner = along === 1 ? segment + 1 : segment;
  const before = normalFrom(chain, corner, -1, frame);
  const after = normalFrom(chain, corner, 1, frame);
  if (!before || !after) return before ?? after ?? [0, 0];
  const sum: Vector = [before[0] + after[0], before[1] + after[1]];
  return Math.hypot(...sum) > TURNS_BACK ? sum : before;
}

/** The normal of the first segment with a length before (-1) or after (1) a corner; round the end of a closed chain. */
function normalFrom(chain: Chain, corner: number, direction: -1 | 1, frame: LocalFrame): Vector | undefined {
  const count = chain.segments;
  const first = direction === 1 ? corner : corner - 1;
  for (let step = 0; step < count; step++) {
    const segment = first + step * direction;
    const exists = segment >= 0 && segment < count;
    if (!exists && !isClosed(chain)) return undefined;
    const normal = normalOf(chain, (segment + count) % count, frame);
    if (normal) return normal;
  }
  return undefined;
}

/** The unit normal to the left of a segment; none if it has no length. */
function normalOf(chain: Chain, segment: number, frame: LocalFrame): Vector | undefined {
  const [x0, y0] = vertexOf(chain, segment, frame);
  const [x1, y1] = vertexOf(chain, segment + 1, frame);
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length === 0 ? undefined : [(y0 - y1) / length, (x1 - x0) / length];
}

function vertexOf({ ordinates }: Chain, index: number, frame: LocalFrame): Vector {
  const lon = ordinate(ordinates, 2 * index);
  const lat = ordinate(ordinates, 2 * index + 1);
  return [(lon - frame.lon) * frame.perLon, (lat - frame.lat) * frame.perLat];
}

function isClosed({ ordinates, segments }: Chain): boolean {
  return (
    ordinate(ordinates, 0) === ordinate(ordinates, 2 * segments) &&
    ordinate(ordinates, 1) === ordinate(ordinates, 2 * segments + 1)
  );
}
