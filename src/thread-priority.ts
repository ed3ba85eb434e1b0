import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Niceness of a thread that must leave the processor to reports: it gets a third of what they get where both want it. */
const BACKGROUND = 5;

/**
 * Lets this thread alone give way to the others of the process, for good. On Linux each thread has a niceness of its
 * own, and `/proc/thread-self` names the one that reads it; elsewhere nothing happens.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').pop());
    if (Number.isInteger(thread)) setPriority(thread, BACKGROUND);
  } catch {
    // A system without /proc: the thread competes as an equal.
  }
}
