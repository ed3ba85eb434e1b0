/** Milliseconds; longer than this nobody waits for a target that is well again. */
const LONGEST = 6 * 3_600_000;

/**
 * How long to wait before the next attempt: twice as long each time, and between half of that and all of it, so that
 * what failed together does not come back together.
 * @param attempts how many there were
 * @param first milliseconds after the first
 * @param random from 0 to 1
 */
export function backOff(attempts: number, first: number, random: number): number {
  const whole = Math.min(first * 2 ** Math.max(0, attempts - 1), LONGEST);
  return Math.round(whole * (0.5 + random / 2));
}
