import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of a rest, and how many there are at most, so that publishing always goes on. */
const REST = 5;
const MOST_RESTS = 10;
/** The part of a rest in which the event loop had something to do, from which on others are at work. */
const BUSY = 0.3;

/**
 * Rests for a moment, and for longer where others keep the event loop busy meanwhile: the members of a bulk load may come
 * later, and whoever asks or reports something must not wait for them.
 */
export async function restWhileBusy(): Promise<void> {
  for (let rests = 0; rests < MOST_RESTS; rests += 1) {
    const before = performance.eventLoopUtilization();
    await sleep(REST);
    if (performance.eventLoopUtilization(before).utilization < BUSY) return;
  }
}
