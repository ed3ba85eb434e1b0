import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter, dayOf, isDay, momentOf, startOf } from '#wegwijzer/responsibility/index.js';

const days = fc
  .date({ min: new Date('1980-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a day in Belgium', () => {
  it('begins right after the one before it, also where the clock changes on it', () => {
    fc.assert(
      fc.property(fc.oneof(days, fc.constantFrom('2026-03-29', '2026-10-25')), (day) => {
        expect(isDay(day)).toBe(true);
        expect(dayOf(startOf(day))).toBe(day);
        const end = startOf(dayAfter(day));
        expect(dayOf(new Date(end.getTime() - 1))).toBe(day);
      }),
    );
  });

  it.each([
    ['2026-09-01', '2026-08-31T22:00:00.000Z'],
    ['2026-12-01', '2026-11-30T23:00:00.000Z'],
    ['2026-09-01T08:00:00Z', '2026-09-01T08:00:00.000Z'],
    ['2026-09-01T08:00:00+01:00', '2026-09-01T07:00:00.000Z'],
    ['2026-07-01T00:00', '2026-06-30T22:00:00.000Z'],
    ['2026-12-01T00:00:00', '2026-11-30T23:00:00.000Z'],
    ['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T01:30', '2026-10-24T23:30:00.000Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
  ])('%s names the moment %s', (text, moment) => {
    expect(momentOf(text)?.toISOString()).toBe(moment);
  });

  it.each([
    '',
    'soon',
    '2026-02-30',
    '2026-02-30T08:00:00Z',
    '2026-09-01T25:00:00Z',
    '2026-09-01T25:00',
    '2026-9-1',
  ])('"%s" names none', (text) => {
    expect(momentOf(text)).toBeUndefined();
  });
});
