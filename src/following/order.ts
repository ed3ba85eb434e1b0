import type { Term } from '@rdfjs/types';
import { xsd } from '../rdf/namespaces.js';

const DATE_TIME = /^(-?\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;
const DATE_TYPES = [xsd('dateTime'), xsd('dateTimeStamp')];

/** Where a version stands among the others of its thing. */
export interface VersionOrder {
  /** Milliseconds since 1970, with fractions. */
  readonly time?: number | undefined;
  /** Place in the stream: a number, or a text that is compared as one. */
  readonly sequence?: number | string | undefined;
}

/** A moment in milliseconds since 1970; without a zone it is in UTC. `undefined` where it is no `xsd:dateTime`. */
export function readTime(term: Term | undefined): number | undefined {
  if (term?.termType !== 'Literal' || !DATE_TYPES.includes(term.datatype.value)) return undefined;
  const [, , , , , , , fraction = '', zone = 'Z'] = DATE_TIME.exec(term.value) ?? [];
  if (!DATE_TIME.test(term.value)) return undefined;
  const whole = Date.parse(term.value.replace(/(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/, zone));
  return Number.isNaN(whole) ? undefined : whole + Number(`0.${fraction || '0'}`) * 1000;
}

/** A place in the stream. `undefined` where it is no literal. */
export function readSequence(term: Term | undefined): number | string | undefined {
  if (term?.termType !== 'Literal') return undefined;
  return /^[+-]?\d{1,15}$/.test(term.value) ? Number(term.value) : term.value;
}

/** Where a version stands, alone. */
export function orderOf({ time, sequence }: VersionOrder): VersionOrder {
  return { time, sequence };
}

/** Negative where `a` comes before `b`, positive where after, 0 where nothing tells. */
export function compareOrder(a: VersionOrder, b: VersionOrder): number {
  const byTime = compare(a.time, b.time);
  return byTime === 0 ? compare(a.sequence, b.sequence) : byTime;
}

function compare(a: number | string | undefined, b: number | string | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0;
  if (typeof a === typeof b) return a < b ? -1 : 1;
  return String(a) < String(b) ? -1 : 1;
}
