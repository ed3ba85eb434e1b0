/**
 * Where things are: WKT in and out, Belgian Lambert to WGS84, tile cells, distance, containment and sides.
 * Everything inside this room is longitude and latitude in WGS84 degrees; lengths are metres, areas square metres.
 * Geometries are treated as immutable: what is derived from one is remembered for as long as it lives.
 */
export { pointCells } from './cells-around.js';
export { centroidOf } from './centroid.js';
export { compassPoint, type CompassPoint } from './compass.js';
export { contains } from './contains.js';
export { cellsWithin } from './cells-within.js';
export { coverAll, coverCells } from './cover.js';
export { boundaryDistance, distanceInFrame, distanceTo, isWithin } from './distance.js';
export { frameAround, type LocalFrame } from './local-frame.js';
export { GeometryError } from './geometry-error.js';
export type { GeometryErrorCode } from './geometry-error.js';
export type { Geometry, LonLat } from './geometry.js';
export { areaOf, boundsOf } from './measure.js';
export { pointsOn } from './points-on.js';
export { besideLine, hasSides, isNearOtherSide, sideOf } from './side.js';
export { looksSwapped } from './swapped.js';
export { quadkey, quadkeyBounds } from './tiles.js';
export { formatWkt } from './wkt-format.js';
export { parseWkt } from './wkt.js';
