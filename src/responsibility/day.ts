/** Belgium has one time zone: days begin and end there, of rules and agreements as of terms. */
export const BELGIAN_TIME = 'Europe/Brussels';

const HOUR = 3_600_000;
const localDate = new Intl.DateTimeFormat('en-CA', { timeZone: BELGIAN_TIME, dateStyle: 'short' });

/** The hour asked about last: its clock is whole hours away from UTC, so that one day holds for a whole hour. */
let last = { hour: Number.NaN, day: '' };

/** The day that it is in Belgium at a moment, as `xsd:date`. */
export function dayOf(time: Date): string {
  const hour = Math.floor(time.getTime() / HOUR);
  if (last.hour !== hour) last = { hour, day: localDate.format(time) };
  return last.day;
}
