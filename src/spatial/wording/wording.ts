/** What can stand next in a text of WKT. */
export type ExpectedPart =
  | 'geometry type'
  | 'end of text'
  | 'number'
  | 'after number'
  | 'opening bracket'
  | 'closing bracket'
  | 'comma or closing bracket';

/** What may help someone whose degrees are none. */
export type DegreesHint =
  /** EPSG 4326 was named, which has latitude first. */
  | 'latitude first'
  /** The coordinates look like those of a Lambert system that was not named. */
  | { readonly looksLike: string; readonly name: string; readonly iri: string }
  | undefined;

/** What can be wrong with a geometry, in one language: each says how to mend it. */
export interface GeometryWording {
  /** @param known IRIs of the reference systems that are known */
  unknownCrs(iri: string, known: readonly string[]): string;
  unknownSrid(srid: string): string;
  outsideSystem(
    system: string,
    coordinates: readonly [number, number],
    mend: { readonly x: readonly [number, number]; readonly y: readonly [number, number] } | 'degrees',
  ): string;
  outsideDegrees(axis: 'longitude' | 'latitude', value: number, hint: DegreesHint): string;
  /** @param found what stands there instead; `undefined` at the end of the text */
  expected(part: ExpectedPart, position: number, found: string | undefined): string;
  /** @param wanted such as `3`, or `2–4` */
  numbersInCoordinate(wanted: string, count: number, position: number): string;
  notFinite(position: number): string;
  empty(): string;
  unsupportedType(type: string, supported: readonly string[]): string;
  onePoint(): string;
  shortLine(): string;
  shortRing(points: number): string;
  noSides(type: string): string;
  /** @param most tiles that a geometry may touch */
  tooWide(most: number): string;
  /** So many edges are near each other that to cover it would take long. */
  tooIntricate(): string;
  /**
   * @param edge longitude and latitude of both its ends
   * @param most degrees that it may span
   */
  farPoint(edge: readonly [number, number, number, number], most: number): string;
}
