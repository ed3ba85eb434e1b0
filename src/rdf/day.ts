/** Belgium has one time zone: days begin and end there, of rules and agreements as of terms. */
export const BELGIAN_TIME = 'Europe/Brussels';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CALENDAR_DAY = /^\d{4}-\d\d-\d\d$/;
/** What a time ends with that says how far from UTC it is. */
const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/i;
const localDate = new Intl.DateTimeFormat('en-CA', { timeZone: BELGIAN_TIME, dateStyle: 'short' });
const localOffset = new Intl.DateTimeFormat('en', { timeZone: BELGIAN_TIME, timeZoneName: 'longOffset' });

/** The hour asked about last: its clock is whole hours away from UTC, so that one day holds for a whole hour. */
let last = { hour: Number.NaN, day: '' };

/** The day that it is in Belgium at a moment, as `xsd:date`. */
export function dayOf(time: Date): string {
  const hour = Math.floor(time.getTime() / HOUR);
  if (last.hour !== hour) last = { hour, day: localDate.format(time) };
  return last.day;
}

/**
 * The day in Belgium that an `xsd:date` or `xsd:dateTime` names; a time that does not say how far from UTC it is, is Belgian.
 * @returns `xsd:date`
 */
export function dayNamedBy(text: string): string {
  const day = text.slice(0, 10);
  const time = text.slice(10);
  const moment = time.startsWith('T') && OFFSET.test(time) ? new Date(text) : undefined;
  return moment && !Number.isNaN(moment.getTime()) ? dayOf(moment) : day;
}

/** The moment at which a day begins in Belgium; at that hour the clock never changes. @param day `xsd:date` */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00${offsetAt(new Date(`${day}T00:00:00Z`))}`);
}

/** How far the clock in Belgium is from UTC at a moment, as `+02:00`. */
function offsetAt(moment: Date): string {
  return /GMT([+-]\d\d:\d\d)/.exec(localOffset.format(moment))?.[1] ?? 'Z';
}

/** The moment at which it is that time in Belgium; where the clock is turned back, the later of the two. */
function belgianMoment(time: string): Date {
  const asUtc = new Date(`${time}Z`);
  if (Number.isNaN(asUtc.getTime())) return asUtc;
  const nearly = new Date(`${time}${offsetAt(asUtc)}`);
  return new Date(`${time}${offsetAt(nearly)}`);
}

/** The day after another. @param day `xsd:date` */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + DAY).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar as `xsd:date`; `Date` takes 30 February for 2 March. */
export function isDay(text: string): boolean {
  const date = new Date(text);
  return CALENDAR_DAY.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/**
 * The moment that a text names: that at which a day begins in Belgium, or one with its time (ISO 8601), which is Belgian
 * where it does not say how far from UTC it is.
 * @returns `undefined` where it names none, or a day that the calendar has not
 */
export function momentOf(text: string): Date | undefined {
  const day = text.slice(0, 10);
  if (!isDay(day)) return undefined;
  const time = text.slice(10);
  const moment = time === '' ? startOf(day) : OFFSET.test(time) ? new Date(text) : belgianMoment(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
