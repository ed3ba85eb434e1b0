import Holidays from 'date-holidays';
import { dayAfter, dayOf, startOf } from '../../responsibility/index.js';

const SECOND = 1000;

/** Counts working days: not Saturday, not Sunday, not a public holiday of Belgium. */
export interface WorkingDays {
  /** Whether a day, as `YYYY-MM-DD`, is one. */
  isWorkingDay(day: string): boolean;
  /**
   * The end of the last of `count` working days after the day of `from`.
   * @returns the last second of that day in Belgium
   */
  after(from: Date, count: number): Date;
}

/** @see https://www.ejustice.just.fgov.be Law of 4 January 1974 on public holidays; the dates come from `date-holidays` */
export function createWorkingDays(): WorkingDays {
  const holidays = new Holidays('BE');
  const byYear = new Map<number, ReadonlySet<string>>();
  const daysOff = (year: number): ReadonlySet<string> => {
    let days = byYear.get(year);
    if (!days) {
      const listed = holidays.getHolidays(year).filter(({ type }) => type === 'public');
      byYear.set(year, (days = new Set(listed.map(({ date }) => date.slice(0, 10)))));
    }
    return days;
  };
  const isWorkingDay = (day: string): boolean => {
    const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
    return weekday !== 0 && weekday !== 6 && !daysOff(Number(day.slice(0, 4))).has(day);
  };
  const known = new Map<string, Date>();
  return {
    isWorkingDay,
    after: (from, count) => {
      const start = dayOf(from);
      const key = `${start} ${String(count)}`;
      const before = known.get(key);
      if (before) return before;
      let day = start;
      for (let left = count; left > 0;) {
        day = dayAfter(day);
        if (isWorkingDay(day)) left -= 1;
      }
      if (known.size > 1000) known.clear();
      const end = endOf(day);
      known.set(key, end);
      return end;
    },
  };
}

/** The last second of a day in Belgium. */
function endOf(day: string): Date {
  return new Date(startOf(dayAfter(day)).getTime() - SECOND);
}
