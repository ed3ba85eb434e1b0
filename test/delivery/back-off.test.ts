import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff } from '#wegwijzer/delivery/drain/back-off.js';

const LONGEST = 6 * 60 * 60 * 1000;
const attempts = fc.integer({ min: 1, max: 2000 });
const first = fc.integer({ min: 1, max: LONGEST });
const random = fc.double({ min: 0, max: 1, noNaN: true });
/** The longest wait after so many attempts. */
const whole = (count: number, delay: number): number => backOff(count, delay, 1);

describe('the wait before another attempt to deliver', () => {
  it('is what is set after the first attempt, and twice as long each time, up to six hours', () => {
    fc.assert(
      fc.property(attempts, first, (count, delay) => {
        expect(whole(1, delay)).toBe(delay);
        expect(whole(count + 1, delay)).toBe(Math.min(2 * whole(count, delay), LONGEST));
      }),
    );
  });

  it('is between half of that and all of it, by chance alone', () => {
    fc.assert(
      fc.property(attempts, first, random, random, (count, delay, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(backOff(count, delay, one)).toBeGreaterThanOrEqual(whole(count, delay) / 2);
        expect(backOff(count, delay, one)).toBeLessThanOrEqual(whole(count, delay));
        expect(backOff(count, delay, less)).toBeLessThanOrEqual(backOff(count, delay, more));
      }),
    );
  });
});
