import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkingDays } from '#wegwijzer/reports/index.js';

const calendar = createWorkingDays();

describe('working days in Belgium', () => {
  it.each([
    ['2026-01-01', 'New Year'],
    ['2026-04-06', 'Easter Monday'],
    ['2026-05-01', 'Labour Day'],
    ['2026-05-14', 'Ascension'],
    ['2026-05-25', 'Whit Monday'],
    ['2026-07-21', 'the national day'],
    ['2026-11-11', 'Armistice'],
    ['2026-12-25', 'Christmas'],
    ['2026-11-28', 'a Saturday'],
    ['2026-11-29', 'a Sunday'],
  ])('%s is none: %s', (day) => {
    expect(calendar.isWorkingDay(day)).toBe(false);
  });

  it.each(['2026-01-02', '2026-07-22', '2026-11-12', '2026-12-24'])('%s is one', (day) => {
    expect(calendar.isWorkingDay(day)).toBe(true);
  });

  it.each([
    // Over a weekend, over Christmas and New Year, over the change of the clocks.
    ['2026-11-27T10:00:00Z', 1, '2026-11-30T22:59:59.000Z'],
    ['2026-12-24T10:00:00Z', 5, '2027-01-04T22:59:59.000Z'],
    ['2026-03-27T10:00:00Z', 1, '2026-03-30T21:59:59.000Z'],
    ['2026-10-23T10:00:00Z', 1, '2026-10-26T22:59:59.000Z'],
    // Late in the evening of Thursday in London it is Friday in Brussels already.
    ['2026-11-26T23:30:00Z', 1, '2026-11-30T22:59:59.000Z'],
  ])('from %s, %i end at %s', (from, count, end) => {
    expect(calendar.after(new Date(from), count).toISOString()).toBe(end);
  });

  it('end on a working day, one day later for each more, whatever the day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 40 }),
        (from, count) => {
          const local = (date: Date): string =>
            new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Brussels', dateStyle: 'short' }).format(
              date,
            );
          const end = calendar.after(from, count);
          expect(calendar.isWorkingDay(local(end))).toBe(true);
          expect(calendar.after(end, 1).getTime()).toBe(calendar.after(from, count + 1).getTime());
          expect(local(new Date(end.getTime() + 1000))).not.toBe(local(end));
        },
      ),
    );
  });
});
