/** The ways in which members are listed; every stream has the first. */
export type ViewName = 'by-time';

/** A part of a view that a member belongs to. */
export interface ViewPart {
  readonly view: ViewName;
  /** Name of the part, for an address; empty where the view has one part only. */
  readonly part: string;
  /** What the members of the part have in common. */
  readonly value: string;
}

/** Every part of every view that a member belongs to. */
export function partsOf(): ViewPart[] {
  return [{ view: 'by-time', part: '', value: '' }];
}
