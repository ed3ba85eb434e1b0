import { en } from './wording/en.js';
import { nl } from './wording/nl.js';
import type { GeometryWording } from './wording/wording.js';

/**
 * What is wrong with a geometry:
 * - `syntax`: it is not well-formed WKT, or a line or ring has too few points;
 * - `crs`: its coordinate reference system is not one we know;
 * - `range`: a coordinate is not finite, or lies outside its reference system;
 * - `empty`: it has no points;
 * - `type`: its type is not one we know, or has no answer to the question asked.
 */
export type GeometryErrorCode = 'syntax' | 'crs' | 'range' | 'empty' | 'type';

/** A geometry that cannot be used: what is wrong and how to mend it, the message in English. */
export class GeometryError extends Error {
  override readonly name = 'GeometryError';
  readonly code: GeometryErrorCode;
  /** The message in Dutch. */
  readonly nl: string;

  constructor(code: GeometryErrorCode, say: (wording: GeometryWording) => string) {
    super(say(en));
    this.code = code;
    this.nl = say(nl);
  }
}
