import type { LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon } from 'geojson';

/** A place: longitude and latitude in degrees, WGS84, in that order (CRS84, as GeoJSON has it). */
export type LonLat = readonly [lon: number, lat: number];

/**
 * A shape in longitude and latitude, WGS84: the GeoJSON geometries (RFC 7946, section 3.1) but for the
 * GeometryCollection. Rings are closed; coordinates are two-dimensional. Never change one after it was made.
 */
export type Geometry = Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon;

/** West, south, east, north, in degrees. */
export type Bounds = [west: number, south: number, east: number, north: number];
