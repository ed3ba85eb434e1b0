/**
 * What is wrong with a geometry:
 * - `syntax`: it is not well-formed WKT, or a line or ring has too few points;
 * - `crs`: its coordinate reference system is not one we know;
 * - `range`: a coordinate is not finite, or lies outside its reference system;
 * - `empty`: it has no points;
 * - `type`: its type is not one we know, or has no answer to the question asked.
 */
export type GeometryErrorCode = 'syntax' | 'crs' | 'range' | 'empty' | 'type';

/** A geometry that cannot be used. The message, in English, says what is wrong and how to mend it. */
export class GeometryError extends Error {
  readonly code: GeometryErrorCode;

  constructor(code: GeometryErrorCode, message: string) {
    super(message);
    this.name = 'GeometryError';
    this.code = code;
  }
}
